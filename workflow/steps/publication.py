"""What the steps of a publication ask."""

from datetime import date
from typing import Any

from django import forms

from workflow.declaring import TransitionForm, local_date
from workflow.guards.publication import earliest_publication, too_early
from workflow.steps.dates import done_on, still_to_come
from workflow.steps.fields import DayField, ProseField


class ClearForm(TransitionForm):
    """D36."""

    nobody_identified = forms.BooleanField(
        label="I have read the whole report and nobody can be identified from it",
        help_text="No child, relative or other vulnerable person: not by a name, date, address or school, nor "
        "by facts that together point to somebody.",
        error_messages={"required": "Confirm that nobody can be identified from the report."},
    )
    note = ProseField(
        label="What did you check and change?",
        help_text="Also how publication is managed for the child, the family and the practitioners.",
        missing="Enter what you checked and changed.",
    )


class ReturnForm(TransitionForm):
    """D36."""

    reason = ProseField(
        label="What has to change?",
        help_text="Name the place in the report rather than the detail itself.",
        missing="Enter what has to change.",
    )


class PlannedDateForm(TransitionForm):
    planned_on = DayField(
        label="Planned date of publication",
        missing="Enter the planned date of publication.",
    )

    def clean_planned_on(self) -> date:
        """Refuse a day that leaves too few clear working days after the advance copy (D39 to D41)."""
        day = still_to_come(self, "planned_on")
        sent_on = self.counted_from()
        if sent_on is not None:
            earliest = earliest_publication(self.record, sent_on)
            if day < earliest.due:
                raise forms.ValidationError(too_early(self.record, sent_on, earliest))
        return day

    def counted_from(self) -> date | None:
        """The day from which the clear working days count, None before an advance copy."""
        return self.record.advance_copy_on


class AdvanceCopyForm(PlannedDateForm):
    """D39 to D41: the full text to all three recipients."""

    sent_to_all = forms.BooleanField(
        label="The full text goes today to the Panel, the Secretary of State and Ofsted",
        help_text="Send it by your usual secure route. The days are counted from today.",
        error_messages={"required": "Confirm that the full text goes to all three today."},
    )

    def counted_from(self) -> date | None:
        return local_date(self.now)


class PostponeForm(PlannedDateForm):
    reason = ProseField(
        label="Why is the date changed?",
        help_text="The clear working days after the advance copy are never shortened.",
        missing="Enter why the date is changed.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_on"].label = "New planned date of publication"


class HoldForm(TransitionForm):
    """D34: the procedure's version says what counts as extenuating."""

    grounds = forms.ChoiceField(
        label="What holds up publication?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what holds up publication."},
    )
    until = DayField(
        label="Until when, as far as you know?",
        help_text="Once the strategic body approves, the report is due on this date instead.",
        missing="Enter the date until which publication is expected to be held up.",
    )
    reason = ProseField(
        label="Why can the report not be published in time?",
        help_text="The Panel and the Secretary of State are given this reason once the strategic body approves.",
        missing="Enter why the report cannot be published in time.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = self.record.case.procedure.entries("extenuating_circumstances")
        choices = [(entry["key"], entry["text"]) for entry in entries]
        field = self.fields["grounds"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*choices, ("other", "Something else")]

    def clean_until(self) -> date:
        return still_to_come(self, "until")


class WithholdForm(TransitionForm):
    """D38."""

    justification = ProseField(
        label="Why is nothing published?",
        help_text="The Panel and the Secretary of State are given this justification.",
        missing="Enter the justification.",
    )


class ImprovementsForm(TransitionForm):
    """D37, D38."""

    justification = ProseField(
        label="Why are the improvements published instead of the report?",
        help_text="The Panel and the Secretary of State are given this justification. The text of the "
        "improvements is checked, approved and sent in advance like a report.",
        missing="Enter the justification.",
    )


class RepositoryCopyForm(TransitionForm):
    """D43."""

    sent_on = DayField(
        label="When was the copy sent to the NSPCC?",
        missing="Enter the date on which the copy was sent.",
    )

    def clean_sent_on(self) -> date:
        return done_on(self, "sent_on", since=local_date(self.record.published_at), what="it was published")
