"""An agency may want its lead to approve a form before it is sent: asked, looked at, approved or sent back with a note.

What is approved is one revision of the draft: whoever changes an answer afterwards asks again.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction

from forms.models import DataKey, Draft
from forms.vault import SealedField
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.intake.writing_for import of_agency
from workflow.parties.party import Agency
from workflow.parties.roles import AGENCY_ROLES, Actor, Role

ASK, APPROVE, SEND_BACK = "draft.ask_approval", "draft.approve", "draft.send_back"
NOT_YET = "Your agency wants its lead to approve this before it is sent."
CHANGED = "Answers were changed after your lead approved them. Ask for approval again."
WAITS = "Your lead has been asked to approve this and has not answered yet."
SENT_BACK = "Your lead sent this back. Read why, change it and ask again."


class DraftApproval(models.Model):
    """One time that a lead was asked. `revision`: the draft's, when it was asked for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)
    note = SealedField()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(decided_at=None), name="one_open_approval_a_draft"
            )
        ]

    def __str__(self) -> str:
        return f"approval {self.pk}"


def agency_of(draft: Draft, actor: Actor) -> Agency | None:
    """The agency for which the draft is written, where the person works for it. No query."""
    held = (one.agency for one in actor.memberships if one.role in AGENCY_ROLES and one.agency is not None)
    return next((agency for agency in held if of_agency(agency.pk) == draft.written_for), None)


def newest(draft: Draft) -> DraftApproval | None:
    found = DraftApproval.objects.filter(draft=draft).select_related("data_key", "decided_by", "asked_by")
    return found.first()


def why_not_send(draft: Draft, user: Any, revision: int) -> str:
    """What still keeps the draft from being sent (forms.handlers); "" where nothing does. A lead needs no approval."""
    actor = Actor.of(user)
    agency = agency_of(draft, actor)
    if agency is None or not agency.lead_approves or actor.holds({Role.LEAD}, agency_ids={agency.pk}):
        return ""
    asked = newest(draft)
    if asked is None:
        return NOT_YET
    if asked.decided_at is None:
        return WAITS if asked.revision == revision else CHANGED
    if not asked.approved:
        return SENT_BACK
    return "" if asked.revision == revision else CHANGED


@transaction.atomic
def ask(draft: Draft, revision: int, *, by: Actor, now: datetime) -> DraftApproval:
    """Ask the agency's leads to approve the draft as it is now. An earlier question is replaced by this one."""
    agency = agency_of(draft, by)
    if agency is None or not agency.lead_approves:
        raise Refused("Your agency sends without approval.", "guard")
    DraftApproval.objects.filter(draft=draft, decided_at=None).delete()
    asked = DraftApproval(draft=draft, data_key=draft.data_key, agency=agency, revision=revision)
    asked.asked_by, asked.asked_at, asked.note = by.user, now, ""
    asked.save()
    log.append([Event(kind=ASK, record_id=draft.pk, actor=by.user, at=now)])
    return asked


@transaction.atomic
def decide(asked_id: Any, *, approved: bool, note: str, revision: int, by: Actor, now: datetime) -> None:
    """Approve what was shown, or send it back with a note. `revision`: what the lead read. Raises Refused."""
    found = DraftApproval.objects.select_for_update(of=("self",)).select_related("data_key")
    asked = found.filter(pk=asked_id, decided_at=None).first()
    if asked is None:
        raise Refused("This was answered already, or is not asked any more.", "stale")
    if not by.holds({Role.LEAD}, agency_ids={asked.agency_id}):
        raise Refused("Only a lead of the agency approves.", "role")
    if not approved and not note.strip():
        raise Refused("Say what should change.", "data", {"note": ["Say what should change"]})
    asked.decided_by, asked.decided_at, asked.approved = by.user, now, approved
    asked.note, asked.revision = note.strip(), revision
    asked.save()
    kind = APPROVE if approved else SEND_BACK
    log.append([Event(kind=kind, record_id=asked.draft_id, actor=by.user, at=now)])


def to_approve(actor: Actor, *, now: datetime) -> "models.QuerySet[DraftApproval]":
    """What waits for this lead, the oldest first."""
    led = {one.agency_id for one in actor.memberships if one.role == Role.LEAD}
    found = DraftApproval.objects.filter(agency__in=led, decided_at=None, draft__submitted_at=None)
    return found.filter(draft__expires_at__gt=now).select_related("asked_by", "draft__page").order_by("asked_at")


@transaction.atomic
def want_approval(agency: Agency, wanted: bool, *, by: Actor, now: datetime) -> None:
    """Whether a lead approves what this agency's people send: its lead decides. Raises Refused."""
    if not by.holds({Role.LEAD}, agency_ids={agency.pk}):
        raise Refused("Only a lead of the agency decides this.", "role")
    if Agency.objects.filter(pk=agency.pk, lead_approves=not wanted).update(lead_approves=wanted):
        kind = "agency.want_approval" if wanted else "agency.want_no_approval"
        log.append([Event(kind=kind, actor=by.user, at=now)])
