"""What must hold of the repository itself: it carries no machine's paths, its locks are whole, its layers hold."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.repository import ROOT, run

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# Written apart, so that this file does not find itself.
REGISTRIES = ["files.python" + "hosted.org", "py" + "pi.org", "registry.npm" + "js.org", "proxy.golang" + ".org"]
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|root|tmp|home/\w+|Users/\w+)/\w")


@pytest.fixture(scope="module")
def tracked() -> dict[str, str]:
    """The text of every tracked file by its path."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("This is not a git checkout.")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            # Samples of files are in other encodings too.
            texts[name] = content.decode("utf-8", errors="replace")
    return texts


def test_no_tracked_file_names_a_path_of_one_machine(tracked: dict[str, str]) -> None:
    found = [f"{name}: {hit[0]}" for name, text in tracked.items() if (hit := MACHINE_PATH.search(text))]
    assert found == []


def test_no_tracked_file_names_a_package_registry(tracked: dict[str, str]) -> None:
    found = [f"{name}: {host}" for name, text in tracked.items() for host in REGISTRIES if host in text]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_version_and_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock.read_text()).strip())
    assert entries
    loose = [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert loose == []


def test_every_requirements_list_is_locked() -> None:
    assert [path.stem for path in LOCKS] == [path.stem for path in sorted((ROOT / "requirements").glob("*.in"))]


def test_imports_run_one_way() -> None:
    done = run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    assert done.returncode == 0, done.stdout


def test_every_check_runs_before_a_commit_too() -> None:
    checks = re.findall(r'(?m)^step "([^"]+)"', (ROOT / "scripts" / "check").read_text(encoding="utf-8"))
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert checks
    assert re.findall(r'(?m)^ +entry: sh scripts/check "([^"]+)"$', hooks) == checks
    # Every hook is one of ours and runs what is installed: nothing is fetched from anywhere.
    assert re.findall(r"(?m)^ +- repo: (.+)$", hooks) == ["local"]
    assert re.findall(r"(?m)^ +language: (.+)$", hooks) == ["system"] * len(checks)


def test_a_check_that_does_not_exist_is_refused() -> None:
    assert run("sh", "scripts/check", "No such check").returncode == 1


def test_the_licence_stands_where_package_tools_look() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("BSD 3-Clause License")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "BSD-3-Clause"
    package, lock = (json.loads((ROOT / name).read_text()) for name in ("package.json", "package-lock.json"))
    assert package["license"] == lock["packages"][""]["license"] == "BSD-3-Clause"


def test_the_page_of_duties_is_what_the_suite_says() -> None:
    done = run(sys.executable, "-m", "tests.duties", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = (ROOT / "README.md").read_text(encoding="utf-8")[:400]
    assert opening.index("make demo") < opening.index("make test")


def test_every_picture_of_the_guides_is_there_and_none_is_unused() -> None:
    guides = "".join(
        (ROOT / "docs" / f"{who}-guide.md").read_text(encoding="utf-8") for who in ("editor", "administrator")
    )
    named = re.findall(r"!\[[^\]]+\]\(images/([^)]+)\)", guides)
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert sorted(named) == sorted(picture.name for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 2_000_000


def test_every_environment_variable_stands_in_the_operators_table(tracked: dict[str, str]) -> None:
    read = re.compile(r"""(?:env\.(?:text|words|flag|number)|required)\(\s*["']([A-Z_]+)["']""")
    names = {
        name for path, text in tracked.items() if path.startswith("portal/settings/") for name in read.findall(text)
    }
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"| `{name}` |" not in table] == []
    assert names
