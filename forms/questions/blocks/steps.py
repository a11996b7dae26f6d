"""Steps and groups, which hold the questions."""

from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from forms.questions.blocks.conditions import ConditionBlock, QuestionReferenceBlock
from forms.questions.blocks.folded import FoldedBlock
from forms.questions.blocks.offered import GUIDANCE_FEATURES, step_meanings
from forms.questions.blocks.questions import OTHERS, KindsBlock
from forms.questions.blocks.settings import SecondGroupBlock, SecondStepBlock, more, name_in_exports
from forms.questions.blocks.words import WordChoiceBlock


class GroupBlock(FoldedBlock):
    """Questions under a heading in one step, shown and hidden together."""

    title = blocks.CharBlock(max_length=200, label="Heading")
    guidance = blocks.RichTextBlock(
        required=False, features=GUIDANCE_FEATURES, label="Guidance", help_text="Shown below the heading."
    )
    questions = KindsBlock(label="Questions of this group")
    show_when = ConditionBlock()
    second = SecondGroupBlock()
    name = name_in_exports()

    class Meta:
        label_format = "{title}"
        form_layout = BlockGroup(
            children=[
                "title",
                "guidance",
                "questions",
                "show_when",
                "second",
                more("name", label_format="{name}"),
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
    meaning = WordChoiceBlock(
        choices=step_meanings,
        required=False,
        label="Meaning of each entry",
        help_text="For a step asked several times: what each entry is to the case desk.",
    )
    name = name_in_exports()

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
                more("meaning", "name"),
            ]
        )


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()

    class Meta:
        collapsed = True


KINDS = tuple(KindsBlock.base_blocks)
