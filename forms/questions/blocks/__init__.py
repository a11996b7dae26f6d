"""The blocks an editor sees: steps, and in each step its questions, one block a kind of question.

Written for people who do not program: plain labels, what is seldom needed folded away. `definition_of` turns these
blocks into the plain definition that a published form runs on.
"""

from forms.questions.blocks.conditions import AnswerBlock, QuestionReferenceBlock
from forms.questions.blocks.offered import (
    GUIDANCE_FEATURES,
    MESSAGES,
    fact_choices,
    option_list_choices,
    question_meanings,
    step_meanings,
)
from forms.questions.blocks.questions import KindsBlock
from forms.questions.blocks.steps import KINDS, StepBlock, StepsBlock

# Some are named by migrations, which look for them here.
__all__ = [
    "GUIDANCE_FEATURES",
    "KINDS",
    "MESSAGES",
    "AnswerBlock",
    "KindsBlock",
    "QuestionReferenceBlock",
    "StepBlock",
    "StepsBlock",
    "fact_choices",
    "option_list_choices",
    "question_meanings",
    "step_meanings",
]
