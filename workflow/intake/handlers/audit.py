"""The audit of a rapid review: a sent form scores it."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from forms.models import Submission
from forms.models.form_page import FormPage
from workflow.intake import prefill
from workflow.intake.handlers.moving import READERS, MachineHandler, found_by
from workflow.intake.meanings import needed_by
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.parties.roles import ASSIGNED_ROLES, Actor, Role, is_assigned


class ScoreAudit(MachineHandler):
    """The audit of one rapid review: an officer or an auditor scores what was sampled (D19)."""

    key = "audit_rapid_review"
    label = "Scores a rapid review (audit)"
    transition = "score"
    about = RapidReviewAudit
    leads_to = "desk:audit"
    required_meanings = needed_by("audit_rapid_review")

    def record(self, *, page: FormPage, subject: str, by: Actor) -> RapidReviewAudit:
        found = RapidReviewAudit.objects.select_related(
            "case__partnership__home", "case__procedure", "case__data_key", "submission__version"
        )
        audit: RapidReviewAudit = found_by(found, subject)
        may_score = by.holds({Role.OFFICER, Role.AUDITOR}, partnership_id=audit.case.partnership_id)
        if not may_score or not audit.case.partnership.has_page(page):
            raise Http404
        return audit

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return prefill.of_audit(self.record(page=page, subject=subject, by=Actor.of(user)))

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        case, actor = self.case_of(submission.subject), Actor.of(user)
        by_role = actor.holds(READERS - ASSIGNED_ROLES | {Role.AUDITOR}, partnership_id=case.partnership_id)
        return by_role or any(is_assigned(case, actor, role) for role in ASSIGNED_ROLES)

    def address(self, record: Any) -> str:
        return reverse(self.leads_to, args=[record.pk])

    def next_steps(self, record: Any) -> tuple[str, ...]:
        return (gettext("It is reported to the strategic body with the others of its round."),)
