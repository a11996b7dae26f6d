"""The referral: a sent form opens a case."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from forms import handlers
from forms.handlers import Accepted, Held
from forms.models import Submission
from forms.models.form_page import FormPage
from workflow.intake import prefill
from workflow.intake.handlers.moving import (
    OUTSIDE,
    READERS,
    WithoutCase,
    sent_or_runs,
)
from workflow.intake.meanings import needed_by
from workflow.machines.case.machine import Case
from workflow.machines.case.opening import open_case, sender_of
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Actor, Role, may_read_case
from workflow.procedures.version import NoProcedureInForce


class OpenCase(WithoutCase):
    """The referral: any agency that serves the partnership tells it of an incident (D4)."""

    key = "open_case"
    label = "Opens a case (referral)"
    required_meanings = needed_by("open_case")

    def may_start(self, *, page: FormPage, user: Any, subject: str) -> None:
        self._sender(page, Actor.of(user))

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        _, agency = self._sender(page, Actor.of(user))
        person = prefill.of_person(user, name="referral.referrer_name", email="referral.referrer_email")
        return {**person, "referral.referrer_agency": agency.name}

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        partnership = Partnership.objects.for_page(submission.page)
        if partnership is not None and actor.holds(READERS, partnership_id=partnership.pk):
            return True
        return self._is_lead(submission, actor) or self._reads_the_case(submission, actor)

    def _reads_the_case(self, submission: Submission, actor: Actor) -> bool:
        """Of another area that reads the case along, or leads it now (D26)."""
        if not actor.holds(READERS):
            return False
        case = Case.objects.filter(data_key=submission.data_key_id).first()
        return case is not None and may_read_case(case, actor, READERS)

    def may_correct(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        return sent_or_runs(submission, actor, Partnership.objects.for_page(submission.page)) or self._is_lead(
            submission, actor
        )

    def _is_lead(self, submission: Submission, actor: Actor) -> bool:
        leads = [membership.agency_id for membership in actor.memberships if membership.role == Role.LEAD]
        return bool(leads) and Referral.objects.filter(submission=submission, agency__in=leads).exists()

    def accept(self, submission: Submission, *, user: Any, now: datetime) -> Accepted:
        by = Actor.of(submission.owner)
        partnership, agency = self._sender(submission.page, by)
        try:
            case = open_case(submission, partnership=partnership, agency=agency, by=by, now=now)
        except NoProcedureInForce as error:
            raise Held(str(error)) from error
        return Accepted(
            case.reference,
            (
                f"The support office of {partnership.name} reads your referral.",
                "You get an e-mail when it has a question or has decided. The e-mail says nothing about the case.",
                "You can add information later. What you sent stays as it is.",
            ),
            reverse("workspace:case", args=[case.reference]),
        )

    def _sender(self, page: FormPage, by: Actor) -> tuple[Partnership, Agency]:
        """The partnership of the page and the agency for which this person refers to it. Raises Refused."""
        sender = sender_of(page, by)
        if sender is not None:
            return sender
        partnership = Partnership.objects.for_page(page)
        if partnership is None:
            raise handlers.Refused(OUTSIDE)
        raise handlers.Refused(
            f"This form is for people who work for an agency of {partnership.name}. If you do, ask your agency’s lead "
            "to add you. If a child is in danger now, call 999 and children’s social care."
        )
