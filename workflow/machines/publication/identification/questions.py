"""What resolving the finds of the identification check asks (D36)."""

from typing import Any, cast

from django import forms

from workflow.engine.fields import ProseField
from workflow.engine.step import TransitionForm
from workflow.machines.publication.identification.guards import open_hits
from workflow.machines.review.asking import one_of


class FindsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes none at run time
    def label_from_instance(self, hit: Any) -> str:
        found = hit.found or {}
        return f"“{found.get('written', '')}” ({found.get('count', 0)})"


class ResolveForm(TransitionForm):
    """One answer for one find or for several alike."""

    hits = FindsField(
        None,
        label="Which finds?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select the finds that you looked at.",
            "invalid_choice": "One of these was resolved meanwhile. Look at the list again.",
        },
    )
    resolution = one_of(
        "What did you see?",
        "Select what you saw.",
        [
            ("not_this_child", "They point to nobody of this case"),
            ("to_change", "They identify somebody: the text has to change"),
        ],
    )
    note = ProseField(
        label="How do you know?",
        help_text="For example: the word is a month here, not a name.",
        missing="Enter how you know.",
        max_length=2_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField[Any]", self.fields["hits"])
        field.queryset = open_hits(self.record).select_related("data_key")
