"""A form's submissions as CSV, workbook and JSON: stable columns across versions, nothing that a spreadsheet runs."""

import copy
import csv
import io
import json
import tempfile
import tracemalloc
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import present
from forms.models import DataKey, Submission
from forms.models.form_page import FormPage
from forms.reading.exports import csv_file, json_file, records, xlsx_file, xlsx_sheets
from forms.reading.exports.marking import Marking
from forms.reading.exports.records import Source
from tests.forms.scene import ObedientHandler, definition, form_page, publish_as, question, referral, repeat, step
from tests.forms.sent_scene import ANSWERS, add, stored, with_file

pytestmark = pytest.mark.django_db
DANGEROUS = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx", "\rx", "\nx", "＝1"]


def agencies(submissions: Any) -> dict[Any, str]:
    return {one.pk: "Hospital" for one in submissions}


def source(page: FormPage, **period: Any) -> Source:
    return Source(page, present.now(), agencies, **period)


def marking(page: FormPage, reason: str = "Audit 2026") -> Marking:
    return Marking(page.title, "Olu Officer", present.now(), reason, 2)


def as_csv(page: FormPage, reason: str = "Audit 2026", **period: Any) -> tuple[list[str], list[dict[str, str]]]:
    """The marking, and the rows by column."""
    text = b"".join(csv_file.stream(source(page, **period), marking(page, reason))).decode()
    assert text.startswith("\ufeff")
    mark, names, _wording, *rows = csv.reader(io.StringIO(text[1:], newline=""))
    return mark, [dict(zip(names, row, strict=True)) for row in rows]


def as_book(page: FormPage) -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_file.stream(source(page), marking(page)))))


def sheet_rows(book: Any, title: str) -> list[dict[str, Any]]:
    names, _wording, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def as_json(page: FormPage) -> Any:
    return json.loads(b"".join(json_file.stream(source(page), marking(page))))


def test_one_row_a_form_and_one_an_entry(page: FormPage, person: Any) -> None:
    stored(page, ANSWERS, owner=person)
    _mark, rows = as_csv(page)
    assert [row["record"] for row in rows] == ["form", "children", "children"]
    main, first, second = rows
    assert (main["form.reference"], main["form.agency"], main["form.version"]) == ("T-2026-0001", "Hospital", "1")
    assert main["form.sent_at"] == "2026-03-02T09:00:00+00:00"
    assert (main["incident_date"], main["what"], main["children"]) == ("2026-02-27", "A fall.", "2")
    assert (first["form.entry"], first["child_name"], first["birth_date"]) == (
        "1",
        "Jordan O'Brien-Łukasz",
        "2019-04-02",
    )
    assert (second["child_name"], second["birth_known"]) == ("Sam", "No")
    assert first["form.id"] == main["form.id"]


def test_a_score_has_its_band_beside_it_and_an_unknown_date_its_words(handler: ObedientHandler, person: Any) -> None:
    often: Any = question("often", "radios", choices=["never", "daily"])
    often["choices"][1]["points"] = 7
    bands = [{"least": 0, "most": 4, "label": "low"}, {"least": 5, "label": "high"}]
    total = question("total", "calculated", calculation={"what": "score", "of": ["often"], "bands": bands})
    died: Any = question("died", "date", unknown=True)
    events = question("events", "chronology")
    scored = form_page(definition(step("s", often, total, died, events)), slug="scored")
    event = {"date": "2024-03", "time": "14:05", "event": "Seen", "action": "Told"}
    answers = {"often": "daily", "total": 7, "died": "not_known", "events": [event]}
    stored(scored, answers, owner=person)
    main, row = as_csv(scored)[1]
    assert (main["total"], main["total.band"], main["died"]) == ("7", "high", "Not known")
    assert (row["events.time"], row["events.action"], row["events.comment"]) == ("14:05", "Told", "")
    assert sheet_rows(as_book(scored), "Forms")[0]["total"] == 7
    whole = as_json(scored)["submissions"][0]
    assert (whole["answers"]["died"], whole["in_words"]["died"]) == ("not_known", "Not known")


def test_columns_are_stable_across_versions(page: FormPage, person: Any) -> None:
    stored(page, ANSWERS, owner=person)
    before = [key for key, _wording in source(page).tables[0].columns]
    changed = copy.deepcopy(referral())
    changed["steps"][0]["questions"] = [question("school"), {**question("what", "long_text"), "label": "What was seen"}]
    changed["steps"][1]["questions"][2]["rules"] = {}
    publish_as(page, changed)
    stored(page, {"school": "Example Primary", "what": "A push.", "children": []}, owner=person)

    columns = dict(source(page).tables[0].columns)

    own = [key for key in columns if not key.startswith("form.")]
    assert own == ["school", "what", "children", "comment", "incident_date"]
    assert columns["what"] == "What was seen"
    assert set(before) <= set(columns)
    _mark, rows = as_csv(page)
    # Sent at the same moment: which comes first is not promised.
    old, new = sorted((row for row in rows if row["record"] == "form"), key=lambda row: row["form.version"])
    assert (old["incident_date"], old["what"], old["school"]) == ("2026-02-27", "A fall.", "")
    assert (new["incident_date"], new["what"], new["school"]) == ("", "A push.", "Example Primary")
    # The same columns whatever the period holds.
    assert as_csv(page, first_day=date(2030, 1, 1)) == (as_csv(page)[0], [])


def every_kind() -> Any:
    choices = [{"value": "a", "label": "Apple"}, {"value": "o", "label": "Other fruit", "other": True}]
    return definition(
        step(
            "all",
            question("number", "number"),
            {**question("fruit", "checkboxes"), "choices": choices},
            {**question("which", "radios"), "choices": choices},
            {**question("worker", "person"), "parts": ["role", "email"]},
            question("phone", "telephone"),
            question("agency", "agency", options="agencies"),
            question("happened", "chronology"),
            question("papers", "file"),
            question("about", "approximate_date"),
            question("sure", "declaration"),
            question("nhs", "nhs_number"),
            question("at", "time"),
            {**question("read_this", "guidance"), "required": False},
        ),
        step("people", question("name"), question("events", "chronology"), repeat=repeat("person", summary="name")),
        title="Everything",
    )


@pytest.fixture
def everything(handler: ObedientHandler, person: Any, clock: Any, attachments: Any) -> FormPage:
    page = form_page(every_kind())
    submission = stored(page, {}, owner=person)
    file = with_file(submission, "papers", "school letter.txt")
    event = {"date": "2024-05", "source": "GP", "event": "Seen", "comment": "=1"}
    submission.answers = {
        "number": -5,
        "fruit": ["a", "o"],
        "fruit:other": "Plum",
        "which": "o",
        "which:other": "Pear",
        "worker": {"name": "Ann", "role": "Nurse", "email": "ann@x.example"},
        "phone": "+44 808 157 0192",
        "agency": {"value": "7", "label": "Northshire Police"},
        "happened": [event, {"date": "2024-06-01", "event": "Left"}],
        "papers": [str(file.pk)],
        "about": "2019-04",
        "sure": True,
        "nhs": "9434765919",
        "at": "14:05",
        "people": [{"name": "Bo", "events": [event]}],
    }
    submission.save()
    add(submission, {"fruit": ["o"], "fruit:other": "Quince"}, by=person, to=("all", "fruit", None), reason="=cmd")
    add(submission, "A note.", by=person)
    return page


def test_every_kind_has_its_cells(everything: FormPage) -> None:
    _mark, rows = as_csv(everything)
    main, *rest = rows
    expected = {
        "number": "-5",
        "fruit": "Apple; Other fruit",
        "fruit:stored": "a; o",
        "fruit.a": "Yes",
        "fruit.o": "Yes",
        "fruit:other": "Plum",
        "which:stored": "o",
        "which:other": "Pear",
        "phone": "+44 808 157 0192",
        "agency": "Northshire Police",
        "agency:stored": "7",
        "worker.name": "Ann",
        "worker.role": "Nurse",
        "worker.email": "ann@x.example",
        "happened": "2",
        "papers": "school letter.txt",
        "about": "2019-04",
        "at": "14:05",
        "people": "1",
        "form.additions": "2",
    }
    assert {key: main[key] for key in expected} == expected
    assert main["which"].startswith("Other fruit")
    wording = dict(source(everything).tables[0].columns)
    assert (wording["fruit.a"], wording["fruit:stored"]) == ("Fruit: Apple", "Fruit: stored value")
    assert main["nhs"] == "9434765919"
    assert "read_this" not in main
    assert [row["record"] for row in rest] == ["happened", "happened", "people", "events", "additions", "additions"]
    happened, _second, bo, event, fruit, note = rest
    assert (happened["form.row"], happened["happened.date"], happened["happened.source"]) == ("1", "2024-05", "GP")
    assert happened["happened.comment"] == "'=1"
    assert (bo["form.entry"], bo["name"], bo["events"]) == ("1", "Bo", "1")
    assert (event["form.entry"], event["form.row"], event["events.event"]) == ("1", "1", "Seen")
    assert (fruit["addition.question"], fruit["addition.reason"]) == ("fruit", "'=cmd")
    assert "Quince" in fruit["addition.answer"]
    assert (note["addition.question"], note["addition.answer"]) == ("", "A note.")


def test_the_workbook_has_a_sheet_a_table_and_no_formula(everything: FormPage, person: Any) -> None:
    for text in DANGEROUS:
        stored(everything, {"which": "a", "worker": {"name": text}}, owner=person)
    book = as_book(everything)
    assert book.sheetnames == ["About this file", "Forms", "Happened", "People", "Events", "Additions"]
    about = {row[0]: row[1] for row in book["About this file"].iter_rows(values_only=True)}
    assert about["Exported by"] == "Olu Officer"
    assert about["Reason"] == "Audit 2026"
    assert "personal data" in about["Contains personal data"]
    main = sheet_rows(book, "Forms")
    assert [row["number"] for row in main if row["number"] is not None] == [-5]
    assert {"=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx"} < {row["worker.name"] for row in main}
    assert sheet_rows(book, "Events")[0]["events.comment"] == "=1"
    assert next(row["phone"] for row in main if row["phone"]) == "+44 808 157 0192"
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "e" not in kinds
    assert book["Forms"].freeze_panes == "A3"


def test_json_has_the_answers_as_stored(everything: FormPage) -> None:
    file = as_json(everything)
    assert file["contains_personal_data"] is True
    assert file["export"]["Reason"] == "Audit 2026"
    assert [version["number"] for version in file["versions"]] == [1]
    [sent] = file["submissions"]
    assert sent["reference"] == "T-2026-0001"
    assert sent["answers"]["fruit"] == ["a", "o"]
    assert sent["answers"]["papers"] == ["school letter.txt"]
    assert sent["answers"]["people"][0]["name"] == "Bo"
    assert sent["in_words"]["fruit"] == "Apple; Other fruit"
    assert [one["answer"] for one in sent["additions"]][1] == "A note."


def test_a_choice_that_was_not_ticked_says_so_and_one_that_was_not_asked_says_nothing(
    page: FormPage, person: Any
) -> None:
    one = {
        **question("fruit", "checkboxes"),
        "choices": [{"value": "a", "label": "Apple"}, {"value": "b", "label": "B"}],
    }
    publish_as(page, definition(step("all", one)))
    stored(page, {"fruit": ["b"]}, owner=person)
    renamed = {**one, "choices": [{"value": "a", "label": "Apples"}, {"value": "c", "label": "Cherry"}]}
    publish_as(page, definition(step("all", renamed)))
    stored(page, {"fruit": ["a", "c"]}, owner=person)
    stored(page, {}, owner=person)

    keys = ("fruit", "fruit:stored", "fruit.a", "fruit.b", "fruit.c")
    third, second, first = sorted([row[key] for key in keys] for row in as_csv(page)[1])
    assert first == ["B", "b", "No", "Yes", ""]
    assert second == ["Apples; Cherry", "a; c", "Yes", "", "Yes"]
    assert third == ["", "", "", "", ""]


@pytest.mark.parametrize(
    "text", ["+44 808 157 0192", "+44 (0)808 157 0192", "+448081570192", "+48 22 555.01.02", "+44 1632 960 001 ext 12"]
)
def test_a_telephone_number_stays_as_it_was_typed(text: str) -> None:
    assert csv_file.safe(text) == text


@pytest.mark.parametrize(
    "text", ["+1", "+1+1", "+44-808-157-0192", "+SUM(1)", "+44 808 157 0192=1", "-44 808 157 0192"]
)
def test_what_could_be_worked_out_is_no_telephone_number(text: str) -> None:
    assert csv_file.safe(text) == f"'{text}"


def test_an_empty_form_is_whole_in_every_format(page: FormPage) -> None:
    assert as_csv(page)[1] == []
    assert sheet_rows(as_book(page), "Forms") == []
    assert as_json(page)["submissions"] == []


def test_the_marking_is_said_first_and_is_no_formula_either(page: FormPage) -> None:
    mark, _rows = as_csv(page, reason="=1+1")
    assert mark[0].startswith("Contains personal data")
    assert "Reason: =1+1" in mark
    assert not any(cell.startswith(csv_file.FORMULA) for cell in mark)


@given(st.text(st.sampled_from("=+-@\t\r\n＝＋－＠'\" a1"), max_size=6))
def test_no_cell_of_the_csv_begins_a_formula(text: str) -> None:
    cell = csv_file.safe(text)
    assert not str(cell).startswith(csv_file.FORMULA)
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert csv_file.safe(text) == f"'{text}"
    assert csv_file.safe(-5) == -5


def test_what_a_cell_cannot_hold_is_said() -> None:
    assert xlsx_sheets.shown("a\x07b") == "a\ufffdb"
    cut = xlsx_sheets.shown("x" * 40_000)
    assert len(cut) == xlsx_sheets.MOST_CHARACTERS
    assert cut.endswith(xlsx_sheets.CUT)


def test_sheets_have_names_that_excel_takes() -> None:
    long = "Concerns about the child: history, and what was done [1]"
    titles = xlsx_sheets._titles(["Forms", "forms", long, long, "  "])
    assert titles[0:2] == ["Forms", "forms 2"]
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)
    assert len({title.casefold() for title in titles}) == 5


def test_a_period_is_counted_in_local_days(page: FormPage, person: Any, clock: Any) -> None:
    # Half past midnight in London on 1 July is still 30 June in UTC.
    clock.move_to("2026-06-30T23:30:00+00:00")
    stored(page, ANSWERS, owner=person, reference="T-JULY")
    july = source(page, first_day=date(2026, 7, 1), last_day=date(2026, 7, 1))
    june = source(page, last_day=date(2026, 6, 30))
    assert [one.reference for one in july.submissions] == ["T-JULY"]
    assert not june.submissions.exists()


def test_what_was_erased_is_said_to_be(page: FormPage, person: Any) -> None:
    submission = stored(page, ANSWERS, owner=person)
    add(submission, "A note.", by=person)
    DataKey.objects.filter(pk=submission.data_key_id).update(wrapped=None)
    _mark, rows = as_csv(page)
    assert [(row["record"], row["form.state"], row["what"]) for row in rows] == [("form", "erased", "")]
    assert as_json(page)["submissions"][0]["answers"] is None


def many(page: FormPage, person: Any, number: int) -> None:
    """Copies of one submission, made in one go: each with a key and answers of its own."""
    stored(page, ANSWERS, owner=person)
    for place in range(1, number):
        one = stored(page, {**ANSWERS, "what": f"Number {place}"}, owner=person, reference=f"T-{place:05}")
        # Many at the same moment: the batches must neither skip nor repeat one.
        Submission.objects.filter(pk=one.pk).update(submitted_at=present.now() - timedelta(seconds=place // 7))


def test_batches_skip_and_repeat_nothing(page: FormPage, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    many(page, person, 23)
    monkeypatch.setattr(records, "BATCH", 5)
    found = [row["form.reference"] for row in as_csv(page)[1] if row["record"] == "form"]
    assert len(found) == 23
    assert len(set(found)) == 23


def test_queries_grow_with_batches_not_with_rows(
    page: FormPage, person: Any, django_assert_max_num_queries: Any
) -> None:
    many(page, person, 20)
    with django_assert_max_num_queries(6):
        list(csv_file.stream(source(page), marking(page)))


def test_it_is_streamed_and_touches_no_disk(page: FormPage, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    many(page, person, 60)

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("A file was written in the clear.")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refuse)
    monkeypatch.setattr(records, "BATCH", 10)
    monkeypatch.setattr(csv_file, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr(xlsx_sheets, "ROWS_AT_ONCE", 10)
    for file in (csv_file, xlsx_file, json_file):
        pieces = [len(piece) for piece in file.stream(source(page), marking(page))]
        assert len(pieces) > 5, file
    peaks = []
    for number in (60, 240):
        if number > 60:
            many(page, person, number - 60)
        tracemalloc.start()
        for _piece in csv_file.stream(source(page), marking(page)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5, peaks
