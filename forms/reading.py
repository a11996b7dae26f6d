"""A definition read out for editors: its steps and questions as they were asked, conditions in words."""

from dataclasses import dataclass

from forms.definition import Condition, Definition, Question, Rule, questions

# How a kind of question is called where no block says so any more.
OPERATOR_WORDS = {
    "equals": "is",
    "not_equals": "is not",
    "includes": "includes",
    "not_includes": "does not include",
    "answered": "is answered",
    "not_answered": "is not answered",
    "more_than": "is more than",
    "less_than": "is less than",
    "at_least": "is at least",
    "at_most": "is at most",
    "before": "is before",
    "after": "is after",
}


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
    asked = {question["name"]: question for _step, question in questions(definition)}
    found = []
    for step in definition["steps"]:
        groups = {group["name"]: in_words(group["show_when"], asked) for group in step.get("groups", ())}
        found.append(
            StepRead(
                step["title"],
                step["repeat"]["noun"] if step["repeat"] else "",
                in_words(step["show_when"], asked),
                tuple(
                    _question(question, groups.get(question.get("group", ""), ""), asked)
                    for question in step["questions"]
                ),
            )
        )
    return found


def _question(question: Question, group_when: str, asked: dict[str, Question]) -> QuestionRead:
    own = in_words(question["show_when"], asked)
    return QuestionRead(
        question["label"],
        question["kind"].replace("_", " "),
        question["hint"],
        question["required"],
        tuple(choice["label"] for choice in question["choices"]),
        " and ".join(filter(None, (group_when, own))),
    )


def in_words(condition: Condition | None, asked: dict[str, Question]) -> str:
    """“Has the child died?” is “Yes”; empty for no condition."""
    if condition is None:
        return ""
    parts = [_rule(rule, asked) for rule in condition["rules"]]
    parts += [f"({in_words(nested, asked)})" for nested in condition.get("groups", ())]
    return (" or " if condition["match"] == "any" else " and ").join(parts)


def _rule(rule: Rule, asked: dict[str, Question]) -> str:
    question = asked.get(rule["question"])
    label = question["label"] if question else rule["question"]
    words = f"“{label}” {OPERATOR_WORDS.get(rule['is'], rule['is'])}"
    if rule["is"] in ("answered", "not_answered"):
        return words
    return f"{words} “{_wording(question, rule['value'])}”"


def _wording(question: Question | None, value: str) -> str:
    if question is None:
        return value
    if question["kind"] == "yes_no":
        return value.capitalize()
    return next((choice["label"] for choice in question["choices"] if choice["value"] == value), value)
