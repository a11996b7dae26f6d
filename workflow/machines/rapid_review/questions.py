"""What the steps of a rapid review ask."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from forms.definition import meanings
from workflow.engine.fields import DayField, FromForm, OneOfField, ProseField, reason_form
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.meetings.prefilling import fill_from_meeting

if TYPE_CHECKING:
    from workflow.machines.rapid_review.machine import RapidReview

# D7, by meaning: what the form must have answered.
PARTS = {
    "rapid_review.facts": "the facts",
    "rapid_review.immediate_action": "immediate safety action and learning to share",
    "rapid_review.improvement": "the potential for improvement",
    "rapid_review.next_steps": "the next steps",
}
# D10, by meaning.
WEIGHED = {
    "rapid_review.criterion_improvements": "improvements needed",
    "rapid_review.criterion_themes": "recurrent themes",
    "rapid_review.criterion_working_together": "organisations working together",
    "rapid_review.criterion_panel": "the Panel’s view",
    "rapid_review.circumstance_single_agency": "concern about a single agency",
    "rapid_review.circumstance_no_agency": "no agency involved",
    "rapid_review.circumstance_several_areas": "several areas",
    "rapid_review.circumstance_institutions": "institutional settings",
}

FAMILY, AGENCIES, NOBODY = "family", "agencies", "no_family"
AUDIENCES = [
    (FAMILY, "The family"),
    (AGENCIES, "The agency that referred and the agencies involved"),
    (NOBODY, "Nobody of the family can be told"),
]


class MeetingForm(TransitionForm):
    held_on = DayField(
        "When did the review group meet?", "Enter the day of the meeting.", past="The day of the meeting"
    )
    attendees = ProseField("Who took part?", "Enter who took part.", help_text="Name and agency, one a line.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_from_meeting(self, "held_on", "attendees")


class DraftForm(FromForm):
    """The rapid review as sent: all four parts (D7), the criteria and circumstances weighed (D10)."""

    handler = "complete_rapid_review"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        submission = data.get("submission")
        if submission is not None:
            reading = meanings.read(submission.version.definition, submission.answers)
            _require(reading, PARTS, "The rapid review has four parts. Missing")
            _require(reading, WEIGHED, "Each criterion and circumstance is weighed. Missing")
        return data


def _require(reading: meanings.Reading, needed: dict[str, str], message: str) -> None:
    missing = [label for meaning, label in needed.items() if not str(reading.one(meaning) or "").strip()]
    if missing:
        raise forms.ValidationError(f"{message}: {', '.join(missing)}.")


def _decided_on(rapid_review: "RapidReview") -> date:
    return local_date(rapid_review.decided_at or rapid_review.created_at)


class CommunicateForm(TransitionForm):
    """Families and agencies are told of the rationale at different times: one record each (D11).

    What they were told before the decision that stands was made is not its rationale.
    """

    audience = OneOfField("Who was told?", "Choose who was told of the rationale.", AUDIENCES)
    told_on = DayField("When?", "Enter when.", past="The day", since=(_decided_on, "the decision that stands was made"))
    through = ProseField(
        "Through whom, and how?",
        "Enter through whom and how, or why nobody can be told.",
        help_text="Where nobody of the family can be told, say why and who decided it.",
    )


BackToGatheringForm = reason_form(
    "Why does the rapid review go back to gathering?",
    "Enter why the rapid review goes back to gathering.",
    help_text="Votes on the rapid review as it was sent stay on record and count no longer.",
)
ProposeStopForm = reason_form(
    "Why are the criteria not met?",
    "Enter why the criteria are not met.",
    help_text="A decision maker approves or refuses.",
)
RefuseStopForm = reason_form("Why does the rapid review go on?", "Enter why the rapid review goes on.")
ReopenForm = reason_form(
    "Why does the rapid review go on after all?",
    "Enter why the rapid review goes on after all.",
    help_text="Everybody who was told that it stopped is told.",
)
