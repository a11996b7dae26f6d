"""What is asked to open a case for a notification that no referral came before (D2)."""

from typing import Any

from django import forms

from workflow.engine.fields import DayField, refuse_future
from workflow.engine.step import TransitionForm
from workflow.parties.party import Partnership


class OpenCaseForm(TransitionForm):
    """Short, so that the clock is on record at once; everything else is asked by the notification itself.

    `record`: the partnerships in which this person may open a case.
    """

    partnership = forms.ChoiceField(
        label="In which partnership?",
        error_messages={"required": "Choose the partnership.", "invalid_choice": "Choose one of your partnerships."},
    )
    aware_on = DayField(
        label="When did the local authority become aware?",
        missing="Enter the day the local authority became aware: the five working days run from it (D2).",
    )
    aware_by = forms.CharField(
        label="Who became aware, and how?",
        help_text="Name and role, for example the duty social worker, told by the hospital.",
        max_length=300,
        error_messages={"required": "Enter who became aware, and how."},
    )
    incident = forms.CharField(
        label="What kind of incident is it?",
        help_text="One line by which you find the case again, without names. The children are asked for in the "
        "notification, several if need be.",
        max_length=120,
        error_messages={"required": "Enter in one line what kind of incident it is."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnerships: dict[str, Partnership] = {str(one.pk): one for one in self.record}
        if len(self.partnerships) == 1:
            del self.fields["partnership"]
            return
        # Typed as a plain field, which has no choices.
        named = [("", "Choose a partnership"), *((pk, one.name) for pk, one in self.partnerships.items())]
        self.fields["partnership"].choices = named  # type: ignore[attr-defined]  # fields are typed plain

    def clean_aware_on(self) -> Any:
        return refuse_future(self, "aware_on", "The day the local authority became aware")

    @property
    def chosen(self) -> Partnership:
        """The partnership of the case, once the form is valid."""
        return self.partnerships[self.cleaned_data.get("partnership") or next(iter(self.partnerships))]
