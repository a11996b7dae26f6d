"""What is a person's own: the records of their agency that they may see. Everything the workspace shows starts here.

A submitter sees the referrals they sent themselves; a lead all of the agency's. Both see what their agency as such is
asked: returns, recommendations and, for the local authority that notifies, notifications.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from forms.kept_query import KeptQuery
from forms.models import Submission
from workflow.desk.access import CaseErased
from workflow.desk.case_work.threads import MINE, Line, lines_of, turn_of
from workflow.desk.narrowing import FEW
from workflow.engine.machine import Machine
from workflow.engine.step import Status
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.counterparts.counterpart import AGENCY, Counterpart
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.answer import InvitationAnswer
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.machines.case.messages.thread import MessageThread
from workflow.machines.notification.machine import Notification
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.kept import KeptByPerson
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import AGENCY_ROLES, Actor, Role

# A meeting is still shown on its day and the next.
A_DAY = timedelta(days=1)
MOST_THREADS = 50
CASE = ("case__partnership__home", "case__procedure", "case__data_key")
LED_ELSEWHERE = Status("Led elsewhere", "grey", "Another area leads the case. Nothing is asked of you here now.")


def status_of(record: Any) -> Status:
    """Where a record stands, in words for its agency; what is open rests while another area leads the case (D26)."""
    rests = record.is_open and record.case.led_by_id is not None
    return LED_ELSEWHERE if rests else record.STATUS[record.state]


# Where somebody has nothing of a kind, a number that nothing has.
NONE = 0
NOTHING = UUID(int=0)


def _whose(actor: Actor) -> dict[str, Any]:
    """By what a person's own records are found."""
    leads = {m.agency_id for m in actor.memberships if m.role == Role.LEAD and m.agency_id is not None}
    held = {m.agency.notifies_for_id for m in actor.memberships if m.role in AGENCY_ROLES and m.agency is not None}
    areas = {area for area in held if area is not None}
    found = {"agencies": actor.agency_ids(), "leads": leads, "areas": areas}
    return {name: sorted(ids) or [NONE] for name, ids in found.items()} | {"user": actor.user_id() or NONE}


def _referrals(agencies: list[int], leads: list[int], user: int) -> "QuerySet[Referral]":
    found = Referral.objects.filter(Q(agency__in=leads) | Q(agency__in=agencies, submission__owner=user))
    return found.select_related(*CASE, "agency", "submission__owner", "joined_to").order_by("-created_at")


def _referrals_led(leads: list[int]) -> "QuerySet[Referral]":
    return Referral.objects.filter(agency__in=leads)


def _referrals_sent(agencies: list[int], user: int) -> "QuerySet[Referral]":
    # Asked of each referral: joined, PostgreSQL would put together all that this person ever sent.
    sender = Subquery(Submission.objects.filter(pk=OuterRef("submission")).values("owner")[:1])
    return Referral.objects.filter(agency__in=agencies).alias(sender=sender).filter(sender=user)


def _returns(agencies: list[int]) -> "QuerySet[AgencyReturn]":
    found = AgencyReturn.objects.filter(agency__in=agencies)
    return found.select_related(*CASE, "agency", "submission__owner").order_by("due_on")


def _notifications(areas: list[int]) -> "QuerySet[Notification]":
    found = Notification.objects.filter(case__partnership__in=areas)
    return found.select_related(*CASE, "submission__owner").order_by("aware_on")


def _recommendations(agencies: list[int]) -> "QuerySet[RecommendationAction]":
    """What the agency is asked to do under recommendations."""
    found = RecommendationAction.objects.filter(agency__in=agencies)
    return found.select_related(*CASE, "agency", "recommendation").order_by("by_when")


def notifies_for(actor: Actor) -> list[Partnership]:
    """The partnerships for which the person's local authority notifies the Panel (D2)."""
    found = {m.agency.notifies_for_id for m in actor.memberships if m.role in AGENCY_ROLES and m.agency is not None}
    areas = [pk for pk in found if pk is not None]
    return list(Partnership.objects.filter(pk__in=areas)) if areas else []


def threads(case: Case, agencies: list[Agency], actor: Actor) -> list[Line]:
    """The messages of each of these agencies of the person, with a line also where nobody wrote yet."""
    found = {line.whom.value: line for line in lines_of(case, actor) if line.whom.kind == AGENCY}
    named = [Counterpart(AGENCY, str(agency.pk), agency.name) for agency in agencies]
    return [found.get(one.value) or Line(None, one, is_unread=False, turn="") for one in named]


def with_answers(meetings: list[Meeting], by: Actor, *, now: datetime) -> list[Meeting]:
    """Each with what this person answered (`own_answer`), and whether they may answer it now: one query."""
    given = InvitationAnswer.objects.filter(invitation__meeting__in=meetings, by=by.user) if meetings else ()
    answers = {one.invitation.meeting_id: one for one in given.select_related("invitation")} if given else {}
    for one in meetings:
        found = answers.get(one.pk)
        if found is not None:
            found.data_key = one.case.data_key
        told: Any = one
        told.own_answer = found
        told.may_be_answered = one.cancelled_at is None and not one.has_begun(now)
    return meetings


def meetings(case: Case, agencies: list[Agency], *, now: datetime) -> list[Meeting]:
    """The meetings to come to which one of these agencies is asked, the next one first; the cancelled ones too."""
    asked = Invitation.objects.filter(agency__in=agencies, withdrawn_at=None).values("meeting")
    found = Meeting.objects.filter(case=case, pk__in=asked, starts_at__gte=now - A_DAY).order_by("starts_at")
    shown = list(found)
    for one in shown:
        one.case, one.data_key = case, case.data_key
    return shown


def unread_threads(actor: Actor) -> list[tuple[Case, Line]]:
    """What the person's agencies are asked or told in messages and they have not dealt with: two queries at most."""
    agencies = actor.agency_ids()
    if not agencies:
        return []
    reader = actor.user.pk
    shown = THREADS.rows(threads=THREADS_OF.rows(actor), person=reader)
    lines = [
        Line(one, one.with_whom(one.case), one.is_unread_by(reader), turn_of(one, by_office=False)) for one in shown
    ]
    return [(one.case, line) for one, line in zip(shown, lines, strict=True) if line.is_unread or line.turn == MINE]


def _threads_of(actor: Actor) -> "QuerySet[Any]":
    cases = Case.objects.visible_to(actor).exclude(state=Case.ERASED)
    found = MessageThread.objects.filter(cases.named_in(), agency__in=actor.agency_ids())
    return found.values_list("pk", flat=True)[:MOST_THREADS]


def _threads(threads: list[UUID], person: int) -> "QuerySet[MessageThread]":
    found: QuerySet[MessageThread] = MessageThread.objects.filter(pk__in=threads).with_reading_of(person)
    return found.select_related("agency", "person", "case__partnership")


# Which they are, first: beside other tables SQLite begins with those.
THREADS_OF: KeptByPerson[UUID] = KeptByPerson(_threads_of)
THREADS: KeptQuery[MessageThread] = KeptQuery(_threads, threads=list[UUID], person=int)

AGENCIES, LEADS = {"agencies": list[int]}, {"leads": list[int], "user": int}
# How those of each kind are found, and by what of `_whose`.
KINDS: dict[str, tuple[Callable[..., "QuerySet[Any]"], dict[str, Any]]] = {
    Referral.KIND: (_referrals, AGENCIES | LEADS),
    AgencyReturn.KIND: (_returns, AGENCIES),
    Notification.KIND: (_notifications, {"areas": list[int]}),
    RecommendationAction.KIND: (_recommendations, AGENCIES),
}


# The same by how they are the person's: a database asked for either at once would begin with everything that was sent.
WAYS: list[tuple[Callable[..., "QuerySet[Any]"], dict[str, Any]]] = [
    (_referrals_led, {"leads": list[int]}),
    (_referrals_sent, AGENCIES | {"user": int}),
    *(each for kind, each in KINDS.items() if kind != Referral.KIND),
]


def ways(actor: Actor) -> "list[QuerySet[Any]]":
    """All of the person's own records, some twice, as lists that together hold all of them."""
    return _ways(**_whose(actor))


def _ways(**whose: Any) -> "list[QuerySet[Any]]":
    return [made(**{name: whose[name] for name in by}) for made, by in WAYS]


def records(kind: str, actor: Actor) -> "QuerySet[Any]":
    """All of the person's own of one kind."""
    made, by = KINDS[kind]
    whose = _whose(actor)
    return made(**{name: whose[name] for name in by})


def records_among(kind: str, actor: Actor, *, wanted: Iterable[UUID] = (), cases: Iterable[UUID] = ()) -> list[Any]:
    """Those with these identifiers, and those in these cases, without the answers of what was sent: one query."""
    whose = _whose(actor)
    named = {"wanted": list(wanted) or [NOTHING], "cases": list(cases) or [NOTHING]}
    if named == {"wanted": [NOTHING], "cases": [NOTHING]}:
        return []
    return _kept(kind).rows(**named, **{name: whose[name] for name in KINDS[kind][1]})


@cache
def _kept(kind: str) -> KeptQuery[Any]:
    made, by = KINDS[kind]

    def narrowed(wanted: list[UUID], cases: list[UUID], **whose: Any) -> "QuerySet[Any]":
        found = made(**whose).filter(Q(pk__in=wanted) | Q(case__in=cases))
        sent = any(one.name == "submission" for one in found.model._meta.fields)
        return found.defer("submission__answers") if sent else found

    return KeptQuery(narrowed, wanted=list[UUID], cases=list[UUID], **by)


def _cases_of(**whose: Any) -> "QuerySet[Any]":
    """In which cases their records are, some twice, a few more than are looked up one by one."""
    named = [found.order_by().values_list("case", flat=True) for found in _ways(**whose)]
    return named[0].union(*named[1:], all=True)[: FEW + 1]


CASES_OF: KeptQuery[UUID] = KeptQuery(_cases_of, agencies=list[int], leads=list[int], areas=list[int], user=int)


def cases_of(actor: Actor) -> set[UUID] | None:
    """The cases in which the person's own records are, None where these are many."""
    found = CASES_OF.rows(**_whose(actor))
    return set(found) if len(found) <= FEW else None


def find(actor: Actor, reference: str, kind: str, record_id: UUID) -> Machine:
    """One of the person's own records in the case with this reference. Raises Http404, CaseErased."""
    if kind not in KINDS:
        raise Http404("There is nothing of yours here.")
    record: Machine = get_object_or_404(records(kind, actor), pk=record_id, case__reference=reference)
    if record.case.is_erased:
        raise CaseErased(record.case)
    return record


def in_case(actor: Actor, reference: str) -> tuple[Case, dict[str, list[Any]]]:
    """The case with this reference and the person's own records in it, by kind.

    Raises Http404 where there are none, CaseErased.
    """
    parts: dict[str, list[Any]] = {}
    for kind in KINDS:
        parts[kind] = list(records(kind, actor).filter(case__reference=reference))
    case: Case | None = next((found[0].case for found in parts.values() if found), None)
    if case is None:
        raise Http404("There is nothing of yours here.")
    if case.is_erased:
        raise CaseErased(case)
    for found in parts.values():
        for record in found:
            record.case = case
            if getattr(record, "data_key_id", None) == case.data_key_id:
                record.data_key = case.data_key
    return case, parts
