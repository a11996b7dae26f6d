"""What resolving the finds of the identification check asks (D36)."""

from typing import Any

from workflow.engine.fields import OneOfField, ProseField, RecordsField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.publication.identification.guards import open_hits


class FindsField(RecordsField):
    def label_from_instance(self, hit: Any) -> str:
        found = hit.found or {}
        return f"“{found.get('written', '')}” ({found.get('count', 0)})"


class ResolveForm(TransitionForm):
    """One answer for one find or for several alike."""

    hits = FindsField(
        "Which finds?",
        "Select the finds that you looked at.",
        wrong="One of these was resolved meanwhile. Look at the list again.",
    )
    resolution = OneOfField(
        "What did you see?",
        "Select what you saw.",
        [
            ("not_this_child", "They point to nobody of this case"),
            ("to_change", "They identify somebody: the text has to change"),
        ],
    )
    note = ProseField(
        "How do you know?",
        "Enter how you know.",
        help_text="For example: the word is a month here, not a name.",
        max_length=2_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "hits", open_hits(self.record).select_related("data_key"))
