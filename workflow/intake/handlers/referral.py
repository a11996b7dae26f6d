"""The referral: a sent form opens a case."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from forms import handlers
from forms.definition.dates import in_full
from forms.filling.pages.own_words import own_words
from forms.handlers import Accepted, Held
from forms.models import Submission
from forms.models.form_page import FormPage
from forms.vault import DataKey
from workflow import clocks
from workflow.intake import prefill
from workflow.intake.handlers.moving import (
    OUTSIDE,
    READERS,
    WithoutCase,
    arrival_for,
    arrival_of,
    sent_or_runs,
)
from workflow.intake.meanings import needed_by
from workflow.intake.writing_for import of_agency, of_office
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.case.machine import Case
from workflow.machines.case.opening import open_case, sender_of
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import ASSIGNED_ROLES, Actor, Role, may_read_case
from workflow.procedures.version import NoProcedureInForce

ANSWERED = "{agency} is told that its referral was received, at its address for requests."


class OpenCase(WithoutCase):
    """The referral: any agency that serves the partnership tells it of an incident (D4)."""

    key = "open_case"
    label = "Opens a case (referral)"
    required_meanings = needed_by("open_case")

    def may_start(self, *, page: FormPage, user: Any, subject: str) -> None:
        """An officer refers for an agency whose telephone call, e-mail or visit was taken down first."""
        self._sender(page, Actor.of(user), subject)

    def describe(self, *, page: FormPage, subject: str) -> str:
        whose = self.on_behalf(page=page, subject=subject)
        return gettext("On behalf of %(whose)s") % {"whose": whose} if whose else ""

    def on_behalf(self, *, page: FormPage, subject: str) -> str:
        arrival = arrival_of(subject) if subject else None
        return arrival.words if arrival is not None else ""

    def written_for(self, *, page: FormPage, user: Any, subject: str) -> str:
        partnership, agency, arrival = self._sender(page, Actor.of(user), subject)
        return of_agency(agency.pk) if arrival is None else of_office(partnership.pk)

    def data_key(self, *, page: FormPage, subject: str) -> DataKey | None:
        arrival = arrival_of(subject) if subject else None
        return arrival.data_key if arrival is not None else None

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        _, agency, arrival = self._sender(page, Actor.of(user), subject)
        if arrival is not None:
            return {"referral.referrer_agency": agency.name, "referral.referrer_name": arrival.told_by}
        person = prefill.of_person(user, name="referral.referrer_name", email="referral.referrer_email")
        before = prefill.of_last_referral(user, written_for=of_agency(agency.pk))
        return {**person, "referral.referrer_agency": agency.name, **before}

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        partnership = Partnership.objects.for_page(submission.page)
        if partnership is not None and actor.holds(READERS - ASSIGNED_ROLES, partnership_id=partnership.pk):
            return True
        return self._is_lead(submission, actor) or self._reads_the_case(submission, actor)

    def _reads_the_case(self, submission: Submission, actor: Actor) -> bool:
        """Of another area that reads the case along, or leads it now (D26); or assigned to it."""
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
        partnership, agency, arrival = self._sender(submission.page, by, submission.subject)
        try:
            case = open_case(submission, partnership=partnership, agency=agency, by=by, now=now, arrival=arrival)
        except NoProcedureInForce as error:
            raise Held(str(error)) from error
        if arrival is not None:
            return Accepted(
                case.reference, (ANSWERED.format(agency=agency),), reverse("desk:case", args=[case.reference])
            )
        url = reverse("workspace:case", args=[case.reference])
        with own_words(submission.language):
            return Accepted(case.reference, _next_steps(case, partnership), url)

    def _sender(self, page: FormPage, by: Actor, subject: str) -> tuple[Partnership, Agency, Arrival | None]:
        """The partnership of the page and the agency for which this person refers to it, on its behalf where something
        came outside the portal. Raises Refused, Http404.
        """
        if subject and (arrival := arrival_for(subject, page=page, by=by)) is not None:
            if arrival.submission_id is not None:
                raise handlers.Refused(
                    gettext("A referral was sent for this already. Open its case from the case desk.")
                )
            return arrival.partnership, arrival.agency, arrival
        sender = sender_of(page, by)
        if sender is not None:
            return *sender, None
        partnership = Partnership.objects.for_page(page)
        if partnership is None:
            raise handlers.Refused(str(OUTSIDE))
        told = gettext(
            "This form is for people who work for an agency of %(partnership)s. If you do, ask your agency’s lead to "
            "add you. If a child is in danger now, call 999 and children’s social care."
        )
        raise handlers.Refused(told % {"partnership": partnership.name})


def _next_steps(case: Case, partnership: Partnership) -> tuple[str, ...]:
    reads = gettext("The support office of %(partnership)s reads your referral.") % {"partnership": partnership.name}
    return (
        f"{reads}{_expected(case)}",
        gettext("You get an e-mail when it has a question or has decided. The e-mail says nothing about the case."),
        gettext("You can add information later. What you sent stays as it is."),
    )


def _expected(case: Case) -> str:
    """By when whoever referred hears: the first day that runs for the case, as a sentence; "" where none does."""
    day = clocks.first_day_of_new(case)
    told = gettext("You can expect to hear from it by %(day)s.")
    return f" {told % {'day': in_full(day)}}" if day else ""
