"""A submission's answers as people read them: the same rows on check answers, on the copy and on the case desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.conditions import is_answered, kept, known_before, shown_questions, shown_steps
from forms.dates import spoken_date
from forms.definition import Answers, Definition, Question, Step

NOT_ANSWERED = "Not answered"


@dataclass(frozen=True)
class SummaryRow:
    """One question and its answer in words. `files`: the attachments (or what stands for them) of a file question."""

    name: str
    label: str
    text: str
    answered: bool
    kind: str
    files: tuple[Any, ...] = ()


@dataclass(frozen=True)
class SummaryEntry:
    """The rows of a plain step, or of one entry of a repeating step; `number` counts entries from 1."""

    title: str
    number: int | None
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class SummaryStep:
    name: str
    title: str
    repeats: bool
    entries: tuple[SummaryEntry, ...] = field(default_factory=tuple)


def summary_rows(definition: Definition, answers: Answers, files: Mapping[str, Any] | None = None) -> list[SummaryStep]:
    """Steps → entries → rows, only what was asked. `files`: attachments by identifier, for file questions."""
    answers = kept(definition, answers)
    return [_summary_step(definition, step, answers, files or {}) for step in shown_steps(definition, answers)]


def _summary_step(definition: Definition, step: Step, answers: Answers, files: Mapping[str, Any]) -> SummaryStep:
    known = known_before(definition, answers, step["name"])
    if step["repeat"] is None:
        entries = [SummaryEntry(step["title"], None, _rows(step, known, answers, files))]
    else:
        entries = [
            SummaryEntry(entry_title(step, entry, number), number, _rows(step, known, entry, files))
            for number, entry in enumerate(answers.get(step["name"]) or [], 1)
        ]
    return SummaryStep(step["name"], step["title"], step["repeat"] is not None, tuple(entries))


def _rows(step: Step, known: Answers, entry: Answers, files: Mapping[str, Any]) -> tuple[SummaryRow, ...]:
    return tuple(_row(question, entry.get(question["name"]), files) for question in shown_questions(step, known, entry))


def _row(question: Question, value: Any, files: Mapping[str, Any]) -> SummaryRow:
    answered = is_answered(value)
    attached: tuple[Any, ...] = ()
    if question["kind"] == "file" and answered:
        attached = tuple(files[one] for one in value if one in files)
    text = answer_text(question, value) if answered else NOT_ANSWERED
    return SummaryRow(question["name"], question["label"], text, answered, question["kind"], attached)


def answer_text(question: Question, value: Any) -> str:
    """An answer in words: the wording of a choice, a date written out, lines as lines."""
    match question["kind"]:
        case "radios" | "select" | "checkboxes":
            labels = {choice["value"]: choice["label"] for choice in question["choices"]}
            values = value if isinstance(value, list) else [value]
            return "\n".join(labels.get(one, str(one)) for one in values)
        case "yes_no":
            return {"yes": "Yes", "no": "No"}.get(value, str(value))
        case "date" | "approximate_date":
            return spoken_date(str(value))
        case "declaration":
            return "Confirmed"
        case "file":
            return "1 file" if len(value) == 1 else f"{len(value)} files"
    return str(value)


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
