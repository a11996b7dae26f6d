"""What is a person's own: the records of their agency that they may see. Everything the workspace shows starts here.

A submitter sees the referrals they sent themselves; a lead all of the agency's. Both see what their agency as such is
asked: returns, recommendations and, for the local authority that notifies, notifications.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from workflow.desk.access import CaseErased
from workflow.engine.machine import Machine
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Partnership
from workflow.parties.roles import AGENCY_ROLES, Actor, Role

CASE = ("case__partnership__home", "case__procedure", "case__data_key")


def referrals(actor: Actor) -> "QuerySet[Referral]":
    leads = {m.agency_id for m in actor.memberships if m.role == Role.LEAD}
    sent = Q(agency__in=actor.agency_ids(), submission__owner=actor.user_id())
    found = Referral.objects.filter(Q(agency__in=leads) | sent)
    return found.select_related(*CASE, "agency", "submission", "joined_to").order_by("-created_at")


def returns(actor: Actor) -> "QuerySet[AgencyReturn]":
    found = AgencyReturn.objects.filter(agency__in=actor.agency_ids())
    return found.select_related(*CASE, "agency", "submission").order_by("due_on")


def notifications(actor: Actor) -> "QuerySet[Notification]":
    areas = {m.agency.notifies_for_id for m in actor.memberships if m.role in AGENCY_ROLES and m.agency is not None}
    found = Notification.objects.filter(case__partnership__in=areas - {None})
    return found.select_related(*CASE, "submission").order_by("aware_on")


def recommendations(actor: Actor) -> "QuerySet[RecommendationAction]":
    """What the agency is asked to do under recommendations."""
    found = RecommendationAction.objects.filter(agency__in=actor.agency_ids())
    return found.select_related(*CASE, "agency", "recommendation").order_by("by_when")


def notifies_for(actor: Actor) -> list[Partnership]:
    """The partnerships for which the person's local authority notifies the Panel (D2)."""
    found = {m.agency.notifies_for_id for m in actor.memberships if m.role in AGENCY_ROLES and m.agency is not None}
    areas = [pk for pk in found if pk is not None]
    return list(Partnership.objects.filter(pk__in=areas)) if areas else []


KINDS: dict[str, Any] = {
    Referral.KIND: referrals,
    AgencyReturn.KIND: returns,
    Notification.KIND: notifications,
    RecommendationAction.KIND: recommendations,
}


def find(actor: Actor, reference: str, kind: str, record_id: UUID) -> Machine:
    """One of the person's own records in the case with this reference. Raises Http404, CaseErased."""
    if kind not in KINDS:
        raise Http404("There is nothing of yours here.")
    record: Machine = get_object_or_404(KINDS[kind](actor), pk=record_id, case__reference=reference)
    if record.case.is_erased:
        raise CaseErased(record.case)
    return record


def in_case(actor: Actor, reference: str) -> tuple[Case, dict[str, list[Any]]]:
    """The case with this reference and the person's own records in it, by kind.

    Raises Http404 where there are none, CaseErased.
    """
    parts: dict[str, list[Any]] = {}
    for kind, records in KINDS.items():
        parts[kind] = list(records(actor).filter(case__reference=reference))
    case: Case | None = next((records[0].case for records in parts.values() if records), None)
    if case is None:
        raise Http404("There is nothing of yours here.")
    if case.is_erased:
        raise CaseErased(case)
    for records in parts.values():
        for record in records:
            record.case = case
            if getattr(record, "data_key_id", None) == case.data_key_id:
                record.data_key = case.data_key
    return case, parts
