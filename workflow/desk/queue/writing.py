"""One text to one kind of recipient in many cases: a message in each case, told by e-mail as a link."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from workflow.desk.queue.ticked import Outcome
from workflow.engine.door import perform
from workflow.engine.fields import YES_NO, OneOfField, ProseField
from workflow.engine.step import Refused
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.counterparts.counterpart import AGENCY, PERSON, SEAT, Counterpart
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.voting.tally import Rules
from workflow.machines.referral.machine import Referral
from workflow.machines.review.machine import Review
from workflow.parties.party import Agency
from workflow.parties.roles import Actor, Role, Seat

REFERRERS, AWAITED, ASKED, AUTHORITY = "referrers", "awaited", "asked", "authority"
PARTNERS, SCRUTINEER, REVIEWER = "partners", "scrutineer", "reviewer"
TO = [
    (REFERRERS, "The agencies that referred, and their leads"),
    (AWAITED, "The agencies whose return is awaited, and their leads"),
    (ASKED, "All agencies that were asked for a return, and their leads"),
    (AUTHORITY, "The local authority that notifies"),
    (PARTNERS, "The safeguarding partners: whoever holds a deciding seat"),
    (SCRUTINEER, "The independent scrutineer of the case"),
    (REVIEWER, "The reviewer of the case"),
]


class WriteForm(forms.Form):
    """What is written, and to whom in each case."""

    to = OneOfField("Who gets it in each case?", "Choose who gets the message.", TO)
    message = ProseField(
        "Your message",
        "Enter your message.",
        help_text="The same text is kept in each case. Write nothing in it that belongs to one case only.",
    )
    needs_answer = OneOfField("Do you need an answer?", "Choose whether you need an answer.", YES_NO)


def recipients_in(cases: Sequence[Case], to: str) -> dict[Any, list[Counterpart]]:
    """By case, who gets it: one query, two for the reviewer."""
    match to:
        case "partners":
            return {
                case.pk: [Counterpart(SEAT, seat, str(Seat(seat).label)) for seat in Rules.of(case.procedure).seats]
                for case in cases
            }
        case "scrutineer" | "reviewer":
            return _people(cases, Role.SCRUTINEER if to == SCRUTINEER else Role.REVIEWER)
        case "authority":
            return _authorities(cases)
    model: Any = Referral if to == REFERRERS else AgencyReturn
    found = model.objects.filter(case__in=cases, agency__outside_for=None).order_by("agency__name")
    if to == AWAITED:
        found = found.filter(state__in=AgencyReturn.AWAITED)
    named: dict[Any, dict[int, Counterpart]] = defaultdict(dict)
    for case_id, pk, name in found.values_list("case", "agency", "agency__name"):
        named[case_id][pk] = Counterpart(AGENCY, str(pk), name)
    return {case.pk: list(named[case.pk].values()) for case in cases}


def _authorities(cases: Sequence[Case]) -> dict[Any, list[Counterpart]]:
    areas: dict[Any, list[Counterpart]] = defaultdict(list)
    for one in Agency.objects.filter(notifies_for__in={case.partnership_id for case in cases}).order_by("name"):
        areas[one.notifies_for_id].append(Counterpart(AGENCY, str(one.pk), one.name))
    return {case.pk: areas[case.partnership_id] for case in cases}


def _people(cases: Sequence[Case], role: Role) -> dict[Any, list[Counterpart]]:
    given = CaseAssignment.objects.filter(case__in=cases, role=role, until=None)
    pairs = set(given.values_list("case", "user"))
    if role == Role.REVIEWER:
        reviews = Review.objects.filter(case__in=cases, reviewer_account__isnull=False).exclude(state=Review.STOPPED)
        pairs |= set(reviews.values_list("case", "reviewer_account"))
    people = get_user_model().objects.in_bulk({user for _case, user in pairs})
    named: dict[Any, list[Counterpart]] = defaultdict(list)
    for case_id, user in sorted(pairs, key=lambda pair: str(people.get(pair[1], ""))):
        if user in people:
            named[case_id].append(Counterpart(PERSON, str(user), str(people[user])))
    return named


def write(cases: Sequence[Case], said: dict[str, Any], *, by: Actor, now: datetime, based_on: int) -> list[Outcome]:
    """Keep the message in each case, a step each through the one door. What is refused stops no other, and what was
    done since `based_on`, the newest place of the log when the page was drawn, is not done a second time.
    """
    to = recipients_in(cases, said["to"])
    outcomes = []
    for case in cases:
        outcome, newest = Outcome(case), based_on
        for whom in to.get(case.pk, []):
            data = {"whom": whom.key, "message": said["message"], "needs_answer": said["needs_answer"]}
            try:
                event = perform(case, "write_message", by=by, now=now, data=data, based_on=newest)
            except Refused as refused:
                outcome.refused.append(f"{whom.name}: {refused.reason}")
            else:
                outcome.done.append(whom.name)
                newest = event.position
        if not outcome.done and not outcome.refused:
            outcome.refused.append("Nobody of this kind has a part in the case.")
        outcomes.append(outcome)
    return outcomes
