"""The blocks an editor sees: steps, and in each step its questions, one block a kind of question.

Written for people who do not program: plain labels, what is seldom needed folded away. `forms.definition` turns these
blocks into the plain definition that a published form runs on.
"""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from forms import meanings

NAME = RegexValidator(
    r"^[a-z][a-z0-9_]{0,59}$",
    "Use lower-case letters, numbers and underscores, starting with a letter, at most 60 characters. Like: child_name",
)
GUIDANCE_FEATURES = ["bold", "ol", "ul", "link"]


def question_meanings() -> list[tuple[str, str]]:
    """Choices for a question's meaning, asked for when an editor opens: by then every package has registered its."""
    return meanings.registry.choices(step=False)


def step_meanings() -> list[tuple[str, str]]:
    """Choices for a repeating step's meaning."""
    return meanings.registry.choices(step=True)


class QuestionReferenceBlock(blocks.CharBlock):
    """The name of another question; forms/static/forms/editor.js suggests those of the form being edited."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = forms.TextInput(attrs={"data-forms-question-reference": "", "autocomplete": "off"})


class RuleBlock(blocks.StructBlock):
    question = QuestionReferenceBlock(
        label="Question", help_text="An earlier question. Start typing its wording and pick it from the list."
    )
    # "is" is a Python keyword, hence the list of blocks below and not an attribute.

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        operators = [
            ("equals", "is"),
            ("not_equals", "is not"),
            ("includes", "includes (several answers possible)"),
            ("answered", "was answered"),
            ("not_answered", "was not answered"),
        ]
        own = [
            ("is", blocks.ChoiceBlock(choices=operators, default="equals", label="Its answer")),
            (
                "value",
                blocks.CharBlock(
                    required=False, label="Answer", help_text="The answer, as its choice is called. Yes/no: yes or no."
                ),
            ),
        ]
        super().__init__(local_blocks or own, **kwargs)

    class Meta:
        label = "Rule"
        label_format = "{question} {is} {value}"


class ConditionBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(
        choices=[("all", "all of these are true"), ("any", "any of these is true")], default="all", label="Show when"
    )
    rules = blocks.ListBlock(RuleBlock(), default=[], label="Rules", help_text="No rule: always shown.")

    class Meta:
        label = "Show only when…"
        icon = "view"
        collapsed = True
        label_format = "{rules}"


class ChoiceBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=200, label="Choice")
    value = blocks.CharBlock(
        required=False,
        max_length=100,
        label="Stored as",
        help_text="Leave empty to store the wording. Never change it later.",
    )

    class Meta:
        label_format = "{label}"


class SettingsBlock(blocks.StructBlock):
    meaning = blocks.ChoiceBlock(
        choices=question_meanings,
        required=False,
        label="Meaning",
        help_text="What the case desk and its deadlines use this answer for. Leave empty when only people read it.",
    )
    required_message = blocks.CharBlock(
        required=False, max_length=200, label="Message when it is left empty", help_text="Like: Enter the child's name"
    )
    name = blocks.CharBlock(
        required=False,
        validators=[NAME],
        label="Name in exports",
        help_text="Leave empty to have one made. Changing it later makes this a different question.",
    )

    class Meta:
        label = "More settings"
        icon = "cog"
        collapsed = True
        label_format = "{meaning}"


class TextRules(blocks.StructBlock):
    max_length = blocks.IntegerBlock(
        required=False, min_value=1, max_value=50_000, label="At most this many characters"
    )

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


class NumberRules(blocks.StructBlock):
    least = blocks.IntegerBlock(required=False, label="At least")
    most = blocks.IntegerBlock(required=False, label="At most")

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


class DateRules(blocks.StructBlock):
    not_future = blocks.BooleanBlock(required=False, label="Must not be in the future")
    not_past = blocks.BooleanBlock(required=False, label="Must not be in the past")
    not_before = QuestionReferenceBlock(required=False, label="Must not be before the date given in")
    not_after = QuestionReferenceBlock(required=False, label="Must not be after the date given in")

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


def _layout(*extra: str) -> BlockGroup:
    guidance = BlockGroup(children=["guidance"], heading="Guidance to fold out", icon="help", classname="collapsed")
    return BlockGroup(children=["label", "hint", *extra, "required", guidance, "show_when", "settings"])


class QuestionBlock(blocks.StructBlock):
    """What every kind of question has; a kind adds its choices or its limits."""

    label = blocks.CharBlock(max_length=300, label="Question")
    hint = blocks.CharBlock(
        required=False, max_length=500, label="Hint", help_text="A short line in grey below the question."
    )
    required = blocks.BooleanBlock(required=False, default=True, label="Must be answered")
    guidance = blocks.RichTextBlock(
        required=False, features=GUIDANCE_FEATURES, label="Guidance", help_text="Longer help that people can fold out."
    )
    show_when = ConditionBlock()
    settings = SettingsBlock()

    class Meta:
        label_format = "{label}"
        form_layout = _layout()


class TextQuestion(QuestionBlock):
    rules = TextRules()

    class Meta:
        form_layout = _layout("rules")


class NumberQuestion(QuestionBlock):
    rules = NumberRules()

    class Meta:
        form_layout = _layout("rules")


class DateQuestion(QuestionBlock):
    rules = DateRules()

    class Meta:
        form_layout = _layout("rules")


class ChoiceQuestion(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), min_num=0, label="Choices")

    class Meta:
        form_layout = _layout("choices")


TEXTS, CHOICES, OTHERS = "Text and numbers", "Choices", "Dates and files"


class QuestionsBlock(blocks.StreamBlock):
    """Every kind of question. The block's name is the question's `kind`."""

    text = TextQuestion(label="Short text", icon="pilcrow", group=TEXTS, description="One line, like a name.")
    long_text = TextQuestion(
        label="Long text", icon="doc-full", group=TEXTS, description="Several lines, with a character count."
    )
    email = QuestionBlock(label="E-mail address", icon="mail", group=TEXTS)
    telephone = QuestionBlock(label="Telephone number", icon="mobile-alt", group=TEXTS)
    number = NumberQuestion(label="Number", icon="order", group=TEXTS, description="A whole or decimal number.")
    postcode = QuestionBlock(label="Postcode", icon="site", group=TEXTS)
    address = QuestionBlock(label="Address", icon="home", group=TEXTS, description="A postal address on several lines.")
    yes_no = QuestionBlock(label="Yes or no", icon="check", group=CHOICES)
    radios = ChoiceQuestion(
        label="Choose one (radios)", icon="radio-full", group=CHOICES, description="Up to about seven choices."
    )
    select = ChoiceQuestion(label="Choose one (list)", icon="list-ul", group=CHOICES, description="For many choices.")
    checkboxes = ChoiceQuestion(label="Choose any (checkboxes)", icon="tick-inverse", group=CHOICES)
    declaration = QuestionBlock(
        label="Declaration",
        icon="success",
        group=CHOICES,
        description="One box to tick: the question's wording is what is declared.",
    )
    date = DateQuestion(label="Date", icon="date", group=OTHERS, description="Day, month and year.")
    approximate_date = DateQuestion(
        label="Approximate date",
        icon="calendar",
        group=OTHERS,
        description="Day and month may be left empty when not known.",
    )
    file = QuestionBlock(
        label="Files", icon="upload", group=OTHERS, description="One or several documents or pictures."
    )

    class Meta:
        required = False
        label = "Questions"
        collapsed = True


class RepeatBlock(blocks.StructBlock):
    noun = blocks.CharBlock(
        required=False,
        max_length=60,
        label="Asked once for each…",
        help_text="Like: child. Leave empty to ask this step once.",
    )
    least = blocks.IntegerBlock(required=False, min_value=0, max_value=50, label="At least")
    most = blocks.IntegerBlock(
        required=False, min_value=1, max_value=50, label="At most", help_text="20 when left empty."
    )
    summary = QuestionReferenceBlock(
        required=False, label="Question that names it in the list", help_text="Like the question for the child's name."
    )

    class Meta:
        label = "Asked several times"
        icon = "copy"
        collapsed = True
        label_format = "{noun}"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=200, label="Title of the step")
    guidance = blocks.RichTextBlock(
        required=False, features=GUIDANCE_FEATURES, label="Guidance", help_text="Shown above the questions."
    )
    questions = QuestionsBlock(label="Questions")
    repeat = RepeatBlock()
    show_when = ConditionBlock()
    meaning = blocks.ChoiceBlock(
        choices=step_meanings,
        required=False,
        label="Meaning of each entry",
        help_text="For a step asked several times: what each entry is to the case desk.",
    )
    name = blocks.CharBlock(
        required=False,
        validators=[NAME],
        label="Name in exports",
        help_text="Leave empty to have one made. Never change it later.",
    )

    class Meta:
        icon = "form"
        label = "Step"
        label_format = "{title}"
        form_layout = BlockGroup(
            children=[
                "title",
                "guidance",
                "questions",
                "repeat",
                "show_when",
                BlockGroup(children=["meaning", "name"], heading="More settings", icon="cog", classname="collapsed"),
            ]
        )


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()

    class Meta:
        collapsed = True


KINDS = tuple(QuestionsBlock.base_blocks)
