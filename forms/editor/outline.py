"""A definition read out for editors: its steps and questions as they were asked, conditions in words."""

from dataclasses import dataclass

from forms.definition.condition_words import asked_in, words
from forms.definition.shape import Definition, Question


@dataclass(frozen=True)
class QuestionRead:
    """One question. `when`: in words, empty where it is always asked."""

    asked: Question
    kind: str
    when: str


@dataclass(frozen=True)
class StepRead:
    title: str
    repeats: str
    when: str
    questions: list[QuestionRead]


def read_out(definition: Definition) -> list[StepRead]:
    """The steps of a definition, in their order."""
    asked = asked_in(definition)
    found = []
    for step in definition["steps"]:
        groups = {group["name"]: words(group["show_when"], asked) for group in step.get("groups", ())}
        read = []
        for question in step["questions"]:
            when = (groups.get(question.get("group", "")), words(question["show_when"], asked))
            read.append(QuestionRead(question, question["kind"].replace("_", " "), " and ".join(filter(None, when))))
        repeats = step["repeat"]["noun"] if step["repeat"] else ""
        found.append(StepRead(step["title"], repeats, words(step["show_when"], asked), read))
    return found
