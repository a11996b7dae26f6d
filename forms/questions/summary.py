"""A submission's answers as people read them: the same rows on check answers, on the copy and on the case desk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext

from forms.definition import calculations
from forms.definition.condition_words import NOT_KNOWN
from forms.definition.conditions import is_answered, kept, settle, walk
from forms.definition.dates import spoken_date
from forms.definition.shape import (
    PERSON_LABELS,
    TOLD_KINDS,
    UNKNOWN,
    Answers,
    Definition,
    Question,
    Step,
    other_choice,
    other_key,
)
from forms.questions.composed_fields import ROW_LABELS
from forms.questions.fields import spoken_nhs_number

NOT_ANSWERED = gettext_noop("Not answered")


@dataclass(frozen=True)
class SummaryRow:
    """One question and its answer in words. `files`: the attachments (or what stands for them) of a file question."""

    name: str
    label: str
    text: str
    answered: bool
    kind: str
    files: tuple[Any, ...] = ()

    @property
    def changeable(self) -> bool:
        """Whether a person answered it, and could answer otherwise."""
        return self.kind not in TOLD_KINDS


@dataclass(frozen=True)
class SummaryEntry:
    """The rows of a plain step, or of one entry of a repeating step; `number` counts entries from 1.

    `id`: what the entry's page is addressed by, while it is in a draft.
    """

    title: str
    number: int | None
    rows: tuple[SummaryRow, ...]
    id: str = ""


@dataclass(frozen=True)
class SummaryStep:
    name: str
    title: str
    repeats: bool
    entries: tuple[SummaryEntry, ...]


def _no_ids(step: str) -> Sequence[str]:
    return ()


def summary_rows(
    definition: Definition,
    answers: Answers,
    files: Mapping[str, Any] | None = None,
    ids: Callable[[str], Sequence[str]] = _no_ids,
) -> list[SummaryStep]:
    """Steps → entries → rows, only what was asked. `files`: attachments by identifier, for file questions. `ids`: of a
    draft, the identifiers of the entries of a repeating step.
    """
    answers = kept(definition, answers)
    found = files or {}
    return [_summary_step(step, known, answers, found, ids(step["name"])) for step, known in walk(definition, answers)]


def _summary_step(
    step: Step, known: Answers, answers: Answers, files: Mapping[str, Any], ids: Sequence[str]
) -> SummaryStep:
    if step["repeat"] is None:
        entries = [SummaryEntry(step["title"], None, _rows(step, known, answers, files))]
    else:
        given = answers.get(step["name"]) or []
        identifiers = ids or [""] * len(given)
        entries = [
            SummaryEntry(entry_title(step, entry, number), number, _rows(step, known, entry, files), identifier)
            for number, (entry, identifier) in enumerate(zip(given, identifiers, strict=True), 1)
        ]
    return SummaryStep(step["name"], step["title"], step["repeat"] is not None, tuple(entries))


def _rows(step: Step, known: Answers, entry: Answers, files: Mapping[str, Any]) -> tuple[SummaryRow, ...]:
    shown = settle(step, known, entry).questions
    return tuple(_row(question, entry, files) for question in shown if question["kind"] != "guidance")


def _row(question: Question, entry: Answers, files: Mapping[str, Any]) -> SummaryRow:
    value = entry.get(question["name"])
    answered = is_answered(value)
    attached: tuple[Any, ...] = ()
    if question["kind"] == "file" and answered:
        attached = tuple(files[one] for one in value or () if one in files)
    unanswered = gettext(NOT_KNOWN if question["kind"] in TOLD_KINDS else NOT_ANSWERED)
    text = answer_text(question, value, entry.get(other_key(question["name"]), "")) if answered else unanswered
    return SummaryRow(question["name"], question["label"], text, answered, question["kind"], attached)


def answer_text(question: Question, value: Any, other: str = "") -> str:
    """An answer in words: the wording of a choice, a date written out, lines as lines.

    `other`: what was written to the choice that asks for a text.
    """
    match question["kind"]:
        case "radios" | "select" | "autocomplete" | "checkboxes":
            labels = {choice["value"]: choice["label"] for choice in question["choices"]}
            if other and (choice := other_choice(question)):
                labels[choice["value"]] += f": {other}"
            values = value if isinstance(value, list) else [value]
            return "\n".join(labels.get(one, str(one)) for one in values)
        case "yes_no":
            return {"yes": gettext("Yes"), "no": gettext("No")}.get(value, str(value))
        case "date" | "approximate_date":
            return gettext(NOT_KNOWN) if value == UNKNOWN else spoken_date(str(value))
        case "nhs_number":
            return spoken_nhs_number(str(value))
        case "agency":
            return str(value["label"])
        case "person":
            return "\n".join(_part_in_words(part, value[part]) for part in PERSON_LABELS if part in value)
        case "chronology":
            return "\n\n".join(_event_in_words(event) for event in value)
        case "calculated":
            return counted(question, value)
        case "declaration":
            return gettext("Confirmed")
        case "file":
            return ngettext("%(number)s file", "%(number)s files", len(value)) % {"number": len(value)}
    return "\n".join(value) if isinstance(value, list) else str(value)


def _part_in_words(part: str, text: str) -> str:
    if part == "name":
        return text
    return f"{gettext(PERSON_LABELS[part])}: {spoken_date(text) if part == 'born' else text}"


def _event_in_words(event: dict[str, str]) -> str:
    """The date, the time and the source on the first line, what happened below, then what was done and the comment."""
    source = f" ({event['source']})" if event.get("source") else ""
    time = f", {event['time']}" if event.get("time") else ""
    below = [f"{gettext(ROW_LABELS[part])}: {event[part]}" for part in ("action", "comment") if event.get(part)]
    return "\n".join([f"{spoken_date(event['date'])}{time}{source}", event["event"], *below])


def counted(question: Question, number: float) -> str:
    """A calculated value with what it counts, and what it is called: "9 years", "1 day", "7 (high)"."""
    one, several = units_of(question)
    band = band_called(question, number)
    return " ".join(filter(None, (str(number), one if number == 1 else several, f"({band})" if band else "")))


def band_called(question: Question, number: float) -> str:
    """What a sum or a score of this value is called, "" where it lies in no band."""
    calculation = question.get("calculation")
    band = calculations.band_of(calculation, number) if calculation else None
    return band["label"] if band else ""


def units_of(question: Question) -> tuple[str, str]:
    """What a calculated value counts, one and several of it: ("year", "years")."""
    calculation = question.get("calculation")
    found = calculations.UNITS.get(calculation["what"]) if calculation else None
    return (gettext(found[0]), gettext(found[1])) if found else ("", "")


def entry_title(step: Step, entry: Answers, number: int) -> str:
    """What an entry of a repeating step is called in lists: "Child 2: Jordan Example", or "Child 2"."""
    repeat = step["repeat"]
    if repeat is None:
        return step["title"]
    counted = f"{repeat['noun'][:1].upper()}{repeat['noun'][1:]} {number}"
    naming = next((q for q in step["questions"] if q["name"] == repeat["summary"]), None)
    if naming is None or not is_answered(value := entry.get(naming["name"])):
        return counted
    return f"{counted}: {answer_text(naming, value).splitlines()[0][:100]}"
