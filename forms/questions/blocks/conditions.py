"""When something is shown: rules on earlier answers, nested at most three deep."""

from typing import Any

from django.forms import TextInput
from wagtail import blocks

from forms.questions.blocks.offered import OPERATORS
from forms.questions.blocks.pickers import AnswerPicker, QuestionPicker
from forms.questions.blocks.words import WordChoiceBlock

MATCHES = [("all", "all of these are true"), ("any", "any of these is true")]


class QuestionReferenceBlock(blocks.CharBlock):
    """The name of another question, picked by its wording."""

    picker: type[TextInput] = QuestionPicker

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = self.picker()


class AnswerBlock(QuestionReferenceBlock):
    """An answer to the question named beside it, picked from its choices."""

    picker = AnswerPicker


class RuleBlock(blocks.StructBlock):
    question = QuestionReferenceBlock(label="Question")
    # "is" is a Python keyword, hence the list of blocks below and not an attribute.

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        own = [
            ("is", WordChoiceBlock(choices=list(OPERATORS.items()), default="equals", label="Its answer")),
            ("value", AnswerBlock(required=False, label="Answer")),
        ]
        super().__init__(local_blocks or own, **kwargs)

    class Meta:
        label = "Rule"
        label_format = "{question} {is} {value}"


class RulesBlock(blocks.StructBlock):
    """Rules of which all or any must be true; conditions are made of them, at most three deep."""

    match = WordChoiceBlock(choices=MATCHES, default="all", label="When")
    rules = blocks.ListBlock(RuleBlock(), default=[], label="Rules")

    class Meta:
        label = "Rules together"
        icon = "bars"
        label_format = "{rules}"


class InnerConditionBlock(RulesBlock):
    groups = blocks.ListBlock(RulesBlock(), default=[], label="And rules that belong together", collapsed=True)


class ConditionBlock(RulesBlock):
    match = WordChoiceBlock(choices=MATCHES, default="all", label="Show when")
    rules = blocks.ListBlock(RuleBlock(), default=[], label="Rules", help_text="No rule: always shown.")
    groups = blocks.ListBlock(
        InnerConditionBlock(),
        default=[],
        label="Rules that belong together",
        help_text="For “A, and either B or C”: put B and C together here.",
        collapsed=True,
    )

    class Meta:
        label = "Show only when…"
        icon = "view"
        collapsed = True
        label_format = "{rules}"
