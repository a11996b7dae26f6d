"""An agency’s return: a sent form answers what the agency was asked."""

from typing import Any

from django.http import Http404

from forms.models import Submission
from forms.models.form_page import FormPage
from workflow.intake import prefill
from workflow.intake.handlers.moving import READERS, MachineHandler, found_by, visible_case
from workflow.intake.meanings import needed_by
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.parties.roles import AGENCY_ROLES, Actor


class SendReturn(MachineHandler):
    """An agency sends what it was asked for (D30)."""

    key = "agency_return"
    label = "Is an agency’s return"
    transition = "submit"
    about = AgencyReturn
    required_meanings = needed_by("agency_return")

    def record(self, *, page: FormPage, subject: str, by: Actor) -> AgencyReturn:
        asked = AgencyReturn.objects.select_related("submission__version", "agency")
        agency_return: AgencyReturn = found_by(asked, subject)
        agency_return.case = visible_case(str(agency_return.case_id), page=page, by=by)
        if not by.holds(AGENCY_ROLES, agency_ids={agency_return.agency_id}) and not by.holds(
            READERS, partnership_id=agency_return.case.partnership_id
        ):
            raise Http404
        return agency_return

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return prefill.of_return(self.record(page=page, subject=subject, by=Actor.of(user)), user)

    def readers(self, submission: Submission) -> set[int]:
        return {found_by(AgencyReturn.objects, submission.subject).agency_id}

    def next_steps(self, record: AgencyReturn) -> tuple[str, ...]:
        return ("The support office reads your return. It tells you if something needs to change.",)
