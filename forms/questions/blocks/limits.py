"""What a question accepts, by kind, and what a calculated value is worked out from."""

from django import forms
from wagtail import blocks

from forms.definition import patterns
from forms.definition.shape import FILE_KINDS, MOST_ROWS
from forms.questions.blocks.conditions import QuestionReferenceBlock
from forms.questions.blocks.offered import CALCULATED, FILES
from forms.questions.blocks.words import WordChoiceBlock, WordChoicesBlock


class LimitsBlock(blocks.StructBlock):
    """Folded away until somebody needs it."""

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


class TextRules(LimitsBlock):
    min_length = blocks.IntegerBlock(
        required=False, min_value=1, max_value=50_000, label="At least this many characters"
    )
    max_length = blocks.IntegerBlock(
        required=False, min_value=1, max_value=50_000, label="At most this many characters"
    )


class ShortTextRules(TextRules):
    pattern = WordChoiceBlock(
        choices=patterns.choices, required=False, label="What it must look like", help_text="Leave empty for any text."
    )


class NumberRules(LimitsBlock):
    least = blocks.IntegerBlock(required=False, label="At least")
    most = blocks.IntegerBlock(required=False, label="At most")
    whole = blocks.BooleanBlock(required=False, label="Must be a whole number")


class DateRules(LimitsBlock):
    not_future = blocks.BooleanBlock(required=False, label="Must not be in the future")
    not_past = blocks.BooleanBlock(required=False, label="Must not be in the past")
    not_before = QuestionReferenceBlock(required=False, label="Must not be before the date given in")
    not_after = QuestionReferenceBlock(required=False, label="Must not be after the date given in")
    within_past_days = blocks.IntegerBlock(
        required=False, min_value=1, max_value=36_500, label="Must be within the last … days"
    )
    within_future_days = blocks.IntegerBlock(
        required=False, min_value=1, max_value=36_500, label="Must be within the next … days"
    )


class FileRules(LimitsBlock):
    most_files = blocks.IntegerBlock(required=False, min_value=1, max_value=50, label="At most this many files")
    kinds = WordChoicesBlock(
        choices=[(kind, FILES[kind]) for kind in FILE_KINDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Kinds of files it takes",
        help_text="Leave empty for documents, e-mails and pictures.",
    )


class ChronologyRules(LimitsBlock):
    most_rows = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=MOST_ROWS,
        label="At most this many rows",
        help_text="100 when left empty.",
    )


class BandBlock(blocks.StructBlock):
    """What the values of a sum or a score from one number to another are called."""

    least = blocks.IntegerBlock(label="From")
    most = blocks.IntegerBlock(required=False, label="To", help_text="Leave empty for: or more.")
    label = blocks.CharBlock(max_length=100, label="Is called", help_text="Like: low")
    second = blocks.CharBlock(required=False, max_length=100, label="Is called, in the second language")

    class Meta:
        label = "Band"
        label_format = "{least} to {most}: {label}"


class CalculationBlock(blocks.StructBlock):
    """Two dates, or questions whose numbers or points are added up: static/forms/editor_calculation.js shows the boxes
    of what is chosen.
    """

    what = WordChoiceBlock(choices=CALCULATED, default="years_between", label="Calculate")
    first = QuestionReferenceBlock(
        required=False, label="From the date given in", help_text="An earlier date question, or: today"
    )
    last = QuestionReferenceBlock(
        required=False, label="To the date given in", help_text="An earlier date question, or: today"
    )
    of = blocks.ListBlock(
        QuestionReferenceBlock(label="Question"),
        default=[],
        label="Add up",
        help_text="A sum: earlier number questions. A score: earlier questions whose choices have points, which you "
        "give under “More about this choice”.",
    )
    bands = blocks.ListBlock(
        BandBlock(),
        default=[],
        label="Bands",
        help_text="What a sum or a score is called, like 0 to 4: low. Leave empty to show the number alone.",
        collapsed=True,
    )

    class Meta:
        label = "Calculation"
        icon = "decimal"
        label_format = "{what}"
