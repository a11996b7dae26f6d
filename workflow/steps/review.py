"""What the steps of a review ask. The six considerations come from the case's version of the procedure."""

from datetime import date
from typing import Any

from django import forms

from workflow.declaring import TransitionForm
from workflow.steps.dates import done_on
from workflow.steps.fields import DayField, ProseField


class ReviewerForm(TransitionForm):
    """D20: who the reviewer is, and what was considered before choosing them."""

    reviewer_name = forms.CharField(
        label="Name of the reviewer",
        max_length=200,
        error_messages={"required": "Enter the name of the reviewer."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for entry in self.record.case.procedure.entries("reviewer_considerations"):
            self.fields[entry["key"]] = ProseField(
                label=entry["text"],
                help_text="Write what you considered and concluded.",
                missing=f"Write what you considered: {entry['text'].lower()}.",
            )


class ToldForm(TransitionForm):
    told_on = DayField(
        label="When were they told?",
        missing="Enter the date on which they were told.",
    )

    def clean_told_on(self) -> date:
        return done_on(self, "told_on", since=self.record.commissioned_on, what="the review was decided")


class FamilyToldForm(ToldForm):
    """D18: in writing, and in person through their practitioner where possible."""

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
        help_text="For example, who in the family, and anything that stopped you telling somebody.",
        required=False,
    )


class BodiesToldForm(ToldForm):
    """D21: each body is told, with the reviewer's name. A notice to each waits among the case's notices."""

    name_given = forms.BooleanField(
        label="Each of them was told the reviewer’s name",
        help_text="The Panel, Ofsted and the Department for Education. Send the name by your usual secure route.",
        error_messages={"required": "Confirm that each of them was told the reviewer’s name."},
    )


class TermsForm(TransitionForm):
    """D22, D23."""

    terms_of_reference = ProseField(
        label="Terms of reference",
        help_text="What the review will ask, over which period, and which agencies take part.",
        missing="Enter the terms of reference.",
    )
    agreed_method = ProseField(
        label="Method agreed with the reviewer",
        help_text=(
            "How it reaches the child’s perspective and the family’s circumstances, stays proportionate, "
            "and explains why things happened, with regard to the systems method of the Munro review."
        ),
        missing="Enter the method agreed with the reviewer.",
    )


class SendBackForm(TransitionForm):
    reason = ProseField(
        label="What has to change before the report can be signed off?",
        missing="Enter what has to change.",
    )


class StopForm(TransitionForm):
    reason = ProseField(
        label="Why is the review stopped?",
        help_text="The Panel and the Secretary of State are given this justification (D38).",
        missing="Enter why the review is stopped.",
    )
