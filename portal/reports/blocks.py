"""The pieces of a report that are more than prose: what is recommended, and what was corrected afterwards."""

from wagtail import blocks


class RecommendationBlock(blocks.StructBlock):
    """One recommendation with what the duty asks of it (D32)."""

    what = blocks.TextBlock(label="What should change")
    who = blocks.CharBlock(max_length=255, label="Who will do it, together and singly")
    by_when = blocks.DateBlock(label="By when", required=False)
    outcome = blocks.TextBlock(label="What will be different for children")

    class Meta:
        icon = "tick-inverse"
        template = "portal/blocks/recommendation.html"


class CorrectionBlock(blocks.StructBlock):
    """What was changed after publication; readers see it on the page."""

    made_on = blocks.DateBlock(label="Date")
    what = blocks.TextBlock(label="What was corrected")

    class Meta:
        icon = "edit"
        template = "portal/blocks/correction.html"
