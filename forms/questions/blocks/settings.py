"""What most questions have besides their wording: choices, settings, messages, texts in a second language."""

from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from forms.questions.blocks.offered import GUIDANCE_FEATURES, MESSAGES, NAME, question_meanings, source_choices
from forms.questions.blocks.words import WordChoiceBlock


def more(*children: str, heading: str = "More settings", icon: str = "cog", label_format: str = "") -> BlockGroup:
    """What is seldom needed, folded under a heading. `label_format`: what stands beside the heading then."""
    return BlockGroup([*children], heading=heading, icon=icon, classname="collapsed", label_format=label_format)


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
    points = blocks.IntegerBlock(
        required=False,
        min_value=-1_000,
        max_value=1_000,
        label="Points",
        help_text="What it counts where a calculated score adds this question up.",
    )
    second = blocks.CharBlock(required=False, max_length=200, label="Choice in the second language")

    class Meta:
        label_format = "{label}"
        form_layout = BlockGroup(
            children=[
                "label",
                more("value", "other", "points", "second", heading="More about this choice", label_format="{value}"),
            ]
        )


class SettingsBlock(blocks.StructBlock):
    meaning = WordChoiceBlock(
        choices=question_meanings,
        required=False,
        label="Meaning",
        help_text="What the case desk and its deadlines use this answer for. Leave empty when only people read it.",
    )
    prefill = WordChoiceBlock(
        choices=source_choices,
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

    prefill = None  # type: ignore[assignment]  # so Wagtail takes an inherited block out


class PlainSettingsBlock(ToldSettingsBlock):
    """Of a text that means nothing to the case desk."""

    meaning = None  # type: ignore[assignment]  # the same

    class Meta:
        label_format = ""


class MessageBlock(blocks.StructBlock):
    """The editor's own words for one thing that can be wrong with an answer."""

    rule = WordChoiceBlock(choices=MESSAGES, default="required", label="Message when")
    text = blocks.CharBlock(max_length=200, label="Message", help_text="Say what to do, like: Enter the child's name")

    class Meta:
        label = "Message"
        label_format = "{text}"


class SecondBlock(blocks.StructBlock):
    """Texts in the form's second language. What is left empty is shown in the first."""

    class Meta:
        label = "In the second language"
        icon = "globe"
        collapsed = True
        label_format = "{title}"


class ToldSecondTextBlock(SecondBlock):
    """Of a question."""

    label = blocks.CharBlock(required=False, max_length=300, label="Question")
    hint = blocks.CharBlock(required=False, max_length=500, label="Hint")
    guidance = blocks.RichTextBlock(required=False, features=GUIDANCE_FEATURES, label="Guidance")

    class Meta:
        label_format = "{label}"


class SecondGuidanceBlock(ToldSecondTextBlock):
    hint = None


class SecondTextBlock(ToldSecondTextBlock):
    example = blocks.CharBlock(required=False, max_length=200, label="Example")
    messages = blocks.ListBlock(MessageBlock(), default=[], label="Messages", collapsed=True)


def name_in_exports() -> blocks.CharBlock:
    """Of a step or a group."""
    return blocks.CharBlock(
        required=False,
        validators=[NAME],
        label="Name in exports",
        help_text="Leave empty to have one made. Never change it later.",
    )


class SecondGroupBlock(SecondBlock):
    title = blocks.CharBlock(required=False, max_length=200, label="Heading")
    guidance = blocks.RichTextBlock(required=False, features=GUIDANCE_FEATURES, label="Guidance")


class SecondStepBlock(SecondGroupBlock):
    title = blocks.CharBlock(required=False, max_length=200, label="Title of the step")
    noun = blocks.CharBlock(required=False, max_length=60, label="Asked once for each…")
