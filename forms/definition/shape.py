"""A form's definition, the plain and immutable JSON that publishing makes of an editor's blocks: what it consists of.

It is described in docs/architecture.md. A definition is content-addressed: the same questions give the same digest,
however often they are published.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext_noop

FORMAT = 1
CHOICE_KINDS = ("radios", "checkboxes", "select", "autocomplete")
DATE_KINDS = ("date", "approximate_date")
# Shown to people, not asked of them.
TOLD_KINDS = ("calculated", "case_text", "guidance")
PERSON_LABELS = {
    "name": gettext_noop("Name"),
    "role": gettext_noop("Job title or role"),
    "organisation": gettext_noop("Organisation"),
    "relationship": gettext_noop("Relationship to the child"),
    "telephone": gettext_noop("Telephone number"),
    "email": gettext_noop("E-mail address"),
    "born": gettext_noop("Date of birth"),
    "address": gettext_noop("Address"),
}
PERSON_PARTS = tuple(PERSON_LABELS)[1:]  # what may be asked besides the name
# What a question for files can take, as it is named in its rules; the usual kinds where it says nothing.
FILE_KINDS = ("documents", "emails", "pictures", "audio", "video")
USUAL_FILE_KINDS = ("documents", "emails", "pictures")
MOST_ROWS = 100  # of a chronology, whatever its rule says
TODAY = "today"  # in a calculation, instead of a date question
UNKNOWN = "not_known"  # the answer to a date question that says: nobody knows it
REFERENCE_RULES = ("not_before", "not_after")
# What a rule may ask of an answer, in words.
OPERATORS = {
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

Answers = dict[str, Any]


class Choice(TypedDict):
    """One answer to choose. `other`: picking it asks for a text, kept beside the answer as "<name>:other". `points`:
    what it counts for a score."""

    value: str
    label: str
    other: NotRequired[bool]
    points: NotRequired[int]


Rule = TypedDict("Rule", {"question": str, "is": str, "value": str})


class Condition(TypedDict):
    """True when all, or any, of its rules and nested conditions are."""

    match: str
    rules: list[Rule]
    groups: NotRequired[list["Condition"]]


class Repeat(TypedDict):
    noun: str
    least: int
    most: int
    summary: str


class Band(TypedDict):
    """What values from `least` to `most`, both included, are called: 0 to 4 “low”. Without `most`: and all above."""

    least: int
    most: NotRequired[int]
    label: str


class Calculation(TypedDict):
    """`what`: a key of forms.definition.calculations.LABELS.

    Between two dates: `first` and `last`, date questions asked before, or "today". A sum or a score: `of`, the
    questions asked before whose numbers or points are added up, and `bands`. `points` of a score are those of the
    choices, by question and answer; `with_points` writes them down, so that whoever settles one step knows all.
    """

    what: str
    first: NotRequired[str]
    last: NotRequired[str]
    of: NotRequired[list[str]]
    bands: NotRequired[list[Band]]
    points: NotRequired[dict[str, dict[str, int]]]


class Question(TypedDict):
    """What may be left out is there only where an editor set it, so that an unused setting never changes a digest."""

    id: str
    name: str
    kind: str
    label: str
    hint: str
    guidance: str
    required: bool
    meaning: str
    choices: list[Choice]
    rules: dict[str, Any]
    messages: dict[str, str]
    show_when: Condition | None
    group: NotRequired[str]
    example: NotRequired[str]
    prefill: NotRequired[str]
    calculation: NotRequired[Calculation]
    fact: NotRequired[str]
    options: NotRequired[str]
    parts: NotRequired[list[str]]
    # Of a date: “Not known” is offered, an answer of its own (`UNKNOWN`).
    unknown: NotRequired[bool]
    second: NotRequired[dict[str, Any]]


class Group(TypedDict):
    """Questions of one step under a heading and, maybe, a condition of their own."""

    id: str
    name: str
    title: str
    guidance: str
    show_when: Condition | None
    second: NotRequired[dict[str, str]]


class Step(TypedDict):
    id: str
    name: str
    title: str
    guidance: str
    meaning: str
    repeat: Repeat | None
    show_when: Condition | None
    questions: list[Question]
    groups: NotRequired[list[Group]]
    second: NotRequired[dict[str, str]]


class Definition(TypedDict):
    format: int
    title: str
    steps: list[Step]
    second_language: NotRequired[str]
    second: NotRequired[dict[str, str]]


def canonical(definition: Definition) -> bytes:
    """The one way to write this definition down: sorted keys, no blanks, UTF-8."""
    return json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(definition: Definition) -> str:
    """SHA-256 of the canonical definition, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(definition)).hexdigest()


def questions(definition: Definition) -> Iterator[tuple[Step, Question]]:
    """Every question with its step, in the order they are asked."""
    for step in definition["steps"]:
        for question in step["questions"]:
            yield step, question


def other_choice(question: Question) -> Choice | None:
    """The choice that asks for a text, or None."""
    for choice in question["choices"]:
        if choice.get("other"):
            return choice
    return None


def other_key(name: str) -> str:
    """Where the text to an “other” choice stands, beside the answer."""
    return f"{name}:other"


def answer_keys(question: Question) -> list[str]:
    """The keys under which a question's answer may stand among the answers."""
    name = question["name"]
    return [name, other_key(name)] if other_choice(question) else [name]


def rules_in(condition: Condition | None) -> Iterator[Rule]:
    """Every rule of a condition, those of nested ones too."""
    if condition is not None:
        yield from condition["rules"]
        for nested in condition.get("groups", ()):
            yield from rules_in(nested)
