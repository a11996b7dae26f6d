"""What the entries about the family ask (D18, D25). The words are for people who speak to a bereaved family."""

from typing import Any

from workflow.engine.fields import DayField, LineField, OneOfField, ProseField, ShortProseField, TickField, yes_no
from workflow.machines.review.filing.asking import DECISION, DatedForm, EntryField, EntryForm, FiledForm
from workflow.machines.review.filing.entry import EntryKind


class FamilyToldForm(FiledForm):
    """D18: in writing, and in person through their practitioner where possible."""

    kind = EntryKind.FAMILY_TOLD

    told_on = DayField(
        "When were they told?", "Enter the date on which they were told.", past="The date", since=DECISION
    )
    in_writing = TickField(
        "They were told in writing", "The child and family must be told in writing. Confirm that they were."
    )
    in_person = OneOfField(
        "Were they also told in person, by a practitioner they know?",
        "Select whether they were also told in person.",
        [("yes", "Yes"), ("no", "No, it was not possible")],
    )
    by_whom = LineField(
        "Who told them?",
        "Enter who told the child and family.",
        help_text="Name and role, for example their social worker.",
    )
    notes = ProseField(
        "Who was told, and how",
        help_text="For example, who in the family, what they asked, and anything that stopped you telling somebody.",
    )


class NotToldForm(EntryForm):
    """D18: the letter may have to wait, for example for the police; never silently."""

    kind = EntryKind.NOT_TOLD
    # Another reason is another question: it is agreed to again.
    corrects_earlier = False

    reason = ProseField(
        "Why can the child and family not be told yet?",
        "Enter why they cannot be told yet.",
        help_text="For example, the police ask to wait. A decision maker or the strategic body has to agree.",
    )
    advised_by = LineField("Who advised this?", "Enter who advised this.", help_text="Name and role.")
    look_again_on = DayField(
        "When will you look at this again?", "Enter when you will look at this again.", ahead="The date"
    )


class AgreeNotToldForm(FiledForm):
    """D18: a second person agrees, for the reason that is on file."""

    kind = EntryKind.NOT_TOLD_AGREED

    note = ShortProseField("Anything to add", help_text="For example, under which condition you agree.")

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "about": self.record.on_file.proposed_not_told()}


class MemberForm(EntryForm):
    """D25: who there is in the family, surviving children included."""

    kind = EntryKind.MEMBER

    who = LineField("Name", "Enter the person’s name.", max_length=200)
    relationship = LineField(
        "Relationship to the child",
        "Enter the relationship to the child.",
        max_length=200,
        help_text="For example, mother, grandfather, brother.",
    )
    is_child = yes_no("Is this a child?", "Select whether this is a child.")
    through = ShortProseField(
        "How are they best reached?",
        help_text="For example, through a practitioner they trust; an interpreter; what to avoid.",
    )


class ContactForm(DatedForm):
    """D18, D25: how a member of the family was reached, and whether they were invited to contribute."""

    kind = EntryKind.CONTACT

    how = OneOfField(
        "How were they reached?",
        "Select how they were reached.",
        [
            ("in_person", "In person"),
            ("writing", "In writing"),
            ("telephone", "By telephone or video"),
            ("practitioner", "Through a practitioner they know"),
            ("not_reached", "They were not contacted"),
        ],
    )
    by_whom = LineField("By whom?", "Enter by whom.", help_text="Name and role.")
    invited = yes_no(
        "Were they invited to contribute to the review?", "Select whether they were invited to contribute."
    )
    expectations = ShortProseField(
        "If they were, how was it explained what their part is and what the review can and cannot do?"
    )
    response = ShortProseField("What did they answer?", help_text="Their own words, where you have them.")
    not_invited = ShortProseField(
        "If they were not invited, why not?",
        help_text="For example, on the advice of the police or the coroner. Say who advised it.",
    )

    field_order = ["about", "held_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = EntryField(
            "Which member of the family?",
            "Select the member of the family.",
            entries=self.record.on_file.current(EntryKind.MEMBER),
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
