"""A definition read out for editors: its steps and questions as they were asked, conditions in words."""

from dataclasses import dataclass

from forms.definition.condition_words import asked_in, words
from forms.definition.shape import Definition, Question


@dataclass(frozen=True)
class QuestionRead:
    """One question. `when`: in words, empty where it is always asked."""

    label: str
    kind: str
    hint: str
    required: bool
    choices: tuple[str, ...]
    when: str


@dataclass(frozen=True)
class StepRead:
    title: str
    repeats: str
    when: str
    questions: tuple[QuestionRead, ...]


def read_out(definition: Definition) -> list[StepRead]:
    """The steps of a definition, in their order."""
    asked = asked_in(definition)
    found = []
    for step in definition["steps"]:
        groups = {group["name"]: words(group["show_when"], asked) for group in step.get("groups", ())}
        found.append(
            StepRead(
                step["title"],
                step["repeat"]["noun"] if step["repeat"] else "",
                words(step["show_when"], asked),
                tuple(
                    _question(question, groups.get(question.get("group", ""), ""), asked)
                    for question in step["questions"]
                ),
            )
        )
    return found


def _question(question: Question, group_when: str, asked: dict[str, Question]) -> QuestionRead:
    own = words(question["show_when"], asked)
    return QuestionRead(
        question["label"],
        question["kind"].replace("_", " "),
        question["hint"],
        question["required"],
        tuple(choice["label"] for choice in question["choices"]),
        " and ".join(filter(None, (group_when, own))),
    )
