"""One block a kind of question. Plain labels first, what is seldom needed folded away."""

from django import forms
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from forms.definition.shape import PERSON_LABELS, PERSON_PARTS
from forms.questions.blocks.conditions import ConditionBlock
from forms.questions.blocks.folded import FoldedBlock
from forms.questions.blocks.limits import (
    CalculationBlock,
    ChronologyRules,
    DateRules,
    FileRules,
    NumberRules,
    ShortTextRules,
    TextRules,
)
from forms.questions.blocks.offered import (
    GUIDANCE_FEATURES,
    option_list_choices,
    source_choices,
    usual_option_list,
)
from forms.questions.blocks.settings import (
    ChoiceBlock,
    MessageBlock,
    PlainSettingsBlock,
    SecondGuidanceBlock,
    SecondTextBlock,
    SettingsBlock,
    ToldSecondTextBlock,
    ToldSettingsBlock,
    more,
)
from forms.questions.blocks.words import WordChoiceBlock, WordChoicesBlock


def _layout(*extra: str) -> BlockGroup:
    """A question as its editor meets it: what every question needs first, the rest folded."""
    help_group = more("guidance", "example", heading="Guidance and example", icon="help")
    folded = [help_group, "show_when", "messages", "second", "settings"]
    return BlockGroup(children=["label", "hint", *extra, "required", *folded])


def _told_layout(shown: str) -> BlockGroup:
    help_group = more("guidance", heading="Guidance to fold out", icon="help")
    return BlockGroup(children=["label", shown, "hint", help_group, "show_when", "second", "settings"])


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


class LimitedQuestion(QuestionBlock):
    """With `rules`, which say what it accepts."""

    class Meta:
        form_layout = _layout("rules")


class TextQuestion(LimitedQuestion):
    rules = TextRules()


class ShortTextQuestion(LimitedQuestion):
    rules = ShortTextRules()


class FileQuestion(LimitedQuestion):
    rules = FileRules()


class NumberQuestion(LimitedQuestion):
    rules = NumberRules()


class DateQuestion(LimitedQuestion):
    unknown = blocks.BooleanBlock(
        required=False,
        label="Offer “Not known” as an answer",
        help_text="For a date that nobody may know. It is an answer of its own, and not an empty one.",
    )
    rules = DateRules()

    class Meta:
        form_layout = _layout("unknown", "rules")


class ChoiceQuestion(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), min_num=0, label="Choices")

    class Meta:
        form_layout = _layout("choices")


class PersonQuestion(QuestionBlock):
    parts = WordChoicesBlock(
        choices=[(part, PERSON_LABELS[part]) for part in PERSON_PARTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Besides the name, ask for",
    )

    class Meta:
        form_layout = _layout("parts")


class AgencyQuestion(QuestionBlock):
    options = WordChoiceBlock(choices=option_list_choices, default=usual_option_list, label="Choices come from")

    class Meta:
        form_layout = _layout("options")


class ChronologyQuestion(LimitedQuestion):
    rules = ChronologyRules()


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
        form_layout = _told_layout("calculation")


class CaseTextQuestion(ToldQuestion):
    label = blocks.CharBlock(max_length=300, label="What it is called", help_text="Like: Reference of the case")
    fact = WordChoiceBlock(choices=source_choices, label="Shows")
    settings = PlainSettingsBlock()

    class Meta:
        form_layout = _told_layout("fact")


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
        description="A table of events: date, time, source, what happened, action or outcome, comment.",
    )
    calculated = CalculatedQuestion(
        label="Calculated value",
        icon="decimal",
        group=OTHERS,
        description="An age or a time between two dates, a sum, or a score. Nobody types it.",
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
