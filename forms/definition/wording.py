"""How a message names the question it is about: by its wording, short, told apart from others of the same wording, and
never by the name that the portal made for it."""

import re
from collections import Counter
from collections.abc import Callable

from forms.definition.shape import Definition, Question, Step

# Made by forms.definition.block_values.automatic_name: it says nothing to anybody.
MADE = re.compile(r"[qsg]_[0-9a-f]{8}")
Formerly = Callable[[str], str]

LONGEST = 60
# A wording that begins so is a sentence, not a name: “Tell us the date must be …” would read oddly.
ORDERS = frozenset(
    ["add", "choose", "confirm", "describe", "enter", "explain", "give", "list", "name", "provide", "say", "select"]
    + ["state", "tell", "tick", "type", "upload", "write"]
)


def subject(label: str, usual: str) -> str:
    """The question's own wording where it is the short name of a thing, “Date of birth”; else what is usual for it."""
    first = label.partition(" ")[0].lower()
    plain = len(label) <= LONGEST and not label.rstrip().endswith(("?", ".", ":")) and first not in ORDERS
    return label if plain else usual


def quoted(label: str) -> str:
    """The wording in quotation marks, cut short between words where it is long."""
    if len(label) <= LONGEST:
        return f"“{label}”"
    cut = label[:LONGEST].rpartition(" ")[0] or label[:LONGEST]
    return f"“{cut.rstrip(' ,;:')}…”"


def never(name: str) -> str:
    """A `Formerly` that remembers nothing."""
    return ""


def missing(name: str, formerly: Formerly = never, *, what: str = "a question of this form") -> str:
    """How a message calls what is referred to and not there. `formerly`: the wording that it had, or nothing."""
    if wording := formerly(name):
        return f"“{wording}”, which is not {what} any more"
    return f"a question that is not {what} any more" if MADE.fullmatch(name) else f"“{name}”, which is not {what}"


def called(name: str) -> str:
    """What is referred to and not there, in a few words."""
    return "a question that is gone" if MADE.fullmatch(name) else f"“{name}”"


def told_apart(definition: Definition) -> Definition:
    """The same form, where a wording that several questions have says its step too, and its place in the step where
    that is not enough. For sentences about the form, never for what is stored or asked."""
    count = Counter(question["label"] for step in definition["steps"] for question in step["questions"])
    if "" not in count and all(number == 1 for number in count.values()):
        return definition
    steps: list[Step] = [
        {
            **step,
            "questions": [_placed(step, place, one, count) for place, one in enumerate(step["questions"], start=1)],
        }
        for step in definition["steps"]
    ]
    return {**definition, "steps": steps}


def _placed(step: Step, place: int, question: Question, count: Counter[str]) -> Question:
    label = question["label"]
    if label and count[label] == 1:
        return question
    alone = sum(1 for one in step["questions"] if one["label"] == label) == 1
    where = step["title"] if label and alone else f"{step['title']}, question {place}"
    return {**question, "label": f"{label or 'without wording'} ({where})"}
