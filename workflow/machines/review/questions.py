"""What the moves of a review ask. The six considerations come from the case's version of the procedure."""

from typing import Any

from workflow.engine.fields import (
    DayField,
    LineField,
    ProseField,
    SelectField,
    ShortProseField,
    TickField,
    offer,
    reason_form,
    yes_no,
)
from workflow.engine.step import TransitionForm
from workflow.machines.review.filing.asking import FiledForm
from workflow.machines.review.filing.entry import EntryKind
from workflow.parties.party import Membership
from workflow.parties.roles import Role


class ReviewerForm(FiledForm):
    """D20: who the reviewer is, what was considered before choosing them, and what interests they declared."""

    kind = EntryKind.REVIEWER

    reviewer_name = LineField("Name of the reviewer", "Enter the name of the reviewer.", max_length=200)
    reviewer_account = SelectField(
        "Their account here",
        help_text="With an account they are told by e-mail of their appointment and of written requests.",
        wrong="Choose one of the reviewers of this partnership.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = {"partnership": self.record.case.partnership_id, "ended_at": None, "role": Role.REVIEWER}
        held = Membership.objects.filter(**place, user__is_active=True).select_related("user")
        accounts = [(str(one.user_id), str(one.user)) for one in held]
        offer(self, "reviewer_account", [("", "No account"), *accounts])
        for entry in self.record.case.procedure.entries("reviewer_considerations"):
            self.fields[entry["key"]] = ProseField(
                entry["text"],
                f"Write what you considered: {entry['text'].lower()}.",
                help_text="Write what you considered and concluded.",
            )
        self._ask_for_declaration()
        self.order_fields(self.field_order)

    def _ask_for_declaration(self) -> None:
        self.fields["declared"] = yes_no(
            "Does the reviewer declare a real or perceived conflict of interest?",
            "Select whether the reviewer declares a conflict of interest.",
        )
        self.fields["declared_what"] = ShortProseField("If they do, what is it?")
        self.fields["declared_managed"] = ShortProseField("How is it managed?")
        self.fields["declared_accepted_by"] = LineField(
            "Who accepted that?", help_text="Name and role.", max_length=200
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("declared") == "yes":
            self.need("declared_what", "Enter what the conflict of interest is.")
            self.need(
                "declared_managed",
                "A conflict of interest has to be managed before the reviewer is appointed. Enter how it is managed, "
                "or choose another reviewer.",
            )
            self.need("declared_accepted_by", "Enter who accepted how the conflict of interest is managed.")
        return data


class ChangeReviewerForm(ReviewerForm):
    """D20, D21: another reviewer is considered like the first, and the bodies learn the new name."""

    reason = ProseField("Why does the reviewer change?", "Enter why the reviewer changes.")

    field_order = ["reason"]


class ReviewerLeftForm(FiledForm):
    """D20: nobody reviews until another is appointed."""

    kind = EntryKind.REVIEWER_LEFT

    left_on = DayField("When did the reviewer leave?", "Enter the day on which the reviewer left.", past="The day")
    reason = ProseField("Why does the reviewer leave?", "Enter why the reviewer leaves.")
    handed_over = ShortProseField(
        "What was handed over?",
        help_text="For example, notes, drafts and who keeps them until there is a new reviewer.",
    )


class WentForm(TransitionForm):
    """What the program says of the letters to the bodies (D21): the day of the last one."""

    on = DayField("The last letter went on", "Enter the day.", past="The day")


TERMS = {
    "terms_of_reference": ("Terms of reference: what the review will ask", "Enter the terms of reference."),
    "period": ("Period covered", "Enter the period that the review covers."),
    "agencies_involved": ("Agencies that take part", "Enter the agencies that take part."),
    "child_perspective": ("How the child’s perspective is reached", "Enter how the child’s perspective is reached."),
    "family_context": (
        "How the family’s circumstances are reached",
        "Enter how the family’s circumstances are reached.",
    ),
    "proportionality": (
        "Why this is proportionate to the case and focused on learning",
        "Enter why this is proportionate to the circumstances of the case.",
    ),
    "why_question": (
        "How the review explains why things happened as they did",
        "Enter how the review explains why things happened.",
    ),
    "systems_method": (
        "Regard to the systems method of the Munro review",
        "Enter how the method has regard to the systems method of the Munro review.",
    ),
    "agreed_method": ("Method agreed with the reviewer", "Enter the method agreed with the reviewer."),
}


class TermsForm(FiledForm):
    """D22, D23: each part in its own words. Agreed anew, they are a new version, and the earlier one stays on file."""

    kind = EntryKind.TERMS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = self.record.terms or {}
        for name, (label, missing) in TERMS.items():
            field = ShortProseField(label, missing) if name == "period" else ProseField(label, missing)
            field.initial = earlier.get(name, "")
            self.fields[name] = field
        self.fields["reviewer_agrees"] = TickField(
            "The reviewer agrees to the method", "The method is agreed with the reviewer. Confirm that they agree."
        )
        if earlier:
            self.fields["reason"] = ShortProseField(
                "Why are the terms agreed anew?",
                "Enter why the terms are agreed anew.",
                help_text="The earlier terms stay on file.",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return {**data, "corrects": self.record.on_file.latest(EntryKind.TERMS)}


SendBackForm = reason_form("What has to change before the report can be signed off?", "Enter what has to change.")
StopForm = reason_form(
    "Why is the review stopped?",
    "Enter why the review is stopped.",
    help_text="Of a local review, the Panel and the Secretary of State are given this justification.",
)
TakeUpForm = reason_form(
    "Why is the review taken up again?",
    "Enter why the review is taken up again.",
    help_text="Its time to publish runs from the decision, as before.",
)
BackForm = reason_form("Why does the review go back?", "Enter why the review goes back.")
