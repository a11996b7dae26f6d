"""What is on file of a review as the desk shows it: by matter, with the step that adds to each, and what still lacks.

A member of a group reads what they supervise or decide on; who the family is and what they said stays with the case
workers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.desk.moves import Move, step_url
from workflow.engine.door import Option, available, option
from workflow.engine.machine import sources_of, steps_of
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.review.filing.entry import EntryKind, ReviewEntry
from workflow.machines.review.machine import Review
from workflow.parties.roles import Actor

# Not for members of the groups.
PRIVATE = frozenset({EntryKind.FAMILY_TOLD, EntryKind.MEMBER, EntryKind.CONTACT})
NEXT_STEP = {
    Review.COMMISSIONED: ("begin_scoping", "begin_cooperation"),
    Review.SCOPING: ("gather_evidence", "begin_cooperation"),
    Review.EVIDENCE: ("begin_drafting", "record_panel_published"),
    Review.DRAFTING: ("submit_for_sign_off", ""),
    Review.SIGN_OFF: ("sign_off", ""),
}
# Guards that say who may do it, not what lacks.
ABOUT_THE_PERSON = frozenset({"not_an_author", "no_unmanaged_conflict", "guard"})


@dataclass(frozen=True)
class Matter:
    """One matter of a review: which entries tell of it, which steps add to it, which entries belong to others."""

    title: str
    about: str
    kinds: tuple[str, ...]
    steps: tuple[str, ...]
    belonging: tuple[str, ...] = ()


MATTERS = (
    Matter(
        "Telling the child and family",
        "In writing, and in person where possible, by somebody they know (D18).",
        (EntryKind.FAMILY_TOLD, EntryKind.NOT_TOLD),
        ("tell_family", "wait_to_tell_family", "agree_to_wait"),
        (EntryKind.NOT_TOLD_AGREED,),
    ),
    Matter(
        "The family’s part",
        "Each member of the family, surviving children included, is invited to contribute, or there is a reason why "
        "not (D25).",
        (EntryKind.MEMBER,),
        ("list_family_member", "record_family_contact"),
        (EntryKind.CONTACT,),
    ),
    Matter(
        "The practitioners’ part",
        "Fully involved, and without fear of being blamed for what they did in good faith (D24).",
        (EntryKind.PRACTITIONERS,),
        ("record_practitioners",),
    ),
    Matter(
        "Briefing session",
        "Where necessary, soon after the decision (D27).",
        (EntryKind.BRIEFING,),
        ("record_briefing",),
    ),
    Matter(
        "The review group’s advice",
        "On chronologies, agencies’ reports, other areas and parallel processes (D26).",
        (EntryKind.ADVICE,),
        ("record_advice",),
    ),
    Matter(
        "Discussions with the Panel",
        "On the scope and method of its review, and how it engages (D46).",
        (EntryKind.SCOPE,),
        ("discuss_scope",),
    ),
    Matter(
        "Local cooperation",
        "Who cooperates with the national reviewers, and what they were given (D47).",
        (EntryKind.STRATEGIC_TOLD, EntryKind.COOPERATION),
        ("record_strategic_told", "record_cooperation"),
    ),
    Matter(
        "Progress and quality",
        "The review group supervises both (D28).",
        (EntryKind.PROGRESS,),
        ("record_progress",),
    ),
    Matter(
        "Written requests to the reviewer",
        "What the partners ask is asked in writing (D29).",
        (EntryKind.REQUEST,),
        ("ask_reviewer", "answer_request"),
        (EntryKind.ANSWER,),
    ),
    Matter(
        "Interests",
        "Whoever takes part says whether they have a conflict of interest. While it is not managed they neither sign "
        "off nor approve.",
        (EntryKind.CONFLICT,),
        ("declare_interests",),
    ),
    Matter(
        "Learning and emerging risks",
        "Shared and reported without waiting for the report (D44).",
        (EntryKind.LEARNING, EntryKind.RISK),
        ("share_learning", "report_risk"),
    ),
    Matter("Reviewer", "Considered and appointed (D20).", (EntryKind.REVIEWER,), ()),
    Matter("Terms of reference", "Each version, the newest first (D22, D23).", (EntryKind.TERMS,), ()),
)


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


def _move(record: Any, found: Option) -> Move:
    url = step_url(record, found.name) if found.allowed else ""
    return Move(found.step.label, found.step.hint, url=url, why_not=found.why_not)


def missing(review: Review, *, by: Actor, now: datetime) -> list[str]:
    """What lacks before the next step, each in one sentence; whose step it is does not matter here."""
    local, national = NEXT_STEP.get(review.state, ("", ""))
    name = national if review.is_national else local
    if not name or review.state not in sources_of(Review, name):
        return []
    guards = [guard for guard in steps_of(Review)[name].guards if guard.__name__ not in ABOUT_THE_PERSON]
    reasons = [guard(review, by, now) for guard in guards]
    return [reason for reason in reasons if reason]


def worth_doing(review: Review) -> list[str]:
    """What nothing waits for, and the procedure asks all the same."""
    if review.is_national or not review.is_open:
        return []
    found = []
    if review.on_file.latest(EntryKind.BRIEFING) is None:
        found.append("It is not recorded whether a briefing session was held or is not necessary (D27).")
    if review.family_told_on is None and review.on_file.agreed_not_told() is not None:
        found.append("The child and family are not told yet, as was agreed. Look at it again (D18).")
    return found


def next_step(review: Review) -> str:
    """The label of the step that the review comes to next, "" where there is none."""
    local, national = NEXT_STEP.get(review.state, ("", ""))
    name = national if review.is_national else local
    return steps_of(Review)[name].label if name else ""


@dataclass(frozen=True)
class Process:
    """A parallel process to read, with the steps on it."""

    process: ParallelProcess
    moves: list[Move]
    held: bool


def processes_of(case: Any, *, by: Actor, now: datetime, held: Iterable[Any] = ()) -> list[Process]:
    """The case's parallel processes, the open ones first. `held`: the identifiers of those that a hold names."""
    found = list(ParallelProcess.objects.filter(case=case))
    named = set(held)
    for process in found:
        process.case, process.data_key = case, case.data_key
    found.sort(key=lambda process: not process.is_open)
    rows = []
    for process in found:
        moves = [_move(process, each) for each in available(process, by=by, now=now) if each.allowed]
        rows.append(Process(process, moves, process.pk in named))
    return rows


def may_open_process(case: Any, *, by: Actor, now: datetime) -> Move | None:
    """The step that puts a parallel process on file, where the person may take it."""
    found = option(case, "record_parallel_process", by=by, now=now)
    return _move(case, found) if found.allowed else None
