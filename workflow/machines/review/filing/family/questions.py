"""What the entries about the family ask (D18, D25). The words are for people who speak to a bereaved family."""

from datetime import date
from typing import Any

from django import forms

from workflow.engine.dates import done_on, still_to_come
from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import TransitionForm
from workflow.machines.review.filing.asking import DatedForm, EntryField, EntryForm, short_prose, yes_no
from workflow.machines.review.filing.entry import EntryKind, ReviewEntry


class FamilyToldForm(TransitionForm):
    """D18: in writing, and in person through their practitioner where possible."""

    told_on = DayField(label="When were they told?", missing="Enter the date on which they were told.")
    in_writing = forms.BooleanField(
        label="They were told in writing",
        error_messages={"required": "The child and family must be told in writing. Confirm that they were."},
    )
    in_person = forms.ChoiceField(
        label="Were they also told in person, by a practitioner they know?",
        choices=[("yes", "Yes"), ("no", "No, it was not possible")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether they were also told in person."},
    )
    by_whom = forms.CharField(
        label="Who told them?",
        help_text="Name and role, for example their social worker.",
        max_length=300,
        error_messages={"required": "Enter who told the child and family."},
    )
    notes = ProseField(
        label="Who was told, and how",
        help_text="For example, who in the family, what they asked, and anything that stopped you telling somebody.",
        required=False,
    )

    def clean_told_on(self) -> date:
        return done_on(self, "told_on", since=self.record.commissioned_on, what="the review was decided")


class NotToldForm(EntryForm):
    """D18: the letter may have to wait, for example for the police; never silently."""

    kind = EntryKind.NOT_TOLD

    reason = ProseField(
        label="Why can the child and family not be told yet?",
        help_text="For example, the police ask to wait. A decision maker or the strategic body has to agree.",
        missing="Enter why they cannot be told yet.",
    )
    advised_by = forms.CharField(
        label="Who advised this?",
        help_text="Name and role.",
        max_length=300,
        error_messages={"required": "Enter who advised this."},
    )
    look_again_on = DayField(
        label="When will you look at this again?", missing="Enter when you will look at this again."
    )

    def clean_look_again_on(self) -> date:
        return still_to_come(self, "look_again_on")

    def correctable(self) -> list[ReviewEntry]:
        # Another reason is another question: it is agreed to again.
        return []


class AgreeNotToldForm(TransitionForm):
    """D18: a second person agrees, for the reason that is on file."""

    note = short_prose("Anything to add", help_text="For example, under which condition you agree.")

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "about": self.record.on_file.proposed_not_told()}


class MemberForm(EntryForm):
    """D25: who there is in the family, surviving children included."""

    kind = EntryKind.MEMBER

    who = forms.CharField(label="Name", max_length=200, error_messages={"required": "Enter the person’s name."})
    relationship = forms.CharField(
        label="Relationship to the child",
        help_text="For example, mother, grandfather, brother.",
        max_length=200,
        error_messages={"required": "Enter the relationship to the child."},
    )
    is_child = yes_no("Is this a child?", "Select whether this is a child.")
    through = short_prose(
        "How are they best reached?",
        help_text="For example, through a practitioner they trust; an interpreter; what to avoid.",
    )


class ContactForm(DatedForm):
    """D18, D25: how a member of the family was reached, and whether they were invited to contribute."""

    kind = EntryKind.CONTACT

    how = forms.ChoiceField(
        label="How were they reached?",
        choices=[
            ("in_person", "In person"),
            ("writing", "In writing"),
            ("telephone", "By telephone or video"),
            ("practitioner", "Through a practitioner they know"),
            ("not_reached", "They were not contacted"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how they were reached."},
    )
    by_whom = forms.CharField(
        label="By whom?", help_text="Name and role.", max_length=300, error_messages={"required": "Enter by whom."}
    )
    invited = yes_no(
        "Were they invited to contribute to the review?", "Select whether they were invited to contribute."
    )
    expectations = short_prose(
        "If they were, how was it explained what their part is and what the review can and cannot do?"
    )
    response = short_prose("What did they answer?", help_text="Their own words, where you have them.")
    not_invited = short_prose(
        "If they were not invited, why not?",
        help_text="For example, on the advice of the police or the coroner. Say who advised it.",
    )

    field_order = ["about", "held_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = EntryField(
            entries=self.record.on_file.standing(EntryKind.MEMBER),
            label="Which member of the family?",
            missing="Select the member of the family.",
        )
        self.fields["held_on"].help_text = "Of the contact, or of the decision not to make one."
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("invited") == "no":
            self.need("not_invited", "Enter why they were not invited to contribute.")
        elif data.get("invited") == "yes":
            self.need("expectations", "Enter how their part and the limits of the review were explained.")
            if data.get("how") == "not_reached":
                self.add_error("how", "Select how they were reached: they were invited.")
        return data
