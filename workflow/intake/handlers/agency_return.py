"""An agency’s return: a sent form answers what the agency was asked."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils.translation import gettext

from forms.models import Submission
from forms.models.form_page import FormPage
from workflow.intake import prefill
from workflow.intake.handlers.moving import (
    READERS,
    MachineHandler,
    arrival_for,
    arrival_of,
    found_by,
    identified,
    visible_case,
)
from workflow.intake.meanings import needed_by
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.parties.roles import AGENCY_ROLES, Actor, may_read_case


def _asked(subject: str) -> str:
    """The return that a subject names, itself or by what came for it."""
    if AgencyReturn.objects.filter(pk__in=[identified(subject)]).exists():
        return subject
    arrival = arrival_of(subject)
    return str(arrival.record_id) if arrival is not None else ""


class SendReturn(MachineHandler):
    """An agency sends what it was asked for (D30)."""

    key = "agency_return"
    label = "Is an agency’s return"
    transition = "submit"
    about = AgencyReturn
    on_behalf_transition = "submit_on_behalf"
    required_meanings = needed_by("agency_return")

    def record(self, *, page: FormPage, subject: str, by: Actor) -> AgencyReturn:
        asked = AgencyReturn.objects.select_related("submission__version", "agency")
        arrival = arrival_for(subject, page=page, by=by)
        agency_return: AgencyReturn = found_by(asked, str(arrival.record_id) if arrival else subject)
        agency_return.case = visible_case(str(agency_return.case_id), page=page, by=by)
        if not by.holds(AGENCY_ROLES, agency_ids={agency_return.agency_id}) and not may_read_case(
            agency_return.case, by, READERS
        ):
            raise Http404
        return agency_return

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        record = self.record(page=page, subject=subject, by=Actor.of(user))
        return prefill.of_return(record, user if subject == str(record.pk) else None)

    def asked(self, *, page: FormPage, user: Any, subject: str) -> Sequence[tuple[str, str]]:
        """About whom, and for which period: for the agency that is asked, and for who reads the case. One query."""
        records = AgencyReturn.objects.select_related("case", "data_key")
        record = records.filter(pk__in=[identified(subject)]).first()
        if record is None and (arrival := arrival_of(subject)) is not None:
            record = records.filter(pk=arrival.record_id).first()
        if record is None or record.case.is_erased or not record.about:
            return ()
        by = Actor.of(user)
        theirs = by.holds(AGENCY_ROLES, agency_ids={record.agency_id}) or may_read_case(record.case, by, READERS)
        return record.about if theirs else ()

    def readers(self, submission: Submission) -> set[int]:
        return {found_by(AgencyReturn.objects, _asked(submission.subject)).agency_id}

    def next_steps(self, record: AgencyReturn) -> tuple[str, ...]:
        return (gettext("The support office reads your return. It tells you if something needs to change."),)
