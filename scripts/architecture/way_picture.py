"""Draws the way of a referral: a row for each call from one room into another, in the order in which they began."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.architecture import svg
from scripts.architecture.rooms import Storey
from scripts.architecture.tracing import Call

TEXT, COLUMN, ROW, MARGIN, HEAD = 450, 74, 19, 20, 52
BROWSER = ""
# What everything asks and what leads nowhere further: the time, and the name of an account.
ASIDE = ("forms.present", "workflow.people")


def draw(moments: Sequence[Any], storeys: Sequence[Storey]) -> str:
    told = [(moment.title, list(_rows(moment.recording.calls))) for moment in moments]
    passed = {room for _, rows in told for call in rows for room in (call.caller, call.room)}
    order = [BROWSER, *(room.path for storey in storeys for room in storey.rooms if room.path in passed)]
    columns = {room: MARGIN + TEXT + COLUMN * (place + 0.5) for place, room in enumerate(order)}
    y = float(MARGIN)
    shapes = list[str]()
    for title, rows in told:
        bottom = y + HEAD + ROW * len(rows)
        shapes += [*_lines(columns, y + HEAD - 8, bottom), *_head(title, columns, y)]
        for place, call in enumerate(rows):
            shapes += _row(call, columns, y + HEAD + ROW * (place + 0.5))
        y = bottom + MARGIN
    width = MARGIN + TEXT + COLUMN * len(order) + MARGIN
    return svg.picture(
        width, y, "The way of a referral through the rooms, call by call. The text names each call.", shapes
    )


def _rows(calls: Sequence[Call]) -> Iterator[Call]:
    for call in calls:
        if call.room not in ASIDE and call.caller not in ASIDE:
            yield call


def _lines(columns: Mapping[str, float], top: float, bottom: float) -> Iterator[str]:
    for x in columns.values():
        yield f'<path d="M{x:g} {top:g}V{bottom:g}" stroke="#b1b4b6" stroke-dasharray="2 3"/>'


def _head(title: str, columns: Mapping[str, float], y: float) -> Iterator[str]:
    width = TEXT + COLUMN * len(columns)
    yield f'<rect x="{MARGIN}" y="{y:g}" width="{width:g}" height="{HEAD - 12}" fill="{svg.SHADE}"/>'
    yield svg.text(MARGIN + 8, y + 25, title, size=15, bold=True)
    for room, x in columns.items():
        package, _, name = room.partition(".")
        yield svg.text(x, y + 16, package, size=10, colour=svg.GREY, anchor="middle")
        yield svg.text(x, y + 31, name or "browser", size=11, bold=True, anchor="middle")


def _row(call: Call, columns: Mapping[str, float], y: float) -> Iterator[str]:
    said = f"{call.module.partition('.')[2]}: {', '.join(call.functions)}"
    first, *more = svg.wrapped(said, TEXT - 16, 11)
    yield svg.text(MARGIN + 8, y + 4, f"{first.rstrip(',')} …" if more else first, size=11)
    start, end = columns[call.caller], columns[call.room]
    yield svg.way(f"M{start:g} {y:g}H{end - (2 if end > start else -2):g}")
