"""How columns and values of a version are said to people: on the editor's pages, in comparisons, in refusals."""

from typing import Any

from django.db import models

from workflow.procedures.parts import in_words
from workflow.procedures.placeholders import LETTER_PLACEHOLDERS
from workflow.procedures.version import DeadlineRule

NOTHING = "(nothing)"
LABELS = {
    "key": "Key",
    "label": "Name",
    "starts_on": "Counts from the day",
    "met_by": "Met by the day",
    "unit": "Counted in",
    "length": "Length",
    "legal_basis": "Legal basis",
    "duty": "Duties",
    "is_prompt": "Only a prompt",
    "reminder_offsets": "Reminders",
    "reminds": "Who is reminded",
    "escalation_offsets": "Told again when it has passed",
    "escalates_to": "Who is told then",
    "longest_extension": "Longest extension",
    "extension_unit": "Longest extension is counted in",
    "extension_needs": "What an extension needs",
    "unconfirmed": "What the source does not say",
    "subject": "Subject",
    "body": "Text",
    "about": "What it tells of",
    "letter_title": "Title of the letter",
    "letter": "Text of the letter",
    "offered_to": "Who may write it from a case file",
    "encloses": "What goes with it",
    "title": "Title",
    "source": "Guidance it follows",
    "effective_from": "In force from",
    "text": "Text",
}
HELP = {
    "about": "When that is undone, whoever had this message is told so.",
    "letter": "An empty line parts paragraphs; a line that begins with # is a heading. It may name: "
    + ", ".join(f"{{{key}}}" for key in LETTER_PLACEHOLDERS)
    + ".",
    "offered_to": "For letters that no step sends by itself, like one to a family through their practitioner.",
    "label": "As people read it in lists, like “Notify the Panel”.",
    "is_prompt": "Passing the date asks for a step and breaches nothing.",
    "reminder_offsets": "Working days from the due date: -2, 0, 1 is two days before, the day, one day after.",
    "escalation_offsets": "Working days after the due date, with commas: 3, 10. Empty: never.",
    "duty": "The numbered duties it serves, like D39 D40 D41.",
    "legal_basis": "People read it where the date is explained.",
    "unconfirmed": "What of this the source leaves open. People read it with the date.",
}
# Who can be named in a list of a limit.
PEOPLE = {
    "office": "Support office",
    "coordinator": "Coordinator and officers",
    "local_authority": "Local authority that notifies",
    "deciders": "The deciders of the safeguarding partners",
    "sign_off": "Sign-off and assurance group",
    "strategic": "Strategic body",
}
CHOICES_OF_LISTS = {
    "reminds": ("office", "local_authority"),
    "escalates_to": tuple(getattr(DeadlineRule, "ESCALATES_TO", ())),
}


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
    return said(value, column.choices or people_of(column.name))
