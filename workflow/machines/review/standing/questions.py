"""What is asked when a family that was told of a review is told that there is none (D18)."""

from workflow.engine.fields import LineField, ProseField
from workflow.machines.review.filing.asking import DatedForm
from workflow.machines.review.filing.entry import EntryKind


class EndToldForm(DatedForm):
    """D18: whoever was told in person is told in person."""

    kind = EntryKind.END_TOLD

    by_whom = LineField(
        "Who told them?",
        "Enter who told the child and family.",
        help_text="Name and role, for example their social worker.",
    )
    notes = ProseField(
        "Who was told, and how",
        help_text="For example, who in the family, what they asked, or why somebody was not told.",
    )
