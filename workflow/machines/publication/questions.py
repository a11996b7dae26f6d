"""What the steps of a publication ask."""

from datetime import date
from typing import Any

from django import forms

from forms.definition.dates import in_full
from workflow.engine.dates import done_on, still_to_come
from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.publication.guards import earliest_publication, too_early
from workflow.machines.review.asking import confirmation, line, one_of, reason_form

ReturnForm = reason_form(
    "What has to change?",
    "Enter what has to change.",
    help_text="Name the place in the report rather than the detail itself.",
)
WithholdForm = reason_form(
    "Why is nothing published?",
    "Enter the justification.",
    name="justification",
    help_text="The Panel and the Secretary of State are given this justification.",
)
ImprovementsForm = reason_form(
    "Why are the improvements published instead of the report?",
    "Enter the justification.",
    name="justification",
    help_text="The Panel and the Secretary of State are given this justification. The text of the improvements is "
    "checked, approved and sent in advance like a report.",
)


class ClearForm(TransitionForm):
    nobody_identified = confirmation(
        "I have read the whole report and nobody can be identified from it",
        "Confirm that nobody can be identified from the report.",
        help_text="No child, relative or other vulnerable person: not by a name, date, address or school, nor "
        "by facts that together point to somebody.",
    )
    note = ProseField(
        label="What did you check and change?",
        help_text="Beside what the automatic check found: facts that together point to somebody, pictures, files.",
        missing="Enter what you checked and changed.",
    )


class ImpactForm(TransitionForm):
    """D36: publication is managed for everybody whom it touches."""

    family_told_by = line(
        "Who tells the child and the family?",
        "Enter who tells the child and the family.",
        help_text="Name and role, for example a practitioner whom they trust.",
    )
    family_to_be_told_on = DayField(
        label="When are they told?",
        help_text="Before publication. The report cannot be published earlier than this day.",
        missing="Enter the date on which the child and the family are told.",
    )
    family_support = ProseField(
        label="How are they prepared and supported?",
        help_text="For example, whether they have read the text, and whom they can call on the day.",
        missing="Enter how the child and the family are prepared and supported.",
    )
    practitioners = ProseField(
        label="Who tells the practitioners who were involved, and how are they supported?",
        missing="Enter who tells the practitioners, and how they are supported.",
    )
    media_contact = ProseField(
        label="Who answers the media, and what has been prepared?",
        missing="Enter who answers the media.",
    )
    vulnerable_adults = ProseField(
        label="How do you know that the text harms no child and no vulnerable adult?",
        help_text="Think of brothers and sisters, parents and others who will recognise themselves.",
        missing="Enter how you know that the text harms nobody.",
    )

    def clean_family_to_be_told_on(self) -> date:
        day: date = self.cleaned_data["family_to_be_told_on"]
        planned_on = self.record.planned_on
        if planned_on is not None and day > planned_on:
            raise forms.ValidationError(
                f"Publication is planned for {in_full(planned_on)}: the family is told on that day or before."
            )
        return day


class PlannedDateForm(TransitionForm):
    planned_on = DayField(label="Planned date of publication", missing="Enter the planned date of publication.")

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

    sent_to_all = confirmation(
        "The full text goes today to the Panel, the Secretary of State and Ofsted",
        "Confirm that the full text goes to all three today.",
        help_text="Send it by your usual secure route. The days are counted from today.",
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


class CorrectForm(TransitionForm):
    """Edge case 11: a published text is corrected, and readers are told."""

    reason = ProseField(
        label="What is wrong, and why is it corrected?",
        help_text="For the authors and the sign-off group. Readers do not see this.",
        missing="Enter what is wrong.",
    )
    note = ProseField(
        label="What will readers be told was corrected?",
        help_text="Shown on the report with the date, once it is published again. Name nobody. "
        "The authors can change the words.",
        missing="Enter what readers will be told.",
        max_length=1_000,
    )
    substantive = one_of(
        "Is the correction substantive?",
        "Select whether the correction is substantive.",
        [("yes", "Yes, a new advance copy is sent"), ("no", "No, they are told when it is published")],
        help_text="It is when it changes a finding, an improvement or a recommendation. Then the Panel, the Secretary "
        "of State and Ofsted have the text in advance again, with the clear working days. A corrected spelling or "
        "figure is not.",
    )
    take_down = forms.BooleanField(
        label="Take the report off the public site meanwhile",
        help_text="Do so where it identifies somebody, or could harm somebody as it stands.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.record.on_site:
            del self.fields["take_down"]

    def clean_substantive(self) -> bool:
        return bool(self.cleaned_data["substantive"] == "yes")


class FindingsForm(TransitionForm):
    dissemination = ProseField(
        label="How is the learning spread?",
        help_text="Who hears of it, where and when: briefings, training, supervision.",
        missing="Enter how the learning is spread.",
    )
    findings = ProseField(label="What are the findings?", missing="Enter the findings.")
    actions = ProseField(
        label="How do the actions stand?",
        help_text="The list of recommendations shows what is done, what is not, and what is overdue.",
        missing="Enter how the actions stand.",
    )
    risks = ProseField(
        label="Which risks emerge?", help_text="Write “None” where there are none.", missing="Enter the emerging risks."
    )


class RepositoryCopyForm(TransitionForm):
    sent_on = DayField(
        label="When was the copy sent to the NSPCC?", missing="Enter the date on which the copy was sent."
    )

    def clean_sent_on(self) -> date:
        return done_on(self, "sent_on", since=local_date(self.record.published_at), what="it was published")
