"""Conditions in words, as an editor reads them: Show when “Has the child died?” is “Yes” and “Age” is less than 5."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.definition.shape import Condition, Definition, Question, Rule, questions

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
WITHOUT_VALUE = ("answered", "not_answered")


@dataclass(frozen=True)
class Part:
    """A piece of the sentence. `what`: word, question or answer, so that a page can set them apart."""

    what: str
    text: str

    def __str__(self) -> str:
        return self.text if self.what == "word" else f"“{self.text}”"


OPEN, CLOSE = Part("word", "("), Part("word", ")")


def in_words(condition: Condition | None, definition: Definition, *, begin: str = "Show when") -> str:
    """The condition as one plain sentence; “Always shown” where there is none."""
    if condition is None:
        return "Always shown"
    return f"{begin} {words(condition, asked_in(definition))}"


def asked_in(definition: Definition) -> dict[str, Question]:
    """The questions by name, for `words` and `parts` of many conditions of one form."""
    return {question["name"]: question for _step, question in questions(definition)}


def words(condition: Condition | None, asked: Mapping[str, Question]) -> str:
    """The condition alone: “A” is “Yes” and (“B” is “No” or “C” is answered). Empty for none."""
    sentence = ""
    for part in parts(condition, asked):
        close = part == CLOSE or sentence.endswith("(") or not sentence
        sentence += str(part) if close else f" {part}"
    return sentence


def parts(condition: Condition | None, asked: Mapping[str, Question]) -> list[Part]:
    """The same in pieces, nested conditions in brackets."""
    return list(_parts(condition, asked)) if condition is not None else []


def _parts(condition: Condition, asked: Mapping[str, Question]) -> Iterator[Part]:
    joining = Part("word", "or" if condition["match"] == "any" else "and")
    between = False
    for rule in condition["rules"]:
        if between:
            yield joining
        yield from _rule(rule, asked)
        between = True
    for nested in condition.get("groups", ()):
        if between:
            yield joining
        yield OPEN
        yield from _parts(nested, asked)
        yield CLOSE
        between = True


def _rule(rule: Rule, asked: Mapping[str, Question]) -> Iterator[Part]:
    question = asked.get(rule["question"])
    yield Part("question", question["label"] if question else rule["question"])
    yield Part("word", OPERATOR_WORDS.get(rule["is"], rule["is"]))
    if rule["is"] not in WITHOUT_VALUE:
        yield Part("answer", _wording(question, rule["value"]))


def _wording(question: Question | None, value: str) -> str:
    if question is None:
        return value
    if question["kind"] in ("yes_no", "declaration"):
        return value.capitalize()
    return next((choice["label"] for choice in question["choices"] if choice["value"] == value), value)
