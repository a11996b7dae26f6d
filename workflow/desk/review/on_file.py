"""What is on file of a review as the desk shows it: by matter, with the step that adds to each, and what still lacks.

A member of a group reads what they supervise or decide on; who the family is and what they said stays with the case
workers.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from workflow.desk.steps.moves import Move, step_url
from workflow.engine.door import Option, available, option
from workflow.engine.machine import Machine, sources_of, steps_of, target_of
from workflow.machines.case.machine import Case
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.review.filing.asking import FiledForm
from workflow.machines.review.filing.entry import EntryKind, ReviewEntry
from workflow.machines.review.machine import Review
from workflow.machines.review.standing.guards import decision_stands
from workflow.parties.roles import Actor

# Which entries tell of which matter, and which belong to others, in the order of the page.
FILE = Path(__file__).with_name("matters.json")
# Guards that say who may do it, not what lacks.
ABOUT_THE_PERSON = frozenset({"not_an_author", "no_unmanaged_conflict", "guard"})


def _kinds_on_file(*, private: bool = False) -> list[tuple[str, EntryKind]]:
    """The steps that put something on file, each with the kind of entry it makes; only the private ones where asked."""
    steps = steps_of(Review).items()
    return [
        (name, step.form.kind)
        for name, step in steps
        if step.beside == "file" and issubclass(step.form, FiledForm) and (step.private or not private)
    ]


@dataclass(frozen=True)
class Matter:
    """One matter of a review: which entries tell of it, and which belong to others."""

    title: str
    about: str
    kinds: tuple[EntryKind, ...]
    belonging: tuple[EntryKind, ...] = ()

    @property
    def steps(self) -> list[str]:
        """The steps that add to it beside the file."""
        entries = {*self.kinds, *self.belonging}
        return [name for name, kind in _kinds_on_file() if kind in entries]


def _matter(told: dict[str, Any]) -> Matter:
    kinds, belonging = (tuple(map(EntryKind, told.get(key, ()))) for key in ("kinds", "belonging"))
    return Matter(told["title"], told["about"], kinds, belonging)


MATTERS = tuple(map(_matter, json.loads(FILE.read_text())))
# Not for members of the groups: what private steps put on file.
PRIVATE = frozenset(kind for _name, kind in _kinds_on_file(private=True))


@dataclass(frozen=True)
class Filed:
    """One entry to read: what belongs to it, and the versions that it took the place of."""

    entry: ReviewEntry
    belonging: list[ReviewEntry] = field(default_factory=list)
    earlier: list[ReviewEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A matter with what is on file. `moves` are the steps the person may take now, `waits` the rest with the reason.

    `hidden`: how many entries the person does not read.
    """

    matter: Matter
    filed: list[Filed]
    moves: list[Move]
    waits: list[Move]
    hidden: int = 0

    @property
    def count(self) -> int:
        """How many entries are on file, read or not."""
        return len(self.filed) + self.hidden


@dataclass(frozen=True)
class FileOfReview:
    """Everything on file of one review."""

    review: Review
    parts: list[Part]
    struck: list[tuple[ReviewEntry, ReviewEntry]]
    strike: Move | None


def file_of(review: Review, *, by: Actor, now: datetime, reads_everything: bool) -> FileOfReview:
    """What is on file of this review for this person. The review comes with its case."""
    options = {each.name: each for each in available(review, by=by, now=now)}
    hidden = frozenset() if reads_everything else PRIVATE
    parts = []
    for matter in MATTERS:
        steps = [options[name] for name in matter.steps if name not in review.not_of_this_kind]
        entries = review.on_file.current(*matter.kinds)
        if not steps and not entries:
            continue
        shown = [entry for entry in reversed(entries) if entry.kind not in hidden]
        parts.append(
            Part(
                matter=matter,
                filed=[_filed(review, matter, entry, hidden) for entry in shown],
                moves=[_move(review, each) for each in steps if each.allowed],
                waits=[_move(review, each) for each in steps if each.kind == "guard"],
                hidden=len(entries) - len(shown),
            )
        )
    struck = [pair for pair in review.on_file.struck() if pair[0].kind not in hidden]
    strike = options["strike_out"]
    return FileOfReview(review, parts, struck, _move(review, strike) if strike.allowed else None)


def _filed(review: Review, matter: Matter, entry: ReviewEntry, hidden: Iterable[str]) -> Filed:
    belonging = [one for kind in matter.belonging if kind not in hidden for one in review.on_file.about(entry, kind)]
    return Filed(entry, belonging, review.on_file.earlier(entry))


def _move(record: Machine, found: Option) -> Move:
    url = step_url(record, found.name) if found.allowed else ""
    return Move(found.step.label, found.step.hint, url=url, why_not=found.why_not)


def missing(review: Review, *, by: Actor, now: datetime) -> list[str]:
    """What lacks before the next step, each in one sentence; whose step it is does not matter here."""
    name = _next(review)
    if name is None:
        return []
    if waits := decision_stands(review, by, now):
        # Nothing else is asked for before it is known that the review goes on (D17).
        return [waits]
    guards = [guard for guard in steps_of(Review)[name].guards if guard.__name__ not in ABOUT_THE_PERSON]
    reasons = [guard(review, by, now) for guard in guards]
    return [reason for reason in reasons if reason]


def worth_doing(review: Review) -> list[str]:
    """What nothing waits for, and the procedure asks all the same."""
    if review.is_national or not review.is_open:
        return []
    found = []
    if review.on_file.latest(EntryKind.BRIEFING) is None:
        found.append("It is not recorded whether a briefing session was held or is not necessary.")
    if review.family_told_on is None and review.on_file.agreed_not_told() is not None:
        found.append("The child and family are not told yet, as was agreed. Look at it again.")
    return found


def next_step(review: Review) -> str:
    """The label of the step that the review comes to next, "" where there is none."""
    name = _next(review)
    return steps_of(Review)[name].label if name else ""


def _next(review: Review) -> str | None:
    """The step that leads an open review of this kind on: no way back, out or around."""
    if not review.is_open:
        return None
    from_here = (name for name in steps_of(Review) if review.state in sources_of(Review, name))
    leads_on = (name for name in from_here if target_of(Review, name) not in (None, review.state))
    wrong = review.not_of_this_kind
    return next((name for name in leads_on if name not in wrong and not steps_of(Review)[name].aside), None)


def processes_of(case: Case, *, by: Actor, now: datetime, held: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """The case's parallel processes with their steps, the open ones first. `held`: those that a hold names."""
    found = list(ParallelProcess.objects.filter(case=case))
    named = set(held)
    for process in found:
        process.case, process.data_key = case, case.data_key
    found.sort(key=lambda process: not process.is_open)
    rows = []
    for process in found:
        moves = [_move(process, each) for each in available(process, by=by, now=now) if each.allowed]
        rows.append({"process": process, "moves": moves, "held": process.pk in named})
    return rows


def may_open_process(case: Case, *, by: Actor, now: datetime) -> Move | None:
    """The step that puts a parallel process on file, where the person may take it."""
    found = option(case, "record_parallel_process", by=by, now=now)
    return _move(case, found) if found.allowed else None
