"""What the steps of a publication ask."""

from datetime import date
from typing import Any

from django import forms

from forms.definition.dates import in_full
from workflow.engine.fields import DayField, LineField, OneOfField, ProseField, TickField, reason_form
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.publication.guards import (
    earliest_publication,
    later_than_limit,
    not_a_working_day,
    too_early,
)
from workflow.machines.publication.states import ADVANCE_COPY_SENT

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
    nobody_identified = TickField(
        "I have read the whole report and nobody can be identified from it",
        "Confirm that nobody can be identified from the report.",
        help_text="No child, relative or other vulnerable person: not by a name, date, address or school, nor "
        "by facts that together point to somebody.",
    )
    note = ProseField(
        "What did you check and change?",
        "Enter what you checked and changed.",
        help_text="Beside what the automatic check found: facts that together point to somebody, pictures, files.",
    )


class ImpactForm(TransitionForm):
    """D36: publication is managed for everybody whom it touches."""

    family_told_by = LineField(
        "Who tells the child and the family?",
        "Enter who tells the child and the family.",
        help_text="Name and role, for example a practitioner whom they trust.",
    )
    family_to_be_told_on = DayField(
        "When are they told?",
        "Enter the date on which the child and the family are told.",
        help_text="Before publication. The report cannot be published earlier than this day.",
    )
    family_support = ProseField(
        "How are they prepared and supported?",
        "Enter how the child and the family are prepared and supported.",
        help_text="For example, whether they have read the text, and whom they can call on the day.",
    )
    practitioners = ProseField(
        "Who tells the practitioners who were involved, and how are they supported?",
        "Enter who tells the practitioners, and how they are supported.",
    )
    media_contact = ProseField("Who answers the media, and what has been prepared?", "Enter who answers the media.")
    vulnerable_adults = ProseField(
        "How do you know that the text harms no child and no vulnerable adult?",
        "Enter how you know that the text harms nobody.",
        help_text="Think of brothers and sisters, parents and others who will recognise themselves.",
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
    planned_on = DayField("Planned date of publication", "Enter the planned date of publication.", ahead="The date")

    def clean_planned_on(self) -> date:
        """Refuse a day on which nobody works, one that leaves too few clear working days after the advance copy (D39 to
        D41), and one that only the strategic body may allow (D35).
        """
        day: date = self.cleaned_data["planned_on"]
        if wrong := not_a_working_day(day) or later_than_limit(self.record, day):
            raise forms.ValidationError(wrong)
        sent_on = self.counted_from()
        if sent_on is not None:
            earliest = earliest_publication(self.record, sent_on)
            if day < earliest.due:
                raise forms.ValidationError(too_early(self.record, sent_on, earliest))
        return day

    def counted_from(self) -> date | None:
        """The day from which the clear working days count, None before an advance copy: not before today while a copy
        of it has not gone.
        """
        if self.record.advance_copy_on is None and self.record.state == ADVANCE_COPY_SENT:
            return local_date(self.now)
        return self.record.advance_copy_on


class AdvanceCopyForm(PlannedDateForm):
    """D39 to D41: the full text to all three recipients."""

    sent_to_all = TickField(
        "The full text goes to the Panel, the Secretary of State and Ofsted",
        "Confirm that the full text goes to all three.",
        help_text="It goes by e-mail where that is set up. Send the rest by your usual secure route, and mark each as "
        "sent on the page “Notices”. The clear days begin with the day on which the last of them really went.",
    )

    def counted_from(self) -> date | None:
        return local_date(self.now)


class PostponeForm(PlannedDateForm):
    planned_on = DayField("New planned date of publication", "Enter the planned date of publication.", ahead="The date")
    reason = ProseField(
        "Why is the date changed?",
        "Enter why the date is changed.",
        help_text="The clear working days after the advance copy are never shortened. Those who have an advance copy "
        "are told of the new date.",
    )

    def clean_planned_on(self) -> date:
        day = super().clean_planned_on()
        if day == self.record.planned_on:
            raise forms.ValidationError(f"Publication is planned for {in_full(day)} already. Enter another date.")
        return day


class CorrectForm(TransitionForm):
    """Edge case 11: a published text is corrected, and readers are told."""

    reason = ProseField(
        "What is wrong, and why is it corrected?",
        "Enter what is wrong.",
        help_text="For the authors and the sign-off group. Readers do not see this.",
    )
    note = ProseField(
        "What will readers be told was corrected?",
        "Enter what readers will be told.",
        help_text="Shown on the report with the date, once it is published again. Name nobody. "
        "The authors can change the words.",
        max_length=1_000,
    )
    substantive = OneOfField(
        "Is the correction substantive?",
        "Select whether the correction is substantive.",
        [("yes", "Yes, a new advance copy is sent"), ("no", "No, they are told when it is published")],
        help_text="It is when it changes a finding, an improvement or a recommendation. Then the Panel, the Secretary "
        "of State and Ofsted have the text in advance again, with the clear working days. A corrected spelling or "
        "figure is not.",
    )
    take_down = TickField(
        "Take the report off the public site meanwhile",
        help_text="Do so where it identifies somebody, or could harm somebody as it stands.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.record.on_site:
            del self.fields["take_down"]

    def clean_substantive(self) -> bool:
        return bool(self.cleaned_data["substantive"] == "yes")


class FindingsForm(TransitionForm):
    dissemination = ProseField(
        "How is the learning spread?",
        "Enter how the learning is spread.",
        help_text="Who hears of it, where and when: briefings, training, supervision.",
    )
    findings = ProseField("What are the findings?", "Enter the findings.")
    actions = ProseField(
        "How do the actions stand?",
        "Enter how the actions stand.",
        help_text="The list of recommendations shows what is done, what is not, and what is overdue.",
    )
    risks = ProseField(
        "Which risks emerge?", "Enter the emerging risks.", help_text="Write “None” where there are none."
    )


class RepositoryCopyForm(TransitionForm):
    sent_on = DayField(
        "When was the copy sent to the NSPCC?",
        "Enter the date on which the copy was sent.",
        past="The date",
        since=(lambda publication: local_date(publication.published_at), "it was published"),
    )


class WentForm(TransitionForm):
    """What the program says of copies that went: the day of the last one."""

    on = DayField("The last copy went on", "Enter the day.", past="The day")
