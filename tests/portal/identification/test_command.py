"""`manage.py check_identification` works on any file, by itself, and says what it found a line at a time (D36)."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.portal.identification import hidden_in_pdf, papers

pytestmark = pytest.mark.duty("D36")

TERMS = [{"kind": "name", "value": "Rowan Ashdown"}, {"kind": "nhs", "value": "943 476 5919"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "terms.json").write_text(json.dumps(TERMS))
    (tmp_path / "named.pdf").write_bytes(papers.pdf("Then Rowan Ashdown was seen.", title="About Rowan Ashdown"))
    (tmp_path / "plain.txt").write_text("What agencies learned.")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "scan.pdf").write_bytes(hidden_in_pdf.LOOKED_AT["a picture of it"](""))
    return tmp_path


def run(folder: Path, *names: str, **options: Any) -> tuple[list[dict[str, str]], str, int]:
    """The lines on the standard output, everything on the other, the exit code."""
    out, told, code = io.StringIO(), io.StringIO(), 0
    try:
        files = [str(folder / name) for name in names]
        options = {"terms": str(folder / "terms.json"), "json": True, **options}
        call_command("check_identification", *files, stdout=out, stderr=told, **options)
    except SystemExit as ended:
        code = int(str(ended.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], told.getvalue(), code


def test_a_find_says_where_and_how_sure(folder: Path) -> None:
    lines, told, code = run(folder, "named.pdf")
    name = str(folder / "named.pdf")
    page = next(line for line in lines if line["where"] == "page 1")
    assert page == {
        "file": name,
        "where": "page 1",
        "kind": "name",
        "term": "Rowan Ashdown",
        "written": page["written"],
        "sure": "certain",
    }
    assert {line["where"] for line in lines} == {"page 1", "metadata"}
    assert code == 1
    assert "1 of 1: named.pdf" in told


def test_what_needs_a_look_is_said_with_its_page(folder: Path) -> None:
    lines, _told, code = run(folder, "scan.pdf")
    why = "it has a picture: look at what it shows"
    assert lines == [{"file": str(folder / "scan.pdf"), "where": "page 1", "unreadable": why}]
    assert code == 1


def test_nothing_found_is_exit_0(folder: Path) -> None:
    assert run(folder, "plain.txt")[::2] == ([], 0)


def test_a_damaged_file_does_not_stop_the_rest(folder: Path) -> None:
    lines, _told, code = run(folder, "broken.pdf", "named.pdf")
    assert {Path(line["file"]).name for line in lines} == {"broken.pdf", "named.pdf"}
    assert code == 1


def test_without_json_it_is_told_in_words(folder: Path) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "check_identification",
            str(folder / "named.pdf"),
            terms=str(folder / "terms.json"),
            stdout=out,
            stderr=io.StringIO(),
        )
    assert "page 1: “" in out.getvalue()
    assert "(name: Rowan Ashdown; certain)" in out.getvalue()


def test_what_would_be_published_is_written_under_the_same_name(folder: Path) -> None:
    _lines, told, _code = run(folder, "named.pdf", "plain.txt", rebuild=str(folder / "out"))
    assert sorted(one.name for one in (folder / "out").iterdir()) == ["named.pdf", "plain.txt"]
    assert "Left out: its metadata" in told
    again, _told, _code = run(folder / "out", "named.pdf", terms=str(folder / "terms.json"))
    assert {line["where"] for line in again} == {"page 1"}


def test_files_of_one_name_are_both_written(folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "plain.txt").write_text("Another.")
    run(folder, "plain.txt", "b/plain.txt", rebuild=str(folder / "out"))
    run(folder, "plain.txt", "b/plain.txt", rebuild=str(folder / "out"))
    assert sorted(one.name for one in (folder / "out").iterdir()) == ["plain-2.txt", "plain.txt"]


def test_a_file_that_cannot_be_published_is_said(folder: Path) -> None:
    lines, _told, _code = run(folder, "broken.pdf", rebuild=str(folder / "out"))
    assert any(line.get("unreadable", "").startswith("nothing would be published of this file") for line in lines)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (b"", "is not JSON"),
        (b"[{]", "is not JSON, line 1"),
        (b"\xff\xfe", "is not written in UTF-8"),
        (b"{}", "is not a list of terms"),
        (b'["Rowan"]', "is not a list of terms"),
        (b"[]", "there is nothing to look for"),
        (b'[{"kind": "colour", "value": "red"}]', "Term 1: “colour” is no kind of term. Use one of: address, date,"),
        (b'[{"kind": "name", "value": "A B"}, {"kind": "name"}]', "Term 2 has no value"),
    ],
)
def test_a_bad_file_of_terms_is_refused_in_plain_english(folder: Path, terms: bytes, said: str) -> None:
    (folder / "terms.json").write_bytes(terms)
    with pytest.raises(CommandError, match=said) as refused:
        run(folder, "plain.txt")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("name", "said"), [("missing.pdf", "There is no file .*missing.pdf. Nothing was checked"), (".", "is a folder")]
)
def test_a_file_that_is_not_there_stops_before_anything_is_read(folder: Path, name: str, said: str) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        run(folder, "named.pdf", name)
    assert refused.value.returncode == 2


def test_a_missing_file_of_terms(folder: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file") as refused:
        run(folder, "plain.txt", terms=str(folder / "none.json"))
    assert refused.value.returncode == 2
