"""What the steps of an agency's return ask."""

from workflow.declaring import TransitionForm
from workflow.steps.fields import FromForm, ProseField


class SubmitForm(FromForm):
    handler = "agency_return"

    def subject(self) -> str:
        return str(self.record.pk)


class SendBackForm(TransitionForm):
    reason = ProseField(
        label="What should the agency change?",
        help_text="The agency reads this.",
        missing="Enter what the agency should change.",
    )


class NotInvolvedForm(TransitionForm):
    reason = ProseField(
        label="How do you know that the agency was not involved?",
        help_text="For example the period and the systems that were searched.",
        missing="Enter how you know that the agency was not involved.",
    )
