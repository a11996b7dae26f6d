"""What identifies the people of a case: the names, dates, places and numbers that its records know (D36).

Read by meaning from the children and from every form that was sent for the case, additions included, by kind of
question where an editor gave a name or an address no meaning, from what its records keep as numbers, and from what free
text mentions (`prose`): narratives, chronologies, notes, messages, minutes. The identification check searches a report
for them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.module_loading import import_string

from forms import vault
from forms.definition.shape import UNKNOWN, Definition, other_key
from forms.models import Submission

NAME, DATE, ADDRESS, POSTCODE = "name", "date", "address", "postcode"
SCHOOL, NHS_NUMBER, PLACE, REFERENCE = "school", "nhs_number", "place", "reference"
TELEPHONE, EMAIL, HANDLE, VEHICLE = "phone", "email", "handle", "vehicle"
LABELS = {
    NAME: "Name",
    DATE: "Date",
    ADDRESS: "Address",
    POSTCODE: "Postcode",
    SCHOOL: "School",
    NHS_NUMBER: "NHS number",
    PLACE: "Place",
    REFERENCE: "Reference",
    TELEPHONE: "Telephone",
    EMAIL: "E-mail address",
    HANDLE: "Name on a social network",
    VEHICLE: "Vehicle",
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
    "child.other_identifier": REFERENCE,
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
    "own.email": EMAIL,
    "own.telephone": TELEPHONE,
    "referral.referrer_email": EMAIL,
    "referral.referrer_phone": TELEPHONE,
    "notification.notifier_email": EMAIL,
    "notification.notifier_phone": TELEPHONE,
}
# A question that asks for one of these identifies somebody, whatever it is called.
BY_KIND = {
    "nhs_number": NHS_NUMBER,
    "postcode": POSTCODE,
    "address": ADDRESS,
    "person": NAME,
    "email": EMAIL,
    "telephone": TELEPHONE,
}
# Free text, in which somebody or something may be mentioned.
PROSE_KINDS = ("text", "long_text")
PARTS_OF_A_PERSON = {"name": NAME, "born": DATE, "address": ADDRESS}
# What a list of terms made by hand calls them.
KINDS_OF_TERMS = {"nhs": NHS_NUMBER, **{kind: kind for kind in LABELS if kind != "unreadable"}}
SHORTEST = 2
ROOM = "workflow.machines.publication.identification"
# What people write where they have nothing to say: it is no name, no place and no date.
_NOTHING = (
    "n a|na|none|none known|nil|no|yes|unknown|not known|tbc|tbd|tba|to be confirmed|to be advised|anonymous|unnamed|"
    "other|various|same|same as above|as above|see above|see below|ditto|nfa|no fixed abode|no fixed address|homeless|"
    "refused|withheld|confidential|baby|child|mother|father|parent|parents|not known yet|do not know|dont know|x|xx|"
    "xxx|"
    "at home|home|no one|nobody|no name|no address|no school|not at school|does not attend|pre school age|"
    "home educated"
)
NOTHING = frozenset(_NOTHING.split("|"))
SAYS_NOTHING = re.compile(
    r"(?:(?:is|are|was|were|currently|presently|still|as)\s)*(?:not|un|never|no)\s?"
    r"(?:yet\s|been\s|currently\s|otherwise\s|to\s|be\s)*"
    r"(?:known|named|recorded|provided|available|applicable|disclosed|stated|sure|given|born|confirmed|registered|yet|"
    r"information|details|data|certain|shared|specified|established|identified|allocated|in education|at school)\b"
    r".{0,30}"
)


def says_nothing(text: str) -> bool:
    """Whether an answer only says that there is none: “Not known”, “n/a”, “-”."""
    plain = " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("’", "")))
    figures = re.search(r"\d", plain)
    return not plain or plain in NOTHING or (not figures and bool(SAYS_NOTHING.fullmatch(plain)))


@dataclass(frozen=True, order=True)
class Identifier:
    """One thing to look for, as the records have it, and where they have it.

    `in_passing`: a narrative, a chronology or a message mentions it, and nobody asked for it: it is looked for whole.
    """

    kind: str
    text: str
    source: str = field(default="", compare=False)
    in_passing: bool = field(default=False, compare=False)


def identifiers_of(terms: Iterable[Mapping[str, str]]) -> list[Identifier]:
    """What to look for, of plain terms: `[{"kind": "name", "value": "…"}, …]`, each once.

    Kinds: name, date (any form; ISO is best), address, postcode, school, place, reference, nhs, phone, email, handle,
    vehicle. ValueError, in plain English, for another kind or a term without a value.
    """
    found: set[Identifier] = set()
    for number, term in enumerate(terms, 1):
        kind, value = KINDS_OF_TERMS.get(str(term.get("kind", ""))), term.get("value")
        if kind is None:
            known = ", ".join(sorted(KINDS_OF_TERMS))
            raise ValueError(f"Term {number}: “{term.get('kind', '')}” is no kind of term. Use one of: {known}.")
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"Term {number} has no value: give the text to look for.")
        found |= set(_as_identifiers(kind, value))
    return sorted(found)


def of_case(case: Any) -> list[Identifier]:
    """Everything in the case's records that identifies somebody, each once. At most eleven queries."""
    # They make identifiers themselves, and prose loads its lists of words: by name.
    mentioned = import_string(f"{ROOM}.prose.mentioned")
    numbers_of, texts_of = import_string(f"{ROOM}.records.numbers_of"), import_string(f"{ROOM}.records.texts_of")
    found = {Identifier(REFERENCE, case.reference, "The case"), *numbers_of(case)}
    texts = list(texts_of(case))
    for child in case.children.all():
        child.data_key = case.data_key
        found |= set(of_details(child.details or {}))
    sent = Submission.objects.filter(data_key=case.data_key_id).select_related("version")
    for submission in sent.prefetch_related("corrections"):
        submission.data_key = case.data_key
        for one in of_submission(submission, case):
            if isinstance(one, Identifier):
                found.add(one)
            else:
                texts.append(one)
    known = sorted(one for one in found if len(one.text) >= SHORTEST and not says_nothing(one.text))
    return sorted({*known, *mentioned(texts, besides=known)})


def fingerprint(case: Any) -> str:
    """Which identifiers a check looked for, without naming them: it differs once the records know more."""
    return fingerprints(case)[0]


def fingerprints(case: Any) -> list[str]:
    """The same by every index key that may have made it, today's first."""
    return vault.fingerprints("identifiers", "\n".join(f"{one.kind}:{one.text}" for one in of_case(case)))


def of_details(details: dict[str, Any]) -> Iterator[Identifier]:
    """What a child's record says."""
    for meaning, value in details.items():
        if meaning in BY_MEANING:
            yield from _as_identifiers(BY_MEANING[meaning], value, "The child’s record")


# What an answer gives: an identifier, or a text (with where it stands) that may mention some.
Told = Identifier | tuple[str, str]


def of_submission(submission: Submission, case: Any) -> Iterator[Told]:
    """What a form that was sent says, its additions included; they have the key of the case already."""
    definition = submission.version.definition
    answers = submission.answers or {}
    source = definition["title"]
    for step in definition["steps"]:
        entries = answers.get(step["name"]) if step["repeat"] else [answers]
        for entry in entries if isinstance(entries, list) else []:
            yield from _of_entry(step["questions"], entry, source)
    for correction in submission.corrections.all():
        correction.data_key = case.data_key
        asked = [one for one in _questions(definition) if one["name"] == correction.question]
        value = correction.value
        if isinstance(value, str):
            yield f"{source}, an addition", value
        yield from _of_entry(asked, value if isinstance(value, dict) else {}, f"{source}, an addition")


def _questions(definition: Definition) -> Iterator[Any]:
    for step in definition["steps"]:
        yield from step["questions"]


def _of_entry(questions: Iterable[Any], entry: dict[str, Any], source: str) -> Iterator[Told]:
    for question in questions:
        value = entry.get(question["name"])
        if value in (None, ""):
            continue
        kind = BY_MEANING.get(question["meaning"] or "") or BY_KIND.get(question["kind"])
        where = f"{source}, {question['label']}"
        if kind:
            yield from _as_identifiers(kind, value, where)
        elif question["kind"] in PROSE_KINDS and isinstance(value, str):
            yield where, value
        elif question["kind"] == "chronology" and isinstance(value, list):
            yield from _of_events(value, where)
        other = entry.get(other_key(question["name"]))
        if isinstance(other, str):
            yield where, other


def _of_events(rows: list[Any], where: str) -> Iterator[Told]:
    for row in rows:
        if isinstance(row, dict):
            day = str(row.get("date") or "")
            if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
                yield Identifier(DATE, day, where, in_passing=True)
            yield where, "\n".join(str(row.get(part) or "") for part in ("source", "event", "comment"))


def _as_identifiers(kind: str, value: Any, source: str = "") -> Iterator[Identifier]:
    if isinstance(value, dict):
        for part, part_kind in PARTS_OF_A_PERSON.items():
            if part in value:
                yield from _as_identifiers(part_kind, value[part], source)
    elif isinstance(value, list):
        for one in value:
            yield from _as_identifiers(kind, one, source)
    elif isinstance(value, str) and value.strip() and not (kind == DATE and value == UNKNOWN):
        texts = value.replace(";", "\n").replace(" aka ", "\n") if kind == NAME else value
        for line in texts.splitlines() if kind == NAME else [texts]:
            if not says_nothing(line):
                yield Identifier(kind, " ".join(line.split()) if kind != ADDRESS else line.strip(), source)
