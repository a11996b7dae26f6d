"""What the steps about keeping and erasing a case ask."""

from django import forms

from workflow.engine.fields import TickField, reason_form
from workflow.engine.step import TransitionForm

PlaceHoldForm = reason_form(
    "Why must this case be kept?",
    "Enter why this case must be kept.",
    help_text="For example, an inquiry, a claim or a court order. Say who asked for it.",
)
LiftHoldForm = reason_form("Why is the legal hold lifted?", "Enter why the legal hold is lifted and who agreed to it.")
ProposeErasureForm = reason_form(
    "Why is the case to be erased?",
    "Enter why the case is to be erased.",
    help_text="Say what you checked: that nobody still needs it, and that no proceedings are under way.",
)
RefuseErasureForm = reason_form("Why is the case kept?", "Enter why the case is kept.")


class ApproveErasureForm(TransitionForm):
    sure = TickField(
        "I understand that the case is erased for good",
        "Confirm that the case is to be erased for good.",
        help_text="The children, the forms, the files and everything that was written are lost, in backups too. "
        "The reference, the days and the names of those who acted stay.",
    )


class EraseAgainForm(TransitionForm):
    """The entry of the list of erasures that says so (workflow.machines.case.retention.erasure)."""

    entry = forms.JSONField()
