"""What the steps about other areas ask (D26)."""

from typing import Any

from django import forms

from workflow.engine.fields import ProseField, offer
from workflow.engine.step import TransitionForm
from workflow.parties.party import Partnership


class AreaForm(TransitionForm):
    """One partnership and a reason; which partnerships it may be, each step says."""

    area = forms.ModelChoiceField(
        queryset=Partnership.objects.none(),
        label="Which partnership?",
        error_messages={
            "required": "Choose the partnership.",
            "invalid_choice": "Choose one of the partnerships in the list.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", self.offered(self.record.areas.filter(until=None).values("partnership")))

    def offered(self, involved: Any) -> Any:
        return Partnership.objects.filter(pk__in=involved)


class InvolveForm(AreaForm):
    reason = ProseField(
        label="Why is this area involved?",
        help_text="For example, the family lived there before, or a child was placed there.",
        missing="Enter why this area is involved.",
    )

    def offered(self, involved: Any) -> Any:
        return Partnership.objects.exclude(pk=self.record.partnership_id).exclude(pk__in=involved)


class ReleaseForm(AreaForm):
    reason = ProseField(
        label="Why is this area no longer involved?", missing="Enter why this area is no longer involved."
    )


class PassLeadForm(AreaForm):
    reason = ProseField(
        label="Why does this area take the lead?",
        help_text="Say what the two partnerships agreed, and who agreed to it.",
        missing="Enter why this area takes the lead.",
    )
