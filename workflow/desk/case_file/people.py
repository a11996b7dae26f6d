"""The children and the people of a case in words, from what the forms said by meaning."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.definition import meanings
from forms.definition.dates import spoken_date, spoken_day
from forms.questions.fields import spoken_nhs_number
from workflow.calendar import add_months
from workflow.machines.case.children.child import Child
from workflow.machines.case.children.questions import BIRTH, OUTCOMES

UNNAMED = "Name not known"
FIRST = ("child.birth_date", "child.age_estimate", "child.due_date", "child.outcome", "child.death_date", "child.sex")
SKIPPED = {"child.name", "child.birth_known"}


@dataclass(frozen=True)
class Person:
    """A name and what is known, as pairs of label and text."""

    name: str
    facts: tuple[tuple[str, str], ...]


def child(found: Child, labels: dict[tuple[str, str], str], *, today: date) -> Person:
    """`labels`: the wording of a choice by meaning and value, from the form that told of the child."""
    details: dict[str, Any] = found.details or {}
    ordered = [key for key in FIRST if key in details] + [key for key in details if key not in FIRST]
    facts = [(_label(key), _text(key, details[key], labels)) for key in ordered if key not in SKIPPED]
    known = [*_birth(details, today), *facts]
    return Person(str(details.get("child.name") or UNNAMED), tuple((label, text) for label, text in known if text))


def _birth(details: dict[str, Any], today: date) -> list[tuple[str, str]]:
    """What the date of birth does not say by itself: unborn, only estimated, 18 by now."""
    match details.get("child.birth_known"):
        case "unborn":
            return [("Birth", "Unborn when this was recorded")]
        case "estimated":
            return [("Birth", "The date of birth is not known")]
    adult = _eighteenth(details)
    return [("Age", f"Turned 18 on {spoken_day(adult)}")] if adult and adult <= today else []


def _eighteenth(details: dict[str, Any]) -> date | None:
    """The day this young person turns 18; None where they died or the day of birth is not known."""
    if details.get("child.outcome") == "died" or details.get("child.death_date"):
        return None
    try:
        born = date.fromisoformat(str(details.get("child.birth_date") or ""))
    except ValueError:
        return None
    # Who was born on 29 February turns 18 on 1 March of a year without that day.
    later = add_months(born, 12 * 18)
    return later if later.day == born.day else later + timedelta(days=1)


def person(details: dict[str, Any], labels: dict[tuple[str, str], str]) -> Person:
    """A family member or other significant person of a referral."""
    facts = [(_label(key), _text(key, value, labels)) for key, value in details.items() if key != "person.name"]
    return Person(str(details.get("person.name") or UNNAMED), tuple((label, text) for label, text in facts if text))


def in_words(details: dict[str, Any]) -> str:
    """A child's or person's details by meaning, a line each; what is empty is said to be."""
    words = {**dict(BIRTH), **dict(OUTCOMES)}
    lines = []
    for key, value in details.items():
        text = words.get(str(value), _text(key, value, {})) or "nothing recorded"
        lines.append(f"{_label(key)}: {text}")
    return "\n".join(lines)


def choice_labels(definition: Any) -> dict[tuple[str, str], str]:
    """The wording of each choice of a form, by the question's meaning and the choice's value."""
    return {
        (question["meaning"], choice["value"]): choice["label"]
        for step in definition["steps"]
        for question in step["questions"]
        if question["meaning"]
        for choice in question["choices"]
    }


def _label(key: str) -> str:
    meaning = meanings.get(key)
    # "Child: home address" stands under the child's name already.
    words = meaning.label.rpartition(": ")[2] if meaning else key.partition(".")[2].replace("_", " ")
    return words[:1].upper() + words[1:]


def _text(key: str, value: Any, labels: dict[tuple[str, str], str]) -> str:
    if isinstance(value, list):
        return ", ".join(_text(key, one, labels) for one in value)
    text = str(value)
    if (key, text) in labels:
        return labels[key, text]
    if key.endswith("nhs_number"):
        return spoken_nhs_number(text)
    if key.endswith("_date") and text[:4].isdigit():
        return spoken_date(text)
    return {"yes": "Yes", "no": "No"}.get(text, text)
