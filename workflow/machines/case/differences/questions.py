"""What is asked to decide which of two values counts."""

from typing import Any

from workflow.engine.fields import OneOfField, ProseField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.case.differences.difference import Difference, Told, in_words


class SettleForm(TransitionForm):
    """One value of one fact, and why."""

    value = OneOfField("Which value counts?", "Choose the value that counts.", wrong="Choose one of these values.")
    reason = ProseField(
        "How do you know?",
        "Enter how you know which value is right.",
        help_text="The forms that were sent stay as they are. The other value stays on record with who told it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered: dict[str, tuple[Difference, Told]] = {
            f"{one.pk}:{place}": (one, told)
            for one in self.record.differences.select_related("child__data_key", "data_key")
            for place, told in enumerate(one.told or [])
        }
        offer(self, "value", [(key, _label(*pair)) for key, pair in self.offered.items()])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "value" not in data or "reason" not in data:
            return data
        found, told = self.offered[data["value"]]
        return {
            "difference": str(found.pk),
            "counts": told["value"],
            "decided": f"{found.label}: {in_words(told['value'])}",
            "instead_of": ", ".join(in_words(one["value"]) for one in found.told if one["value"] != told["value"]),
            "reason": data["reason"],
        }


def _label(found: Difference, told: Told) -> str:
    counts = ". It counts now" if told["value"] == found.counts else ""
    return f"{found.label}: {in_words(told['value'])} ({told['source'][:1].lower()}{told['source'][1:]}{counts})"
