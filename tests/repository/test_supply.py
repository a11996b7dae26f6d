"""What the portal is built from: licences, known weaknesses, the bill of materials."""

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts import advisories, licences, locked, sbom
from scripts.advisories import Advisory, Allowance
from scripts.locked import Package
from tests.repository import ROOT, prose
from tests.repository.test_checkout import MACHINE_PATH, REGISTRIES

TODAY = date(2026, 3, 2)


def test_every_locked_package_has_a_licence_that_is_allowed_where_it_is_needed() -> None:
    found = locked.packages()
    assert len(found) > 150
    assert licences.refused(found) == []
    assert licences.PAGE.read_text(encoding="utf-8") == licences.render(found)
    # What is excused is still there, and still needs it.
    runs = {package.name for package in found if package.is_running}
    assert set(licences.ALLOWED_THOUGH) <= runs


@pytest.mark.parametrize(
    ("licence", "lists", "is_refused"),
    [
        ("MIT", ("base",), False),
        ("LGPL-3.0-only", ("base",), False),
        ("GPL-3.0-or-later", ("dev",), False),
        ("GPL-3.0-or-later", ("base", "dev"), True),
        ("MIT AND GPL-3.0-or-later", ("base",), True),
        ("MIT OR GPL-3.0-or-later", ("base",), False),
        ("AGPL-3.0-only", ("dev",), True),
        ("MIT AND LicenseRef-Ours", ("dev",), True),
        ("", ("dev",), True),
    ],
)
def test_a_licence_counts_by_what_it_asks(licence: str, lists: tuple[str, ...], is_refused: bool) -> None:
    assert bool(licences.refused([Package("npm", "one", "1.0", lists, licence=licence)])) is is_refused


def test_a_page_of_licences_that_is_out_of_date_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "licences.md"
    page.write_text("Older")
    monkeypatch.setattr(licences, "PAGE", page)
    monkeypatch.setattr(sys, "argv", ["licences", "--check"])
    with pytest.raises(SystemExit, match="make licences"):
        licences.main()
    assert page.read_text() == "Older"


def test_the_product_imports_nothing_that_is_for_tools_alone() -> None:
    tools = {package.name.replace("-", "_") for package in locked.packages() if not package.is_running}
    tools -= {package.name.replace("-", "_") for package in locked.packages() if package.is_running}
    assert {"djlint", "pytest"} <= tools
    imported = re.compile(r"(?m)^\s*(?:from|import)\s+(\w+)")
    found = [
        f"{path}: {name}"
        for path in filter(prose.is_product, prose.files())
        if path.endswith(".py")
        for name in imported.findall(prose.text_of(path))
        if name.lower() in tools
    ]
    assert found == []


def test_what_is_published_as_a_list_of_hashes_is_what_npm_installs() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    loose = [name for name, told in lock.items() if name and not told.get("integrity", "").startswith("sha512-")]
    assert loose == []
    # Nor is anything of theirs run while it is installed.
    assert "npm ci --ignore-scripts" in (ROOT / "scripts" / "front-end").read_text(encoding="utf-8")


# --- The bill of materials -------------------------------------------------------------------------------------------


def test_the_bill_of_materials_names_every_locked_package_and_no_place_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "made" / "sbom.json"
    monkeypatch.setattr(sys, "argv", ["sbom", str(file)])
    sbom.main()
    text = file.read_text(encoding="utf-8")  # It was held against the schema of CycloneDX before it was written.
    bill = json.loads(text)
    assert len(bill["components"]) == len(locked.packages())
    components = {f"{one['name']}@{one['version']}": one for one in bill["components"]}
    by_name = {one["name"]: one for one in bill["components"]}
    assert by_name["psycopg"]["licenses"] == [{"license": {"id": "LGPL-3.0-only"}}]
    assert (by_name["django"]["scope"], by_name["djlint"]["scope"]) == ("required", "excluded")
    assert by_name["govuk-frontend"]["purl"].startswith("pkg:npm/govuk-frontend@")
    assert all(len(one["hashes"][0]["content"]) == 128 for one in components.values() if "pkg:npm" in one["purl"])
    assert [host for host in REGISTRIES if host in text] == []
    assert MACHINE_PATH.search(text) is None
    assert str(ROOT) not in text


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(sys, "argv", ["sbom", str(tmp_path / "file" / "sbom.json")])
    with pytest.raises(SystemExit, match="cannot be written"):
        sbom.main()


def test_a_bill_that_does_not_keep_to_its_schema_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refuses:
        def __init__(self, version: Any) -> None:
            pass

        def validate_str(self, text: str) -> str:
            return "no"

    monkeypatch.setattr(sbom, "JsonStrictValidator", Refuses)
    monkeypatch.setattr(sbom, "packages", lambda: [])
    with pytest.raises(ValueError, match="schema"):
        sbom.made()


# --- Known weaknesses ------------------------------------------------------------------------------------------------

PYTHON = {
    "dependencies": [
        {"name": "one", "version": "1.0", "vulns": []},
        {
            "name": "two",
            "version": "2.0",
            "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"]}],
        },
    ]
}
NPM = {
    "vulnerabilities": {
        "three": {"via": ["four"]},
        "four": {"via": [{"url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc"}]},
    }
}


def test_what_the_tools_tell_is_read() -> None:
    assert advisories.of_python(json.dumps(PYTHON)) == [
        Advisory("two 2.0", frozenset({"PYSEC-2026-1", "CVE-2026-1"}), "2.1")
    ]
    assert advisories.of_npm(json.dumps(NPM)) == [Advisory("four", frozenset({"GHSA-aaaa-bbbb-cccc"}))]


SKIPPED = {"dependencies": [{"name": "one", "skip_reason": "Dependency not found"}]}


@pytest.mark.parametrize("answer", ["", "not JSON", "[]", "{}", json.dumps(SKIPPED), '{"message": "405"}'])
def test_no_answer_of_a_database_is_no_clean_answer(answer: str) -> None:
    for read in (advisories.of_python, advisories.of_npm):
        with pytest.raises(advisories.NotAsked):
            read(answer)


def test_a_package_that_the_database_does_not_know_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    both = {"dependencies": [*PYTHON["dependencies"], *SKIPPED["dependencies"]]}
    assert len(advisories.of_python(json.dumps(both))) == 1
    assert "1 of 3 Python packages are not in the database" in capsys.readouterr().out


def test_a_program_that_is_not_there_or_hangs_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisories, "ALTOGETHER", 0.2)
    assert advisories.ask(["no-such-program-here"]) == ""
    assert advisories.ask([sys.executable, "-c", "import time; time.sleep(5)"]) == ""


ENTRY = '[[allowed]]\nid = "CVE-2026-1"\nwhy = "It is not called."\nuntil = {until}\n'


def _check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, allowed: str, *answers: str) -> str | int | None:
    """How the check ends: what it fails with, or None."""
    file = tmp_path / "allowed.toml"
    file.write_text(allowed)
    told = iter(answers)
    monkeypatch.setattr(advisories, "ALLOWED", file)
    monkeypatch.setattr(advisories, "ask", lambda command: next(told))
    try:
        advisories.main()
    except SystemExit as end:
        return end.code
    return None


CLEAN_NPM = json.dumps({"vulnerabilities": {}})
CLEAN_PYTHON = json.dumps({"dependencies": [{"name": "one", "version": "1.0", "vulns": []}]})


@pytest.mark.usefixtures("clock")
def test_a_known_weakness_fails_the_check_unless_it_is_allowed_for_a_while(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = (json.dumps(PYTHON), CLEAN_NPM)
    assert "two 2.0: CVE-2026-1, PYSEC-2026-1, mended in 2.1" in str(_check(monkeypatch, tmp_path, "", *answers))
    assert _check(monkeypatch, tmp_path, ENTRY.format(until=TODAY), *answers) is None
    assert "It is not called." in capsys.readouterr().out
    over = str(_check(monkeypatch, tmp_path, ENTRY.format(until="2026-03-01"), *answers))
    assert "was allowed until 2026-03-01" in over


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("until", ["2026-03-01", "2027-03-02"])
def test_a_day_that_is_over_or_too_far_fails_also_where_nothing_could_be_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, until: str
) -> None:
    assert until in str(_check(monkeypatch, tmp_path, ENTRY.format(until=until), "", ""))


@pytest.mark.usefixtures("clock")
def test_databases_that_cannot_be_reached_are_said_and_fail_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _check(monkeypatch, tmp_path, "", "", "") is None
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2
    assert all(
        re.match("Not checked for known weaknesses: the database of .* could not be asked.", line) for line in told
    )


@pytest.mark.usefixtures("clock")
def test_an_allowance_that_nothing_needs_is_said_once_both_were_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _check(monkeypatch, tmp_path, ENTRY.format(until=TODAY), CLEAN_PYTHON, CLEAN_NPM) is None
    assert "CVE-2026-1 is allowed and no locked package has it any more" in capsys.readouterr().out
    assert _check(monkeypatch, tmp_path, ENTRY.format(until=TODAY), CLEAN_PYTHON, "") is None
    assert "CVE-2026-1" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "entry",
    [
        "[[allowed]]\nid = 'A'\nwhy = 'B'",
        "[[allowed]]\nid = 'A'\nwhy = ' '\nuntil = 2026-03-02",
        "[[allowed]]\nwhy = 'B'\nuntil = 2026-03-02",
        "[[allowed]]\nid = 'A'\nwhy = 'B'\nuntil = '2026-03-02'",
        "[[allowed",
    ],
)
def test_an_entry_that_lacks_something_is_refused_in_words(entry: str) -> None:
    with pytest.raises(ValueError, match="requirements/allowed-advisories.toml"):
        advisories.allowances(entry)


def test_what_is_allowed_today_can_be_read() -> None:
    for one in advisories.allowances(advisories.ALLOWED.read_text(encoding="utf-8")):
        assert isinstance(one, Allowance)
