"""What the steps of a referral ask."""

from typing import Any

from django import forms

from workflow.engine.fields import LineField, OneOfField, TickField, WithFiles, reason_form
from workflow.engine.step import TransitionForm

ABUSE_OR_NEGLECT = [("known", "Known"), ("suspected", "Suspected"), ("no", "Neither known nor suspected")]
HARM = [("died", "The child died"), ("seriously_harmed", "The child was seriously harmed"), ("no", "Neither")]


AskMoreForm = reason_form("What do you need to know?", "Enter what you need to know.", name="question", above=WithFiles)
AddInformationForm = reason_form(
    "What do you add to the referral?", "Enter the information.", name="text", above=WithFiles
)


class AcceptForm(TransitionForm):
    """Both limbs of the definition (D10), or a review below it: a learning review, or a local one (D14)."""

    abuse_or_neglect = OneOfField(
        "Is abuse or neglect of a child known or suspected?",
        "Say whether abuse or neglect is known or suspected.",
        ABUSE_OR_NEGLECT,
    )
    harm = OneOfField(
        "Did the child die, or was the child seriously harmed?",
        "Say whether the child died or was seriously harmed.",
        HARM,
        help_text="Serious harm includes serious or long-term impairment of mental health, of development or of "
        "physical health. Recovery does not undo it.",
    )
    learning_review = TickField(
        "Carry out a learning review, although the case is below the definition",
        help_text="For good or poor practice and near misses.",
    )

    local_review = TickField(
        "Carry out a local review, although the case is below the definition",
        help_text="Where the safeguarding partners consider that it is appropriate all the same.",
    )
    decider = LineField(
        "If a local review, who decided on it?",
        help_text="The safeguarding partners decide. Give names and roles.",
        max_length=300,
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        below = "no" in (data.get("abuse_or_neglect"), data.get("harm"))
        learning, local = data.get("learning_review"), data.get("local_review")
        if below and not (learning or local):
            raise forms.ValidationError(
                "This is below the definition of a serious child safeguarding case: both parts must hold. "
                "Choose a learning review or a local review, or do not accept the referral."
            )
        if local:
            self._check_local(below=below, learning=bool(learning))
        return data

    def _check_local(self, *, below: bool, learning: bool) -> None:
        if learning:
            self.add_error("local_review", "Choose a learning review or a local review, not both.")
        elif not below and not self.errors:
            self.add_error(
                "local_review",
                "The case meets the definition: accept it without this. The partners decide on a local review in the "
                "rapid review.",
            )
        elif not self.cleaned_data.get("decider"):
            self.add_error("decider", "Enter who decided on the local review.")


DeclineForm = reason_form(
    "Why is the referral not accepted?",
    "Enter the reason: the agency that referred reads it.",
    help_text="The agency that referred reads this, and each agency whose referral was joined to this case.",
)
WithdrawForm = reason_form(
    "Why is the referral withdrawn?",
    "Enter why the referral is withdrawn and who asked for it.",
    help_text="Say who asked for it.",
)
AskToWithdrawForm = reason_form(
    "Why does your agency ask to withdraw the referral?",
    "Enter why your agency asks to withdraw the referral.",
    help_text="The support office reads this and decides.",
)


ReopenForm = reason_form("Why is the referral looked at again?", "Enter why the referral is looked at again.")
SeparateForm = reason_form(
    "Why are the two referrals dealt with apart?", "Enter why the two referrals are dealt with apart."
)
