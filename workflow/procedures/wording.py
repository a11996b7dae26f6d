"""How columns and values of a version are said to people: on the editor's pages, in comparisons, in refusals."""

from typing import Any

from django.db import models

from workflow.procedures.addressees import ROLES
from workflow.procedures.parts import in_words
from workflow.procedures.placeholders import LETTER_PLACEHOLDERS
from workflow.procedures.version import DeadlineRule
from workflow.procedures.words import words

NOTHING = "(nothing)"
COLUMNS = words("columns")
LABELS, HELP = COLUMNS["labels"], COLUMNS["help"]
HELP["letter"] += ", ".join(f"{{{key}}}" for key in LETTER_PLACEHOLDERS) + "."
# Who can be named in a list of a limit.
PEOPLE = COLUMNS["people"]
# What an e-mail may be filled in with.
PLACEHOLDER_WORDS = COLUMNS["placeholders"]
CHOICES_OF_LISTS = {
    "reminds": DeadlineRule.ESCALATES_TO,
    "escalates_to": DeadlineRule.ESCALATES_TO,
}
# The columns in which several are chosen; the recipients of a notice hang on the version and on the kinds of agencies.
CHOSEN = (*CHOICES_OF_LISTS, "recipients")


def label_of(column: "models.Field[Any, Any]") -> str:
    return LABELS.get(column.name) or in_words(column.name)


def help_of(column: "models.Field[Any, Any]") -> str:
    return HELP.get(column.name) or str(column.help_text)


def people_of(name: str) -> list[tuple[str, str]]:
    """Who can be chosen in a column that names people, () where it names none."""
    return [(key, PEOPLE.get(key, in_words(key))) for key in CHOICES_OF_LISTS.get(name, ())]


def said(value: Any, choices: Any = ()) -> str:
    """A value as people read it."""
    words = {key: str(label) for key, label in choices or ()}
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(said(one, choices) for one in value) or NOTHING
    if isinstance(value, dict):
        return "; ".join(f"{in_words(name).lower()}: {said(one)}" for name, one in value.items()) or NOTHING
    if value in words:
        return words[value]
    return NOTHING if value is None or value == "" else str(value)


def said_of(column: "models.Field[Any, Any]", value: Any) -> str:
    """A column's value as people read it."""
    words = ROLES.items() if column.name == "recipients" else people_of(column.name)
    return said(value, column.flatchoices or words)
