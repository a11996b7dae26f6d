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
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.roles import Actor, Role
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


@dataclass(frozen=True)
class Chase:
    """One thing that a case waits for from somebody else. `why_not`: why nobody can be reminded of it now."""

    record: Machine
    step: str
    words: str
    about: UUID
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
        every = [_chase(row, case, records, by=by, now=now) for row in rows[case.pk]]
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
            data = {"thread": str(one.about)} if one.record is each.case else {}
            try:
                event = perform(one.record, one.step, by=by, now=now, data=data, based_on=newest)
            except Refused as refused:
                outcome.refused.append(f"{one.words}: {refused.reason}")
            else:
                outcome.done.append(one.words)
                # Of two messages in one case the second is no repetition of the first.
                newest = event.position if one.record is each.case else newest
        outcome.refused += [f"{one.words}: {one.why_not}" for one in each.closed]
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


def _chase(row: Waiting, case: Case, records: Mapping[UUID, Machine], *, by: Actor, now: datetime) -> Chase:
    words = f"{whom(row)}: {why(row)[0].lower()}{why(row)[1:]}"
    if row.what == What.MESSAGE:
        record: Machine | None = case
        step = "remind_of_message"
    else:
        record, step = records.get(row.about), REMINDED_BY.get(row.step, (None, ""))[1]
    if record is None or not step:
        return Chase(case, "", words, row.about, NO_REMINDER)
    found = option(record, step, by=by, now=now)
    return Chase(record, step, words, row.about, found.why_not)
