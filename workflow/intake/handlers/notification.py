"""The notification: a sent form submits it."""

from typing import Any

from django.utils.translation import gettext

from forms import handlers
from forms.definition import meanings
from forms.models import Submission
from forms.models.form_page import FormPage
from workflow.engine.step import local_date
from workflow.intake import prefill
from workflow.intake.handlers.moving import MachineHandler, arrival_for, arrival_of, visible_case
from workflow.intake.meanings import needed_by
from workflow.machines.case.differences.finding import Telling
from workflow.machines.case.opening import name_by_children, take_over_children
from workflow.machines.notification.machine import Notification
from workflow.parties.roles import Actor


class SubmitNotification(MachineHandler):
    """The local authority tells the Panel (D2); the support office has its copy at the same moment (D3)."""

    key = "submit_notification"
    label = "Submits the notification"
    transition = "submit"
    on_behalf_transition = "submit_on_behalf"
    required_meanings = needed_by("submit_notification")

    def record(self, *, page: FormPage, subject: str, by: Actor) -> Notification:
        arrival = arrival_for(subject, page=page, by=by)
        case = visible_case(str(arrival.case_id) if arrival else subject, page=page, by=by)
        notification: Notification | None = case.notifications.last()
        if notification is None:
            raise handlers.Refused(gettext("This case needs no notification."))
        notification.case = case
        return notification

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        record = self.record(page=page, subject=subject, by=Actor.of(user))
        arrival = arrival_of(subject) if self.on_behalf(page=page, subject=subject) else None
        return prefill.of_notification(record, None if arrival else user)

    def data(self, submission: Submission) -> dict[str, Any]:
        reading = meanings.read(submission.version.definition, submission.answers)
        names = ("national_reference", "nature", "aware_on", "aware_reason", "national_date")
        return {"submission": submission.pk} | {name: reading.one(f"notification.{name}") for name in names}

    def readers(self, submission: Submission) -> set[int]:
        return {agency.pk for agency in self.case_of(submission.subject).partnership.notifiers}

    def finish(self, record: Notification, submission: Submission) -> None:
        """The children as it tells them; what it tells otherwise than the case had it stays beside it."""
        reading = meanings.read(submission.version.definition, submission.answers)
        sent = submission.submitted_at
        telling = Telling(record.case, submission, "The notification", on=local_date(sent), now=sent)
        telling.about_incident()
        take_over_children(record.case, reading.many("child"), telling)
        name_by_children(record.case, reading.one("notification.nature") or "")

    def next_steps(self, record: Notification) -> tuple[str, ...]:
        has_copy = gettext("The support office of %(partnership)s has its copy as of now.")
        return (
            has_copy % {"partnership": record.case.partnership.name},
            gettext("Where a rapid review follows, it has opened, and its working days are counted from today."),
        )
