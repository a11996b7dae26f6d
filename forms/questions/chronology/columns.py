"""Which column of a table holds the date, the time, the source, what happened, what was done and the comment.

By its heading where the first line has headings, else by what stands in it: dates and times tell themselves, the
others follow in the order of the question. A column that the question does not ask for goes into the comment, under
its heading.
"""

import re
from dataclasses import dataclass

from forms.definition.typed import NotRead, read_day, read_month
from forms.questions.chronology.days import is_clock, parts_of, time_behind, without_seconds
from forms.questions.chronology.tables import Table
from forms.questions.fields import DATE_PARTS, ROW_COLUMNS

Row = dict[str, str]

HEADINGS = {
    "date": "date when dateofevent eventdate dateofincident incidentdate datetime dateandtime dates",
    "source": "source agency who sourceofinformation informationsource recordedby reportedby recordsource origin"
    " service",
    "time": "time timeofevent eventtime timeofday hour clock",
    "event": "event whathappened what description details detail eventdescription significantevent narrative incident"
    " contact entry events summary",
    "action": "action actions actiontaken actionstaken actionoutcome actionoroutcome actionsandoutcome actionandoutcome"
    " actionsoutcomes outcome outcomes response responses result whatwasdone followup decision",
    "comment": "comment comments note notes remark remarks analysis significance impact observations",
}
KNOWN = {name: column for column, names in HEADINGS.items() for name in names.split()}
# Where there are no headings: what the columns beside date and time are, by how many there are.
IN_ORDER = {0: (), 1: ("event",), 2: ("source", "event"), 3: ("source", "event", "action")}


@dataclass(frozen=True)
class Matched:
    """The rows of a table as they would be typed, and the headings that the question does not ask for."""

    rows: list[Row]
    beside: tuple[str, ...] = ()


def matched(table: Table) -> Matched:
    """Every line of the table as a row of the question."""
    if not table:
        return Matched([])
    headings = [KNOWN.get(_folded(cell), "") for cell in table[0]]
    if len(set(headings) - {""}) >= min(2, sum(bool(cell) for cell in table[0])):
        return _by_headings(table[0], _first_of_each(headings), table[1:])
    roles = _by_contents(table)
    return Matched([_row(line, roles, [""] * len(roles)) for line in table])


def _folded(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.casefold().partition("(")[0])


def _first_of_each(roles: list[str]) -> list[str]:
    """Two columns of one heading: the second goes into the comment, as what is not asked for does."""
    return ["" if role in roles[:place] else role for place, role in enumerate(roles)]


def _by_headings(headings: list[str], roles: list[str], lines: Table) -> Matched:
    width = max((len(line) for line in lines), default=0)
    roles = roles + [""] * (width - len(roles))
    names = headings + [""] * (width - len(headings))
    others = (place for place, role in enumerate(roles) if not role)
    used = [place for place in others if any(place < len(line) and line[place] for line in lines)]
    rows = [_row(line, roles, names) for line in lines]
    return Matched(rows, tuple(names[place] for place in used if names[place]))


def _by_contents(table: Table) -> list[str]:
    width = max(len(line) for line in table)
    dated = [sum(place < len(line) and is_date(line[place]) for line in table) for place in range(width)]
    used = [place for place in range(width) if any(place < len(line) and line[place] for line in table)]
    date = max(used, key=lambda place: (dated[place], -place))
    # One column of text is what happened; the dates are then asked for row by row.
    rest = used if not dated[date] and len(used) == 1 else [place for place in used if place != date]
    roles = [""] * width
    if rest != used:
        roles[date] = "date"
    if (time := next((place for place in rest if _holds_times(table, place)), None)) is not None and len(rest) > 1:
        roles[time] = "time"
        rest = [place for place in rest if place != time]
    for place, role in zip(rest, IN_ORDER.get(len(rest), ("source", "event", "action", "comment")), strict=False):
        roles[place] = role
    return roles


def _holds_times(table: Table, place: int) -> bool:
    """Whether whatever stands in this column is a time of day."""
    cells = [line[place] for line in table if place < len(line) and line[place]]
    return bool(cells) and all(is_clock(cell) for cell in cells)


def is_date(cell: str) -> bool:
    """Whether the cell reads as a date, or as a part of one."""
    day, month, year = parts_of(cell)
    try:
        _read = (day and read_day(day), month and read_month(month))
    except NotRead:
        return False
    return bool(re.fullmatch("(1[89]|2[01])?[0-9]{2}", year, re.ASCII)) and (bool(month) or len(year) == 4)


def _row(line: list[str], roles: list[str], headings: list[str]) -> Row:
    row = dict.fromkeys(ROW_COLUMNS, "")
    behind = ""
    beside = []
    for cell, role, heading in zip(line, roles, headings, strict=False):
        if role == "date":
            row |= dict(zip(DATE_PARTS, parts_of(cell), strict=True))
            behind = time_behind(cell)
        elif role == "time":
            row[role] = without_seconds(cell)
        elif role:
            row[role] = cell
        elif cell:
            beside.append(f"{heading}: {cell}" if heading else cell)
    # A date with a time of its own: that is the event's, where no column says another.
    row["time"] = row["time"] or behind
    row["comment"] = "\n".join(filter(None, (row["comment"], *beside)))
    return row
