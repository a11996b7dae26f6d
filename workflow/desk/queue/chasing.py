"""Whoever is waited for in many cases, reminded at once: what can be chased in each, and what came of it (D30).

Read from the table of what waits. What waits for the office itself is nobody's to be reminded of.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from workflow.desk.queue.ticked import Outcome
from workflow.engine.door import option, perform
from workflow.engine.machine import Machine, kind_of
from workflow.engine.step import Refused, local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.counterparts.counterpart import GROUP, PERSON, SEAT, Counterpart
from workflow.machines.case.counterparts.telling import recipients
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.voting.tally import Rules
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.roles import AGENCY_ROLES, ASSIGNED_ROLES, Actor, Role
from workflow.waiting.reading import held_now
from workflow.waiting.waiting import Waiting
from workflow.waiting.words import whom, why

What = Waiting.What
# By the step that is waited for: whose record it is, and the step that reminds of it.
REMINDED_BY: Mapping[str, tuple[Any, str]] = {
    kind_of(AgencyReturn.submit): (AgencyReturn, "remind"),
    kind_of(Referral.add_information): (Referral, "remind"),
    kind_of(Notification.submit): (Notification, "remind"),
    kind_of(RecommendationAction.add_evidence): (RecommendationAction, "chase"),
}
NO_REMINDER = "no reminder goes from here. Write them a message, or call"
NOBODY = "nobody is named for this now. Name somebody first"


@dataclass(frozen=True)
class Chase:
    """What a case waits for from somebody else, reminded of by one step; several seats and groups are reminded by one.

    `words`: a line for each. `why_not`: why nobody can be reminded of it now.
    """

    record: Machine
    step: str
    words: tuple[str, ...]
    data: Mapping[str, Any]
    why_not: str = ""


@dataclass(frozen=True)
class Chases:
    """What can be chased in one case, and what cannot."""

    case: Case
    offered: tuple[Chase, ...]
    closed: tuple[Chase, ...]


def chases_in(cases: Sequence[Case], *, by: Actor, now: datetime) -> list[Chases]:
    """By case, in their order: one query for the table, one for each kind of record, and what the guards ask."""
    rows: dict[Any, list[Waiting]] = defaultdict(list)
    found = held_now(local_date(now)).filter(case__in=cases).exclude(role=Role.OFFICER)
    # A task of the office is nothing that others are chased for.
    for row in found.exclude(what=What.TASK).select_related("agency", "person", "partnership"):
        rows[row.case_id].append(row)
    records = _records((row for each in rows.values() for row in each), {case.pk: case for case in cases})
    made = []
    for case in cases:
        own = [row for row in rows[case.pk] if _has_own_reminder(row)]
        every = [_chase(row, case, records, by=by, now=now) for row in own]
        every += _of_people([row for row in rows[case.pk] if not _has_own_reminder(row)], case, by=by, now=now)
        made.append(Chases(case, *(tuple(one for one in every if bool(one.why_not) is no) for no in (False, True))))
    return made


def chase(cases: Sequence[Case], *, by: Actor, now: datetime, based_on: int) -> list[Outcome]:
    """Remind of whatever can be reminded of, a step each through the one door. What is refused stops no other, and what
    was done since `based_on`, the newest place of the log when the page was drawn, is not done a second time.
    """
    outcomes = []
    for each in chases_in(cases, by=by, now=now):
        outcome, newest = Outcome(each.case), based_on
        for one in each.offered:
            try:
                event = perform(one.record, one.step, by=by, now=now, data=dict(one.data), based_on=newest)
            except Refused as refused:
                outcome.refused += [f"{words}: {refused.reason}" for words in one.words]
            else:
                outcome.done += one.words
                # Of two reminders in one case the second is no repetition of the first.
                newest = event.position if one.record is each.case else newest
        outcome.refused += [f"{words}: {one.why_not}" for one in each.closed for words in one.words]
        if not outcome.done and not outcome.refused:
            outcome.refused.append("Nothing in it waits for anybody outside the office.")
        outcomes.append(outcome)
    return outcomes


def _records(rows: Iterable[Waiting], cases: Mapping[Any, Case]) -> dict[UUID, Machine]:
    wanted: dict[Any, list[UUID]] = defaultdict(list)
    for row in rows:
        if row.step in REMINDED_BY:
            wanted[REMINDED_BY[row.step][0]].append(row.about)
    found: dict[UUID, Machine] = {}
    for model, ids in wanted.items():
        for record in model.objects.filter(pk__in=ids):
            record.case = cases[record.case_id]
            found[record.pk] = record
    return found


def _has_own_reminder(row: Waiting) -> bool:
    """Agencies are reminded of each thing by its own step, and anybody of a message; who votes, advises or agrees, of
    the case.
    """
    is_of_agency = row.agency_id is not None or row.authority or row.role in AGENCY_ROLES
    return is_of_agency or row.what == What.MESSAGE or row.step in REMINDED_BY


def _chase(row: Waiting, case: Case, records: Mapping[UUID, Machine], *, by: Actor, now: datetime) -> Chase:
    data = {}
    if row.what == What.MESSAGE:
        record: Machine | None = case
        step, data = "remind_of_message", {"thread": str(row.about)}
    else:
        record, step = records.get(row.about), REMINDED_BY.get(row.step, (None, ""))[1]
    if record is None or not step:
        return Chase(case, "", (_words(row),), data, NO_REMINDER)
    found = option(record, step, by=by, now=now)
    return Chase(record, step, (_words(row),), data, found.why_not)


def _of_people(rows: Iterable[Waiting], case: Case, *, by: Actor, now: datetime) -> list[Chase]:
    """All of a case in one step, so that who holds two places gets one e-mail; apart from it whom nobody can tell."""
    told: dict[str, None] = {}
    words: list[str] = []
    nobody: list[str] = []
    for row in rows:
        whom_of_row = [one for one in _named(row, case) if recipients(case, one)]
        told |= dict.fromkeys(one.key for one in whom_of_row)
        (words if whom_of_row else nobody).append(_words(row))
    found = []
    if told:
        offered = option(case, "remind_people", by=by, now=now)
        found.append(Chase(case, "remind_people", tuple(words), {"whom": [*told]}, offered.why_not))
    if nobody:
        found.append(Chase(case, "", tuple(nobody), {}, NOBODY))
    return found


def _named(row: Waiting, case: Case) -> list[Counterpart]:
    """The seat, the group, the person; for a partner without a word which all seats, for a role who is assigned."""
    if row.person_id is not None:
        return [Counterpart(PERSON, str(row.person_id), "")]
    if row.role == Role.DECISION_MAKER:
        return [Counterpart(SEAT, seat, "") for seat in ([row.seat] if row.seat else Rules.of(case.procedure).seats)]
    if row.role in ASSIGNED_ROLES:
        return [Counterpart(PERSON, str(pk), "") for pk in sorted(case.assigned[row.role])]
    return [Counterpart(GROUP, row.group, "")] if row.group else []


def _words(row: Waiting) -> str:
    return f"{whom(row)}: {why(row)[0].lower()}{why(row)[1:]}"
