"""What a case leads with: one step to take now, what else waits for this person, and for whom the case waits.

Read from the table of what waits and from the steps that may be taken; what the table names and the machines refuse is
not offered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.text import Truncator

from forms.addresses import address
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.places import PLACES, place_of
from workflow.desk.case_work.task_words import SHORT
from workflow.desk.steps.moves import Move, Moves
from workflow.engine.machine import machines, steps_of
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.waiting.waiting import Waiting
from workflow.waiting.words import whom, why

What = Waiting.What


@dataclass(frozen=True)
class Wait:
    """One thing that the case waits for, in words. `url`: where this person does it, "" where it is another's."""

    why: str
    whom: str
    since: datetime
    due: date | None
    is_late: bool
    url: str = ""


@dataclass(frozen=True)
class NextUp:
    """`main`: the one step that stands out because it waits for this person, with its last day; `mine`: what else does;
    `could`: where nothing waits for them, the step that leads on.
    """

    main: Move | None
    main_due: date | None
    could: Move | None
    mine: tuple[Wait, ...]
    others: tuple[Wait, ...]


def next_up(file: CaseFile) -> NextUp:
    """The panel of a case. Nothing is asked that the page's steps and the table have not read."""
    offered = {(moves.record.pk, move.name): move for moves in file.all_moves for move in moves.now}
    mine: list[Wait] = []
    main, due = None, None
    for row in (one for one in file.waiting if one.is_mine):
        move = _move_for(row, file, offered)
        if move is None:
            continue
        if main is None:
            main, due = move, row.due
        else:
            told = f"Task: {Truncator(move.hint).chars(SHORT)}" if row.what == What.TASK and move.hint else move.label
            mine.append(replace(_wait(row, file, url=move.url), why=told))
    could = None if main else next((moves.forward[0] for moves in file.all_moves if moves.leads_on), None)
    return NextUp(main, due, could, _once(mine), _once(_wait(row, file) for row in file.waiting if not row.is_mine))


def first_wait(file: CaseFile) -> Wait | None:
    """What the case waits for first: of this person where anything waits for them, else what is due first."""
    rows = sorted(file.waiting, key=lambda row: not row.is_mine)
    return _wait(rows[0], file) if rows else None


def _move_for(row: Waiting, file: CaseFile, offered: Mapping[tuple[Any, str], Move]) -> Move | None:
    """The step that ends the row, None where it may not be taken now."""
    kind, _, name = row.step.partition(".")
    if row.what == What.LATE:
        return _catching_up(row, file)
    if not name:
        return _looked_at(row, file)
    if kind == Case.KIND:
        return offered.get((file.case.pk, name))
    if any(moves.record.pk == row.about for moves in file.all_moves):
        return offered.get((row.about, name))
    # Returns, recommendations and the like have pages of their own: that of the step says where it may not be taken.
    if kind not in machines() or steps_of(machines()[kind])[name].page_handler:
        return None
    return Move(why(row), url=address("desk:step", file.case.reference, kind, row.about, name), name=name)


def _catching_up(row: Waiting, file: CaseFile) -> Move:
    """What can be done about a day that passed: the first step of the record whose clock it is."""
    late = {one.deadline.pk: one.deadline for one in file.countdowns}.get(row.about)
    moves: Moves | None = next((one for one in file.all_moves if late and one.record.pk == late.record_id), None)
    if moves is not None and moves.leads_on:
        return moves.forward[0]
    return _looked_at(row, file, anchor=f"#clock-{late.pk}" if late else "")


def _looked_at(row: Waiting, file: CaseFile, *, anchor: str = "") -> Move:
    if row.what == What.ATTENDANCE:
        return Move(why(row), url=place_of(row, file.case.reference))
    page, place = PLACES[row.what]
    told = next((task.what for task in file.next_tasks if task.pk == row.about), "") if row.what == What.TASK else ""
    if row.what == What.LATE and not anchor:
        page = "desk:returns" if any(one.pk == row.about for one in file.returns) else "desk:review"
    return Move(why(row), told, url=address(page, file.case.reference) + (anchor or place))


def _wait(row: Waiting, file: CaseFile, *, url: str = "") -> Wait:
    is_late = row.due is not None and row.due < local_date(file.now)
    return Wait(why(row), whom(row), row.since, row.due, is_late, url)


def _once(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """Three returns to be accepted since today are one line each; the same line twice says nothing more."""
    return tuple({(one.why, one.whom, one.due, one.url): one for one in waits}.values())
