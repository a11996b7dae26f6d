"""What identifies the people of a case: the names, dates, places and numbers that its records know (D36).

Read by meaning from the children and from every form that was sent for the case, additions included, and by kind of
question where an editor gave a name or an address no meaning. The identification check searches a report for them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from forms import vault
from forms.definition.shape import Definition
from forms.models import Submission

NAME, DATE, ADDRESS, POSTCODE = "name", "date", "address", "postcode"
SCHOOL, NHS_NUMBER, PLACE, REFERENCE = "school", "nhs_number", "place", "reference"
LABELS = {
    NAME: "Name",
    DATE: "Date",
    ADDRESS: "Address",
    POSTCODE: "Postcode",
    SCHOOL: "School",
    NHS_NUMBER: "NHS number",
    PLACE: "Place",
    REFERENCE: "Reference",
    "unreadable": "A file that could not be read",
}
BY_MEANING = {
    "child.name": NAME,
    "child.other_names": NAME,
    "child.birth_date": DATE,
    "child.death_date": DATE,
    "child.due_date": DATE,
    "child.address": ADDRESS,
    "child.school": SCHOOL,
    "child.nhs_number": NHS_NUMBER,
    "person.name": NAME,
    "person.birth_date": DATE,
    "person.address": ADDRESS,
    "incident.date": DATE,
    "incident.place": PLACE,
    "referral.referrer_name": NAME,
    "referral.lead_name": NAME,
    "notification.notifier_name": NAME,
    "notification.national_reference": REFERENCE,
    "return.author_name": NAME,
    "own.name": NAME,
}
# A question that asks for one of these identifies somebody, whatever it is called.
BY_KIND = {"nhs_number": NHS_NUMBER, "postcode": POSTCODE, "address": ADDRESS, "person": NAME}
PARTS_OF_A_PERSON = {"name": NAME, "born": DATE, "address": ADDRESS}
SHORTEST = 2


@dataclass(frozen=True, order=True)
class Identifier:
    """One thing to look for, as the records have it."""

    kind: str
    text: str


def of_case(case: Any) -> list[Identifier]:
    """Everything in the case's records that identifies somebody, each once. At most four queries."""
    found = {Identifier(REFERENCE, case.reference)}
    for child in case.children.all():
        child.data_key = case.data_key
        found |= set(_of_details(child.details or {}))
    sent = Submission.objects.filter(data_key=case.data_key_id).select_related("version")
    for submission in sent.prefetch_related("corrections"):
        submission.data_key = case.data_key
        found |= set(_of_submission(submission, case))
    return sorted(one for one in found if len(one.text) >= SHORTEST)


def fingerprint(case: Any) -> str:
    """Which identifiers a check looked for, without naming them: it differs once the records know more."""
    return vault.fingerprint("identifiers", "\n".join(f"{one.kind}:{one.text}" for one in of_case(case)))


def _of_details(details: dict[str, Any]) -> Iterator[Identifier]:
    for meaning, value in details.items():
        if meaning in BY_MEANING:
            yield from _as_identifiers(BY_MEANING[meaning], value)


def _of_submission(submission: Submission, case: Any) -> Iterator[Identifier]:
    definition = submission.version.definition
    answers = submission.answers or {}
    for step in definition["steps"]:
        entries = answers.get(step["name"]) if step["repeat"] else [answers]
        for entry in entries if isinstance(entries, list) else []:
            yield from _of_entry(step["questions"], entry)
    for correction in submission.corrections.all():
        correction.data_key = case.data_key
        asked = [one for one in _questions(definition) if one["name"] == correction.question]
        value = correction.value
        yield from _of_entry(asked, value if isinstance(value, dict) else {})


def _questions(definition: Definition) -> Iterator[Any]:
    for step in definition["steps"]:
        yield from step["questions"]


def _of_entry(questions: Iterable[Any], entry: dict[str, Any]) -> Iterator[Identifier]:
    for question in questions:
        kind = BY_MEANING.get(question["meaning"] or "") or BY_KIND.get(question["kind"])
        if kind and question["name"] in entry:
            yield from _as_identifiers(kind, entry[question["name"]])


def _as_identifiers(kind: str, value: Any) -> Iterator[Identifier]:
    if isinstance(value, dict):
        for part, part_kind in PARTS_OF_A_PERSON.items():
            if part in value:
                yield from _as_identifiers(part_kind, value[part])
    elif isinstance(value, list):
        for one in value:
            yield from _as_identifiers(kind, one)
    elif isinstance(value, str) and value.strip():
        texts = value.replace(";", "\n").replace(" aka ", "\n") if kind == NAME else value
        for line in texts.splitlines() if kind == NAME else [texts]:
            if line.strip():
                yield Identifier(kind, " ".join(line.split()) if kind != ADDRESS else line.strip())
