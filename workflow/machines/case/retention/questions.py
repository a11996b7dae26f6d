"""What the steps about keeping and erasing a case ask."""

from django import forms

from workflow.engine.fields import ProseField
from workflow.engine.step import TransitionForm


class PlaceHoldForm(TransitionForm):
    reason = ProseField(
        label="Why must this case be kept?",
        help_text="For example, an inquiry, a claim or a court order. Say who asked for it.",
        missing="Enter why this case must be kept.",
    )


class LiftHoldForm(TransitionForm):
    reason = ProseField(
        label="Why is the legal hold lifted?", missing="Enter why the legal hold is lifted and who agreed to it."
    )


class ProposeErasureForm(TransitionForm):
    reason = ProseField(
        label="Why is the case to be erased?",
        help_text="Say what you checked: that nobody still needs it, and that no proceedings are under way.",
        missing="Enter why the case is to be erased.",
    )


class RefuseErasureForm(TransitionForm):
    reason = ProseField(label="Why is the case kept?", missing="Enter why the case is kept.")


class ApproveErasureForm(TransitionForm):
    sure = forms.BooleanField(
        label="I understand that the case is erased for good",
        help_text="The children, the forms, the files and everything that was written are lost, in backups too. "
        "The reference, the days and the names of those who acted stay.",
        error_messages={"required": "Confirm that the case is to be erased for good."},
    )


class EraseAgainForm(TransitionForm):
    """The entry of the list of erasures that says so (workflow.machines.case.retention.erasure)."""

    entry = forms.JSONField()
