"""Adding, removing and sorting rows of a chronology in what was typed, for browsers that do not do it themselves."""

import re
from collections.abc import Callable

from forms.definition.shape import Question, Step
from forms.definition.typed import NotRead, read_day, read_month, read_time
from forms.questions.chronology.columns import Row
from forms.questions.chronology.taking import most_of, put, rows_of
from forms.questions.fields import ROW_COLUMNS
from forms.same_text import plain
from forms.sent_numbers import whole_number

# Taking in what was pasted is done with every save: its button only says so.
CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})", re.ASCII)
ADD_ROW, REMOVE_ROW, SORT_ROWS, TAKE_ROWS = "add-row:", "remove-row:", "sort-rows:", "take-rows:"
CHANGING = (ADD_ROW, REMOVE_ROW, SORT_ROWS)
# A part of a date that is not known, or not readable, comes after those that are.
LAST = 10_000


def change_rows(action: str, step: Step, typed: dict[str, list[str]]) -> str:
    """Do what the button says. The id of the box to go on with; nothing where the button is not about rows here."""
    if not action.startswith(CHANGING):
        return ""
    _what, name, number = f"{action}:".split(":", 3)[:3]
    question = next((q for q in step["questions"] if q["name"] == name and q["kind"] == "chronology"), None)
    if question is None:
        return ""
    if action.startswith(SORT_ROWS):
        put(name, typed, sorted(rows_of(name, typed), key=_day_of))
        return name
    return _added_or_removed(action, question, number, typed)


def _added_or_removed(action: str, question: Question, number: str, typed: dict[str, list[str]]) -> str:
    name = question["name"]
    columns = [f"{name}-{column}" for column in ROW_COLUMNS]
    height = max(1, *(len(typed.get(column, [])) for column in columns))
    for column in columns:
        texts = typed.get(column, [])
        typed[column] = texts + [""] * (height - len(texts))
    if action.startswith(ADD_ROW) and height < most_of(question):
        for column in columns:
            typed[column].append("")
        return f"{name}-{height}-day"
    row = whole_number(number)
    if action.startswith(REMOVE_ROW) and row is not None and 1 <= row <= height:
        for column in columns:
            del typed[column][row - 1]
        return f"{name}-{max(0, row - 2)}-day"
    return f"{name}-0-day"


def _day_of(row: Row) -> tuple[int, int, int, str]:
    """A year alone stands before its months, a month before its days, a day before its hours; what cannot be read
    stands last.
    """
    year = whole_number(row["year"].strip())
    day = (LAST if year is None else year), _part(row["month"], read_month), _part(row["day"], read_day)
    return *day, _hour(row["time"])


def _hour(text: str) -> str:
    try:
        return read_time(plain(text)) if text.strip() else ""
    except NotRead:
        # Morning or afternoon is asked about later; what is no time at all comes last.
        found = CLOCK.match(plain(text))
        return f"{int(found[1]):02}:{found[2]}" if found else "99"


def _part(text: str, read: Callable[[str], int]) -> int:
    try:
        return read(plain(text)) if text.strip() else 0
    except NotRead:
        return LAST
