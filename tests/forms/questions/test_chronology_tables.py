"""Rows of a spreadsheet, pasted or in a file, become events: matched, bounded, nothing of them lost."""

import io
import zipfile
from datetime import date
from datetime import time as clock
from typing import Any

import pytest
from openpyxl import Workbook

from forms.questions.chronology import tables
from forms.questions.chronology.columns import matched
from forms.questions.chronology.days import parts_of
from forms.questions.chronology.tables import NotATable, of_file, of_text
from forms.questions.chronology.taking import Sheet, take_in
from forms.questions.rows import change_rows
from tests.forms.questions.test_kinds import made
from tests.forms.scene import question, step


def workbook(*lines: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def events(table: tables.Table) -> list[tuple[str, ...]]:
    """Date as typed, source, event, comment."""
    rows = matched(table).rows
    days = [" ".join(filter(None, (row["day"], row["month"], row["year"]))) for row in rows]
    return [(day, row["source"], row["event"], row["comment"]) for day, row in zip(days, rows, strict=True)]


def parts(table: tables.Table, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in matched(table).rows]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("27/3/2024", ("27", "3", "2024")),
        ("27.03.24", ("27", "03", "24")),
        ("2024-03-27 00:00:00", ("27", "03", "2024")),
        ("2024-03", ("", "03", "2024")),
        ("2024", ("", "", "2024")),
        ("Wed 27th March 2024, 14:05", ("27th", "March", "2024")),
        ("27-Mar-2024", ("27", "Mar", "2024")),
        ("March 27, 2024", ("27", "March", "2024")),
        ("March 2024", ("", "March", "2024")),
        ("3/27/2024", ("3", "27", "2024")),
        ("spring 2024", ("", "", "spring 2024")),
        ("27 to 29 March 2024", ("", "", "27 to 29 March 2024")),
        ("", ("", "", "")),
    ],
)
def test_a_date_stands_in_its_boxes_and_what_is_none_stands_there_whole(cell: str, parts: tuple[str, ...]) -> None:
    assert parts_of(cell) == parts


def test_columns_go_by_their_headings_in_any_order() -> None:
    pasted = "What happened\tRef\tDate of event\tAgency\nSeen at home\t12\t27/3/2024\tGP\nMoved\t\t2025\t"
    found = matched(of_text(pasted))
    assert events(of_text(pasted)) == [("27 3 2024", "GP", "Seen at home", "Ref: 12"), ("2025", "", "Moved", "")]
    assert found.beside == ("Ref",)


def test_without_headings_the_column_of_dates_is_found() -> None:
    assert events(of_text("GP\t1/2/2024\tSeen\tlate\textra\nA&E\t2/2/2024\tBruise\t\t")) == [
        ("1 2 2024", "GP", "Seen", "extra"),
        ("2 2 2024", "A&E", "Bruise", ""),
    ]
    assert events(of_text("1/2/2024\tSeen\n2024\tMoved")) == [("1 2 2024", "", "Seen", ""), ("2024", "", "Moved", "")]
    assert events(of_text("Seen limping")) == [("", "", "Seen limping", "")]
    assert events(of_text("")) == []


def test_time_and_action_have_columns_of_their_own() -> None:
    headed = "Date\tTime\tSource\tWhat happened\tAction / outcome\tComment\n1/2/2024\t14:05\tGP\tSeen\tReferred\tlate"
    assert parts(of_text(headed), "time", "source", "event", "action", "comment") == [
        ("14:05", "GP", "Seen", "Referred", "late")
    ]
    bare = "1/2/2024\t14:05\tGP\tSeen\tReferred\n2/2/2024\t9:30 am\tGP\tMoved\t"
    assert parts(of_text(bare), "year", "time", "source", "event", "action", "comment") == [
        ("2024", "14:05", "GP", "Seen", "Referred", ""),
        ("2024", "9:30 am", "GP", "Moved", "", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("27/3/2024 14:05", "14:05"),
        ("Wed 27th March 2024, at 2:05 pm", "2:05 pm"),
        ("2024-03-27T14:05:09Z", "14:05"),
        ("2024-03-27 14:05", "14:05"),
        # How a spreadsheet writes a date without a time.
        ("2024-03-27 00:00:00", ""),
        ("27/3/2024", ""),
        ("2024-03", ""),
        ("spring 2024", ""),
    ],
)
def test_a_time_behind_the_date_is_the_events_own(cell: str, time: str) -> None:
    assert parts([["Date", "What happened"], [cell, "Seen"]], "time") == [(time,)]
    # Where a column says another, that counts.
    assert parts([["Date", "Time", "Event"], [cell, "08:00", "Seen"]], "time") == [("08:00",)]


def test_a_cell_of_time_in_a_workbook_is_read() -> None:
    content = workbook(("Date", "Time", "What happened", "Outcome"), (date(2024, 3, 27), clock(14, 5), "Seen", "Told"))
    found = of_file("events.xlsx", content)
    assert parts(found, "day", "time", "event", "action") == [("27", "14:05", "Seen", "Told")]


def test_events_of_a_day_are_sorted_by_their_hours() -> None:
    asked = step("s", question("events", "chronology"))
    rows = ["1/2/2024\t15:00\tLater", "1/2/2024\t9:30\tEarlier", "1/2/2024\t\tNo hour"]
    typed = {"events-paste": ["\n".join(["Date\tTime\tEvent", *rows])]}
    take_in(asked, typed, {})
    change_rows("sort-rows:events", asked, typed)
    assert typed["events-event"] == ["No hour", "Earlier", "Later"]


def test_a_comma_within_a_sentence_separates_nothing() -> None:
    assert events(of_text("Seen, limping, at home\nMoved")) == [
        ("", "", "Seen, limping, at home", ""),
        ("", "", "Moved", ""),
    ]
    assert events(of_text("1/2/2024,GP,Seen\n2/2/2024,GP,Moved"))[1] == ("2 2 2024", "GP", "Moved", "")


def test_a_cell_of_several_lines_stays_one_and_a_lone_quotation_mark_swallows_nothing() -> None:
    assert events(of_text('2024\t"Seen,\nlimping"\n2025\tMoved')) == [
        ("2024", "", "Seen,\nlimping", ""),
        ("2025", "", "Moved", ""),
    ]
    assert [event for _day, _source, event, _comment in events(of_text('2024\t"Mum said\n2025\tMoved'))] == [
        '"Mum said',
        "Moved",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_excel_writes_it(encoding: str) -> None:
    text = "Date;Source;What happened;Comment\r\n27/03/2024;GP;José seen – well;=1+1\r\n"
    assert events(of_file("Log.CSV", text.encode(encoding))) == [("27 03 2024", "GP", "José seen – well", "=1+1")]


def test_a_workbook_gives_what_its_cells_show() -> None:
    content = workbook(
        ("When", "Source", "Details", "Notes"), (date(2024, 3, 27), "GP", "Seen", 3.0), (2025, None, "Moved", "")
    )
    assert events(of_file("log.xlsx", content)) == [("27 03 2024", "GP", "Seen", "3"), ("2025", "", "Moved", "")]


def test_a_formula_without_its_result_is_shown_as_it_is_written_and_never_worked_out() -> None:
    content = workbook(("Date", "Event"), (2024, '=HYPERLINK("http://evil.example")'))
    assert events(of_file("log.xlsx", content))[0][2] == '=HYPERLINK("http://evil.example")'


def test_a_file_with_a_hundred_thousand_rows_is_refused_before_it_is_read() -> None:
    with pytest.raises(NotATable, match="more than 1,000 rows"):
        of_file("log.csv", b"2024,Seen\n" * 100_000)
    with pytest.raises(NotATable, match="more than 1,000 rows"):
        of_file("log.xlsx", workbook(*[(2024, "Seen")] * 1_001))
    assert len(of_file("log.xlsx", workbook(*[(2024, "Seen")] * 1_000))) == 1_000


def test_bombs_and_what_is_no_spreadsheet_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 30_000_000)
        package.writestr("[Content_Types].xml", b"spreadsheetml.sheet.main+xml")
    broken = workbook((2024, "Seen")).replace(b"xl/worksheets", b"xl/worksheetz")
    for name, content in {
        "bomb.xlsx": bomb.getvalue(),
        "cut.xlsx": workbook((2024, "Seen"))[:400],
        "broken.xlsx": broken,
        "picture.png": b"\x89PNG\r\n\x1a\n",
        "zeros.csv": b"\x00" * 100,
        "long.csv": b"2024," + b"x" * 200_000,
    }.items():
        with pytest.raises(NotATable):
            of_file(name, content)
    with pytest.raises(NotATable, match="too large"):
        of_file("log.csv", b"x" * (tables.MOST_BYTES + 1))
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1_000)
    with pytest.raises(NotATable, match="too large"):
        of_file("log.xlsx", workbook((2024, "Seen")))


# Taking them in

CHRONOLOGY = step("one", made("chronology", rules={"most_rows": 3}))


def test_rows_join_those_that_stand_there_and_none_twice() -> None:
    typed = {"a-year": ["2024", ""], "a-event": ["Seen", ""], "a-paste": ["2024\tSeen\n2025\tMoved"]}
    taken = take_in(CHRONOLOGY, typed, {})
    assert (typed["a-year"], typed["a-event"]) == (["2024", "2025"], ["Seen", "Moved"])
    assert "a-paste" not in typed
    assert taken.told == ["1 event was added. Check them below. 1 stood here already and was not added again."]


def test_more_rows_than_fit_are_not_halved_and_stay_where_they_were_pasted() -> None:
    pasted = "2020\tA\n2021\tB\n2022\tC\n2023\tD"
    typed = {"a-paste": [pasted]}
    taken = take_in(CHRONOLOGY, typed, {})
    assert typed == {"a-paste": [pasted]}
    assert [str(error.message) for _name, error in taken.refusals] == [
        "There are 4 events, and only 3 more can be added here. Leave some out and try again"
    ]


def test_a_file_that_is_refused_is_told_by_its_name() -> None:
    taken = take_in(CHRONOLOGY, {}, {"a": Sheet("log.xlsx", refusal="is too large.")})
    assert [error.message for _name, error in taken.refusals] == ["“log.xlsx” is too large."]
    assert take_in(CHRONOLOGY, {}, {"a": Sheet("log.csv")}).refusals
    assert not take_in(CHRONOLOGY, {"a-year": ["2024"]}, {"b": Sheet("log.csv")})


def test_sorting_puts_what_is_vague_first_and_what_is_no_date_last() -> None:
    typed = {
        "a-day": ["2", "", "", "", "1"],
        "a-month": ["March", "", "3", "", "1"],
        "a-year": ["2024", "spring", "2024", "2024", "2023"],
        "a-event": ["c", "e", "b", "a", "first"],
    }
    assert change_rows("sort-rows:a", CHRONOLOGY, typed) == "a"
    assert typed["a-event"] == ["first", "a", "b", "c", "e"]
    assert typed["a-day"] == ["1", "", "", "2", ""]
