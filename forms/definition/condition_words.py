"""Conditions in words, as an editor reads them: “Has the child died?” is “Yes” and “Age” is less than “5”."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from forms.definition.shape import (
    DATE_KINDS,
    OPERATORS,
    UNKNOWN,
    Condition,
    Definition,
    Question,
    Rule,
    questions,
)
from forms.definition.wording import called, told_apart

WITHOUT_VALUE = ("answered", "not_answered")
NOT_KNOWN = gettext_noop("Not known")


def asked_in(definition: Definition) -> dict[str, Question]:
    """The questions by name, for `words` of many conditions of one form; those of one wording can be told apart."""
    return {question["name"]: question for _step, question in questions(told_apart(definition))}


def words(condition: Condition | None, asked: Mapping[str, Question]) -> str:
    """One condition: “A” is “Yes” and (“B” is “No” or “C” is answered). Empty for none."""
    if condition is None:
        return ""
    said = [_rule(rule, asked) for rule in condition["rules"]]
    said += [f"({words(nested, asked)})" for nested in condition.get("groups", ())]
    return (" or " if condition["match"] == "any" else " and ").join(said)


def _rule(rule: Rule, asked: Mapping[str, Question]) -> str:
    question = asked.get(rule["question"])
    label = f"“{question['label']}”" if question else called(rule["question"])
    said = f"{label} {OPERATORS.get(rule['is'], rule['is'])}"
    return said if rule["is"] in WITHOUT_VALUE else f"{said} “{_wording(question, rule['value'])}”"


def _wording(question: Question | None, value: str) -> str:
    if question is None:
        return value
    if question["kind"] in ("yes_no", "declaration"):
        return value.capitalize()
    if value == UNKNOWN and question["kind"] in DATE_KINDS:
        return NOT_KNOWN
    return next((choice["label"] for choice in question["choices"] if choice["value"] == value), value)


@dataclass(frozen=True)
class Said:
    """A condition for a list: its rules in words, and the conditions inside it in lists of their own."""

    any: bool
    parts: tuple["str | Said", ...]

    @property
    def is_short(self) -> bool:
        """Whether it reads as one sentence."""
        return len(self.parts) == 1 and isinstance(self.parts[0], str)


def listed(condition: Condition | None, asked: Mapping[str, Question]) -> Said | None:
    """One condition, rule by rule: what `words` says in a sentence is hard to read from the fourth rule on."""
    if condition is None:
        return None
    nested = (listed(inner, asked) for inner in condition.get("groups", ()))
    rules = (_rule(rule, asked) for rule in condition["rules"])
    return Said(condition["match"] == "any", (*rules, *(said for said in nested if said is not None)))
