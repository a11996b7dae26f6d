"""The blocks an editor sees: steps, and in each step its questions, one block a kind of question.

Written for people who do not program: plain labels, what is seldom needed folded away. `forms.definition` turns these
blocks into the plain definition that a published form runs on.
"""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from forms import calculations, facts, meanings, patterns
from forms.definition import MOST_ROWS, PERSON_PARTS
from forms.folded import FoldedBlock
from forms.pickers import AnswerPicker, QuestionPicker

NAME = RegexValidator(
    r"^[a-z][a-z0-9_]{0,59}$",
    "Use lower-case letters, numbers and underscores, starting with a letter, at most 60 characters. Like: child_name",
)
GUIDANCE_FEATURES = ["bold", "ol", "ul", "link"]
# Every message of a question that can be worded, by the rule that gives it.
MESSAGES = [
    ("required", "it is left empty"),
    ("other", "the text to “other” is left empty"),
    ("max_length", "it is too long"),
    ("min_length", "it is too short"),
    ("least", "the number is too low"),
    ("most", "the number is too high"),
    ("whole", "the number is not a whole one"),
    ("pattern", "it does not have the right form"),
    ("not_future", "the date is in the future"),
    ("not_past", "the date is in the past"),
    ("not_before", "the date is before another"),
    ("not_after", "the date is after another"),
    ("within_past_days", "the date is too long ago"),
    ("within_future_days", "the date is too far away"),
    ("most_files", "there are too many files"),
    ("most_rows", "there are too many rows"),
]
PARTS = {
    "role": "Job title or role",
    "organisation": "Organisation",
    "relationship": "Relationship to the child",
    "telephone": "Telephone number",
    "email": "E-mail address",
    "born": "Date of birth",
    "address": "Address",
}
CALCULATED = list(calculations.LABELS.items())
OPERATORS = [
    ("equals", "is"),
    ("not_equals", "is not"),
    ("includes", "includes (several answers possible)"),
    ("not_includes", "does not include (several answers possible)"),
    ("answered", "was answered"),
    ("not_answered", "was not answered"),
    ("more_than", "is more than"),
    ("less_than", "is less than"),
    ("at_least", "is at least"),
    ("at_most", "is at most"),
    ("before", "is before"),
    ("after", "is after"),
]


def question_meanings() -> list[tuple[str, str]]:
    """Choices for a question's meaning, asked for when an editor opens: by then every package has registered its."""
    return meanings.registry.choices(step=False)


def step_meanings() -> list[tuple[str, str]]:
    """Choices for a repeating step's meaning."""
    return meanings.registry.choices(step=True)


def fact_choices() -> list[tuple[str, str]]:
    """What can be filled in, or shown, from the case and from the person."""
    return facts.facts.choices()


def option_list_choices() -> list[tuple[str, str]]:
    """Lists to choose from that are kept elsewhere."""
    return facts.option_lists.choices()


def usual_option_list() -> str:
    """The first list, chosen already in a new question."""
    return next((key for key, _label in option_list_choices()), "")


class QuestionReferenceBlock(blocks.CharBlock):
    """The name of another question, picked by its wording."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = QuestionPicker()


class AnswerBlock(blocks.CharBlock):
    """An answer to the question named beside it, picked from its choices."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = AnswerPicker()


class RuleBlock(blocks.StructBlock):
    question = QuestionReferenceBlock(label="Question")
    # "is" is a Python keyword, hence the list of blocks below and not an attribute.

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        own = [
            ("is", blocks.ChoiceBlock(choices=OPERATORS, default="equals", label="Its answer")),
            (
                "value",
                AnswerBlock(required=False, label="Answer"),
            ),
        ]
        super().__init__(local_blocks or own, **kwargs)

    class Meta:
        label = "Rule"
        label_format = "{question} {is} {value}"


class RulesBlock(blocks.StructBlock):
    """Rules of which all or any must be true; conditions are made of them, at most three deep."""

    match = blocks.ChoiceBlock(
        choices=[("all", "all of these are true"), ("any", "any of these is true")], default="all", label="When"
    )
    rules = blocks.ListBlock(RuleBlock(), default=[], label="Rules")

    class Meta:
        label = "Rules together"
        icon = "bars"
        label_format = "{rules}"


class InnerConditionBlock(RulesBlock):
    groups = blocks.ListBlock(RulesBlock(), default=[], label="And rules that belong together", collapsed=True)


class ConditionBlock(RulesBlock):
    match = blocks.ChoiceBlock(
        choices=[("all", "all of these are true"), ("any", "any of these is true")], default="all", label="Show when"
    )
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


class ChoiceBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=200, label="Choice")
    value = blocks.CharBlock(
        required=False,
        max_length=100,
        label="Stored as",
        help_text="Leave empty to store the wording. Never change it later.",
    )
    other = blocks.BooleanBlock(
        required=False,
        label="Asks for a text when it is chosen",
        help_text="Like: Other. One choice of a question can do this.",
    )
    second = blocks.CharBlock(required=False, max_length=200, label="Choice in the second language")

    class Meta:
        label_format = "{label}"
        form_layout = BlockGroup(
            children=[
                "label",
                BlockGroup(
                    children=["value", "other", "second"],
                    heading="More about this choice",
                    icon="cog",
                    classname="collapsed",
                    label_format="{value}",
                ),
            ]
        )


class SettingsBlock(blocks.StructBlock):
    meaning = blocks.ChoiceBlock(
        choices=question_meanings,
        required=False,
        label="Meaning",
        help_text="What the case desk and its deadlines use this answer for. Leave empty when only people read it.",
    )
    prefill = blocks.ChoiceBlock(
        choices=fact_choices,
        required=False,
        label="Filled in with",
        help_text="What is known when somebody starts the form. They can change it.",
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
        label_format = ""


class ToldSettingsBlock(SettingsBlock):
    """Of what is shown to people and not asked of them."""

    prefill = None


class PlainSettingsBlock(ToldSettingsBlock):
    """Of a text that means nothing to the case desk."""

    meaning = None

    class Meta:
        label_format = ""


class MessageBlock(blocks.StructBlock):
    """The editor's own words for one thing that can be wrong with an answer."""

    rule = blocks.ChoiceBlock(choices=MESSAGES, default="required", label="Message when")
    text = blocks.CharBlock(max_length=200, label="Message", help_text="Say what to do, like: Enter the child's name")

    class Meta:
        label = "Message"
        label_format = "{text}"


class ToldSecondTextBlock(blocks.StructBlock):
    """The texts of a question in the form's second language. What is left empty is shown in the first."""

    label = blocks.CharBlock(required=False, max_length=300, label="Question")
    hint = blocks.CharBlock(required=False, max_length=500, label="Hint")
    guidance = blocks.RichTextBlock(required=False, features=GUIDANCE_FEATURES, label="Guidance")

    class Meta:
        label = "In the second language"
        icon = "globe"
        collapsed = True
        label_format = "{label}"


class SecondGuidanceBlock(ToldSecondTextBlock):
    hint = None


class SecondTextBlock(ToldSecondTextBlock):
    example = blocks.CharBlock(required=False, max_length=200, label="Example")
    messages = blocks.ListBlock(MessageBlock(), default=[], label="Messages", collapsed=True)


class SecondGroupBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, max_length=200, label="Heading")
    guidance = blocks.RichTextBlock(required=False, features=GUIDANCE_FEATURES, label="Guidance")

    class Meta:
        label = "In the second language"
        icon = "globe"
        collapsed = True
        label_format = "{title}"


class SecondStepBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, max_length=200, label="Title of the step")
    guidance = blocks.RichTextBlock(required=False, features=GUIDANCE_FEATURES, label="Guidance")
    noun = blocks.CharBlock(required=False, max_length=60, label="Asked once for each…")

    class Meta:
        label = "In the second language"
        icon = "globe"
        collapsed = True
        label_format = "{title}"


class TextRules(blocks.StructBlock):
    min_length = blocks.IntegerBlock(
        required=False, min_value=1, max_value=50_000, label="At least this many characters"
    )
    max_length = blocks.IntegerBlock(
        required=False, min_value=1, max_value=50_000, label="At most this many characters"
    )

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


class ShortTextRules(TextRules):
    pattern = blocks.ChoiceBlock(
        choices=patterns.choices, required=False, label="What it must look like", help_text="Leave empty for any text."
    )


class NumberRules(blocks.StructBlock):
    least = blocks.IntegerBlock(required=False, label="At least")
    most = blocks.IntegerBlock(required=False, label="At most")
    whole = blocks.BooleanBlock(required=False, label="Must be a whole number")

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
    within_past_days = blocks.IntegerBlock(
        required=False, min_value=1, max_value=36_500, label="Must be within the last … days"
    )
    within_future_days = blocks.IntegerBlock(
        required=False, min_value=1, max_value=36_500, label="Must be within the next … days"
    )

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


class FileRules(blocks.StructBlock):
    most_files = blocks.IntegerBlock(required=False, min_value=1, max_value=50, label="At most this many files")

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


class ChronologyRules(blocks.StructBlock):
    most_rows = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=MOST_ROWS,
        label="At most this many rows",
        help_text="100 when left empty.",
    )

    class Meta:
        label = "Limits"
        icon = "tasks"
        collapsed = True
        label_format = ""


class CalculationBlock(blocks.StructBlock):
    what = blocks.ChoiceBlock(choices=CALCULATED, default="years_between", label="Calculate")
    first = QuestionReferenceBlock(label="From the date given in", help_text="An earlier date question, or: today")
    last = QuestionReferenceBlock(label="To the date given in", help_text="An earlier date question, or: today")

    class Meta:
        label = "Calculation"
        icon = "decimal"
        label_format = "{what}"


def _folded(*children: str) -> BlockGroup:
    heading = "Guidance and example" if "example" in children else "Guidance to fold out"
    return BlockGroup(children=[*children], heading=heading, icon="help", classname="collapsed", label_format="")


def _layout(*extra: str) -> BlockGroup:
    """A question as its editor meets it: what every question needs first, the rest folded."""
    help_group = _folded("guidance", "example")
    folded = [help_group, "show_when", "messages", "second", "settings"]
    return BlockGroup(children=["label", "hint", *extra, "required", *folded])


class QuestionBlock(FoldedBlock):
    """What every kind of question has; a kind adds its choices or its limits."""

    label = blocks.CharBlock(max_length=300, label="Question")
    hint = blocks.CharBlock(
        required=False, max_length=500, label="Hint", help_text="A short line in grey below the question."
    )
    required = blocks.BooleanBlock(required=False, default=True, label="Must be answered")
    guidance = blocks.RichTextBlock(
        required=False, features=GUIDANCE_FEATURES, label="Guidance", help_text="Longer help that people can fold out."
    )
    example = blocks.CharBlock(
        required=False,
        max_length=200,
        label="Example of an answer",
        help_text="Shown with the hint as “For example, …”. Never a real name or number.",
    )
    show_when = ConditionBlock()
    messages = blocks.ListBlock(
        MessageBlock(), default=[], label="Messages", help_text="Your own words for what is wrong.", collapsed=True
    )
    second = SecondTextBlock()
    settings = SettingsBlock()

    class Meta:
        label_format = "{label}"
        form_layout = _layout()


class TextQuestion(QuestionBlock):
    rules = TextRules()

    class Meta:
        form_layout = _layout("rules")


class ShortTextQuestion(QuestionBlock):
    rules = ShortTextRules()

    class Meta:
        form_layout = _layout("rules")


class FileQuestion(QuestionBlock):
    rules = FileRules()

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


class PersonQuestion(QuestionBlock):
    parts = blocks.MultipleChoiceBlock(
        choices=[(part, PARTS[part]) for part in PERSON_PARTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Besides the name, ask for",
    )

    class Meta:
        form_layout = _layout("parts")


class AgencyQuestion(QuestionBlock):
    options = blocks.ChoiceBlock(choices=option_list_choices, default=usual_option_list, label="Choices come from")

    class Meta:
        form_layout = _layout("options")


class ChronologyQuestion(QuestionBlock):
    rules = ChronologyRules()

    class Meta:
        form_layout = _layout("rules")


class ToldQuestion(QuestionBlock):
    """Shown to people, not asked of them: there is nothing to answer."""

    required = None
    example = None
    messages = None
    second = ToldSecondTextBlock()
    settings = ToldSettingsBlock()


class CalculatedQuestion(ToldQuestion):
    label = blocks.CharBlock(max_length=300, label="What it is called", help_text="Like: Age on the day")
    calculation = CalculationBlock()

    class Meta:
        form_layout = BlockGroup(
            children=["label", "calculation", "hint", _folded("guidance"), "show_when", "second", "settings"]
        )


class CaseTextQuestion(ToldQuestion):
    label = blocks.CharBlock(max_length=300, label="What it is called", help_text="Like: Reference of the case")
    fact = blocks.ChoiceBlock(choices=fact_choices, label="Shows")
    settings = PlainSettingsBlock()

    class Meta:
        form_layout = BlockGroup(
            children=["label", "fact", "hint", _folded("guidance"), "show_when", "second", "settings"]
        )


class GuidanceQuestion(ToldQuestion):
    label = blocks.CharBlock(max_length=300, label="Heading")
    hint = None
    guidance = blocks.RichTextBlock(features=["h3", *GUIDANCE_FEATURES], label="Text")
    second = SecondGuidanceBlock()
    settings = PlainSettingsBlock()

    class Meta:
        form_layout = BlockGroup(children=["label", "guidance", "show_when", "second", "settings"])


TEXTS, CHOICES, DATES = "Text and numbers", "Choices", "Dates and times"
PEOPLE, OTHERS = "People and contact", "Files, tables and shown text"


class KindsBlock(blocks.StreamBlock):
    """Every kind of question. The block's name is the question's `kind`."""

    text = ShortTextQuestion(label="Short text", icon="pilcrow", group=TEXTS, description="One line, like a name.")
    long_text = TextQuestion(
        label="Long text", icon="doc-full", group=TEXTS, description="Several lines, with a character count."
    )
    number = NumberQuestion(label="Number", icon="order", group=TEXTS, description="A whole or decimal number.")
    yes_no = QuestionBlock(label="Yes or no", icon="check", group=CHOICES, description="One of two answers.")
    radios = ChoiceQuestion(
        label="Choose one (radios)", icon="radio-full", group=CHOICES, description="Up to about seven choices."
    )
    checkboxes = ChoiceQuestion(
        label="Choose any (checkboxes)", icon="tick-inverse", group=CHOICES, description="As many as fit."
    )
    select = ChoiceQuestion(label="Choose one (list)", icon="list-ul", group=CHOICES, description="For many choices.")
    autocomplete = ChoiceQuestion(
        label="Choose one (type to find)",
        icon="search",
        group=CHOICES,
        description="For very many choices: typing narrows the list.",
    )
    declaration = QuestionBlock(
        label="Declaration",
        icon="success",
        group=CHOICES,
        description="One box to tick: the question's wording is what is declared.",
    )
    date = DateQuestion(label="Date", icon="date", group=DATES, description="Day, month and year.")
    approximate_date = DateQuestion(
        label="Approximate date",
        icon="calendar",
        group=DATES,
        description="Day and month may be left empty when not known.",
    )
    time = QuestionBlock(label="Time", icon="time", group=DATES, description="A time of day, like 14:05.")
    person = PersonQuestion(
        label="Person", icon="user", group=PEOPLE, description="A name, and what else you choose to ask of a person."
    )
    agency = AgencyQuestion(
        label="Agency", icon="group", group=PEOPLE, description="One of the agencies that work with this partnership."
    )
    nhs_number = QuestionBlock(
        label="NHS number", icon="key", group=PEOPLE, description="Ten digits; a mistyped one is noticed."
    )
    email = QuestionBlock(label="E-mail address", icon="mail", group=PEOPLE, description="One address.")
    telephone = QuestionBlock(label="Telephone number", icon="mobile-alt", group=PEOPLE, description="UK or abroad.")
    postcode = QuestionBlock(label="Postcode", icon="site", group=PEOPLE, description="A full UK postcode.")
    address = QuestionBlock(label="Address", icon="home", group=PEOPLE, description="A postal address, several lines.")
    file = FileQuestion(label="Files", icon="upload", group=OTHERS, description="One or several documents or pictures.")
    chronology = ChronologyQuestion(
        label="Chronology",
        icon="table",
        group=OTHERS,
        description="A table of events: date, source, what happened, comment.",
    )
    calculated = CalculatedQuestion(
        label="Calculated value",
        icon="decimal",
        group=OTHERS,
        description="Worked out from two dates, like an age. Nobody types it.",
    )
    case_text = CaseTextQuestion(
        label="Text from the case",
        icon="folder-open-inverse",
        group=OTHERS,
        description="Shows what is known already. Nobody can change it.",
    )
    guidance = GuidanceQuestion(
        label="Guidance", icon="info-circle", group=OTHERS, description="A text between questions. Asks nothing."
    )

    class Meta:
        required = False
        label = "Questions"
        collapsed = True


class GroupBlock(FoldedBlock):
    """Questions under a heading in one step, shown and hidden together."""

    title = blocks.CharBlock(max_length=200, label="Heading")
    guidance = blocks.RichTextBlock(
        required=False, features=GUIDANCE_FEATURES, label="Guidance", help_text="Shown below the heading."
    )
    questions = KindsBlock(label="Questions of this group")
    show_when = ConditionBlock()
    second = SecondGroupBlock()
    name = blocks.CharBlock(
        required=False,
        validators=[NAME],
        label="Name in exports",
        help_text="Leave empty to have one made. Never change it later.",
    )

    class Meta:
        label_format = "{title}"
        form_layout = BlockGroup(
            children=[
                "title",
                "guidance",
                "questions",
                "show_when",
                "second",
                BlockGroup(children=["name"], heading="More settings", icon="cog", classname="collapsed"),
            ]
        )


class QuestionsBlock(KindsBlock):
    """The questions of a step, and groups of them."""

    group = GroupBlock(
        label="Group of questions",
        icon="folder-inverse",
        group=OTHERS,
        description="Questions under a heading, shown and hidden together.",
    )


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


class StepBlock(FoldedBlock):
    title = blocks.CharBlock(max_length=200, label="Title of the step")
    guidance = blocks.RichTextBlock(
        required=False, features=GUIDANCE_FEATURES, label="Guidance", help_text="Shown above the questions."
    )
    questions = QuestionsBlock(label="Questions")
    repeat = RepeatBlock()
    show_when = ConditionBlock()
    second = SecondStepBlock()
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
                "second",
                BlockGroup(
                    children=["meaning", "name"],
                    heading="More settings",
                    icon="cog",
                    classname="collapsed",
                    label_format="",
                ),
            ]
        )


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()

    class Meta:
        collapsed = True


KINDS = tuple(KindsBlock.base_blocks)
