"""What moving a case to another version of the procedure asks."""

from typing import Any

from django import forms

from workflow.engine.fields import ProseField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.change_of_version import preview, versions_for
from workflow.procedures.version import ProcedureVersion

LOOK_FIRST = "Look first at what would change for this case: choose the version on the case’s page “Procedure”."
CHANGED = "What would change is not what you saw. Look at it again before you decide."


class MoveForm(TransitionForm):
    version = forms.ModelChoiceField(
        queryset=ProcedureVersion.objects.none(),
        label="Which version?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a version of the procedure.",
            "invalid_choice": "This case cannot move to that version. Choose one that is in force for its partnership.",
        },
    )
    reason = ProseField(label="Why does this case move?", missing="Enter why this case moves to another version.")
    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": LOOK_FIRST})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "version", versions_for(self.record, local_date(self.now)))

    def clean(self) -> dict[str, Any]:
        """What was seen is what happens; both stand in the log."""
        data = {**self.cleaned_data}
        seen, version = data.pop("seen", ""), data.get("version")
        if version is None or not seen:
            return data
        plan = preview(self.record, version, now=self.now)
        if seen != plan.digest:
            raise forms.ValidationError(CHANGED)
        return {**data, "left": self.record.procedure, "changes": plan.lines}
