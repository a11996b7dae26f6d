"""The submissions of a form as rows: read a batch at a time, each opened with its own key and its own version."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware

from forms.definition.conditions import is_answered
from forms.definition.shape import (
    DATE_KINDS,
    UNKNOWN,
    Answers,
    Definition,
    Question,
    Step,
    other_choice,
    other_key,
)
from forms.models.attachment import Attachment
from forms.models.correction import Correction
from forms.models.submission import Submission
from forms.models.version import FormVersion
from forms.questions.summary import answer_text, band_called
from forms.reading.exports.layout import (
    ADDITIONS,
    CHRONOLOGY,
    FORMS,
    WORDED_KINDS,
    Table,
    band_key,
    choice_key,
    has_bands,
    person_parts,
    stored_key,
    tables,
)
from forms.reading.exports.marking import moment
from forms.reading.sent import NOTE_LABEL, addition_of
from forms.vault import VaultError

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

BATCH = 200
AS_STORED = ("number", "calculated", "date", "approximate_date", "time", "nhs_number")
ERASED = "erased"

Cell = str | int | float | None
Row = tuple[str, dict[str, Cell]]
Senders = Callable[[Sequence[Submission]], Mapping[Any, str]]


@dataclass(frozen=True)
class Record:
    """One submission, opened. `answers` are None where its key was destroyed: what it said is erased."""

    submission: Submission
    definition: Definition
    answers: Answers | None
    agency: str
    files: Mapping[str, Any]
    corrections: tuple[Correction, ...]

    def rows(self) -> Iterator[Row]:
        """Its row among the forms, then those of its repeating steps, chronologies and additions."""
        main = self._about()
        others: list[Row] = []
        if self.answers is not None:
            for step in self.definition["steps"]:
                self._take_step(step, self.answers, main, others)
            others += [(ADDITIONS, self._addition(one)) for one in self.corrections]
        yield FORMS, main
        yield from others

    @property
    def _which(self) -> dict[str, Cell]:
        return {"form.id": str(self.submission.pk), "form.reference": self.submission.reference}

    def _about(self) -> dict[str, Cell]:
        submission = self.submission
        return {
            **self._which,
            "form.sent_at": moment(submission.submitted_at),
            "form.sent_by": str(submission.owner),
            "form.on_behalf": submission.on_behalf,
            "form.agency": self.agency,
            "form.state": ERASED if self.answers is None else submission.state,
            "form.version": submission.version.number,
            "form.language": submission.language,
            "form.additions": len(self.corrections),
        }

    def _take_step(self, step: Step, answers: Answers, main: dict[str, Cell], others: list[Row]) -> None:
        if step["repeat"] is None:
            main |= self._cells(step, answers, others, entry=None)
            return
        entries = answers.get(step["name"]) or []
        main[step["name"]] = len(entries)
        for number, entry in enumerate(entries, 1):
            place = len(others)
            cells = self._cells(step, entry, others, entry=number)
            others.insert(place, (step["name"], {**self._which, "form.entry": number, **cells}))

    def _cells(self, step: Step, answers: Answers, others: list[Row], *, entry: int | None) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for question in step["questions"]:
            value: Any = answers.get(question["name"])
            if not is_answered(value):
                continue
            if question["kind"] == "chronology":
                cells[question["name"]] = len(value)
                others += self._chronology(question, value, entry)
            else:
                cells |= self._cells_of(question, value)
            if other_choice(question) is not None:
                cells[other_key(question["name"])] = answers.get(other_key(question["name"]))
        return cells

    def _chronology(self, question: Question, rows: list[dict[str, Any]], entry: int | None) -> Iterator[Row]:
        name = question["name"]
        for number, row in enumerate(rows, 1):
            where: dict[str, Cell] = {"form.row": number}
            if entry is not None:
                where["form.entry"] = entry
            parts = {f"{name}.{part}": row.get(part) for part, _wording in CHRONOLOGY}
            yield name, {**self._which, **where, **parts}

    def _cells_of(self, question: Question, value: Any) -> dict[str, Cell]:
        name = question["name"]
        if question["kind"] == "person" and isinstance(value, dict):
            return {f"{name}.{part}": _plain(value.get(part)) for part in ("name", *person_parts(question))}
        if question["kind"] == "file":
            return {name: "; ".join(self.file_names(value))}
        if question["kind"] in DATE_KINDS and value == UNKNOWN:
            return {name: answer_text(question, value)}
        if has_bands(question):
            return {name: _plain(value), band_key(name): band_called(question, value)}
        if question["kind"] in AS_STORED:
            return {name: _plain(value)}
        if question["kind"] == "checkboxes":
            return _ticked(question, value)
        cells: dict[str, Cell] = {name: answer_text(question, value)}
        if question["kind"] in WORDED_KINDS:
            cells[stored_key(name)] = str(value["value"] if isinstance(value, dict) else value)
        return cells

    def file_names(self, identifiers: Sequence[str]) -> list[str]:
        """The names of these files; what is gone is said to be."""
        return [str(self.files[one].filename) if one in self.files else "file not kept" for one in identifiers]

    def _addition(self, correction: Correction) -> dict[str, Cell]:
        said = addition_of(self.definition, correction, self.files)
        names = [str(file.filename) for file in said.files]
        return {
            **self._which,
            "addition.step": correction.step,
            "addition.entry": None if correction.entry is None else correction.entry + 1,
            "addition.question": correction.question,
            "addition.wording": said.label if correction.question else NOTE_LABEL,
            "addition.answer": "; ".join(names) or said.text,
            "addition.reason": said.reason,
            "addition.by": said.who,
            "addition.at": moment(said.at),
        }


def _ticked(question: Question, value: Sequence[Any]) -> dict[str, Cell]:
    """All that was ticked in one cell, in words and as stored, and a cell a choice."""
    name = question["name"]
    labels = {choice["value"]: choice["label"] for choice in question["choices"]}
    cells: dict[str, Cell] = {
        name: "; ".join(labels.get(one, str(one)) for one in value),
        stored_key(name): "; ".join(map(str, value)),
    }
    return cells | {choice_key(name, one): "Yes" if one in value else "No" for one in labels}


def _plain(value: Any) -> Cell:
    """A number stays one; everything else is text."""
    if value is None or isinstance(value, int | float):
        return value
    return str(value)


@dataclass(frozen=True)
class Source:
    """What an export is made of: one form's submissions, sent within a period of local days."""

    page: "FormPage"
    until: datetime
    senders: Senders
    first_day: date | None = None
    last_day: date | None = None

    @cached_property
    def versions(self) -> dict[int, FormVersion]:
        """Every version of the form by its key, newest first."""
        return {one.pk: one for one in FormVersion.objects.filter(page=self.page).order_by("-number")}

    @cached_property
    def tables(self) -> list[Table]:
        return tables([version.definition for version in self.versions.values()])

    @property
    def submissions(self) -> "QuerySet[Submission]":
        """Nothing that arrives while the file is being written: every pass over them finds the same."""
        found = Submission.objects.filter(page=self.page, submitted_at__lte=self.until)
        if self.first_day is not None:
            found = found.filter(submitted_at__gte=_midnight(self.first_day))
        if self.last_day is not None:
            found = found.filter(submitted_at__lt=_midnight(self.last_day + timedelta(days=1)))
        return found.order_by("submitted_at", "pk")

    def batches(self) -> Iterator[list[Submission]]:
        """The submissions, a batch a query: none holds a connection while a slow reader takes the file."""
        found = self.submissions.select_related("data_key", "owner")
        batch = list(found[:BATCH])
        while batch:
            yield batch
            last = batch[-1]
            later = Q(submitted_at__gt=last.submitted_at) | Q(submitted_at=last.submitted_at, pk__gt=last.pk)
            batch = list(found.filter(later)[:BATCH])

    def records(self) -> Iterator[Record]:
        """Every submission, opened: four queries a batch."""
        for batch in self.batches():
            agencies = self.senders(batch)
            keys = {submission.data_key_id: submission.data_key for submission in batch}
            added = Correction.objects.filter(submission__in=batch).select_related("by")
            corrections = _grouped(added.order_by("submission_id", "made_at"), "submission_id", keys)
            ids = [submission.pk for submission in batch]
            files = _grouped(Attachment.objects.filter(draft__in=ids).order_by("draft_id"), "draft_id", keys)
            for submission in batch:
                submission.version = self.versions[submission.version_id]
                yield Record(
                    submission,
                    submission.version.definition,
                    _answers(submission),
                    agencies.get(submission.pk, ""),
                    {str(one.pk): one for one in files.get(submission.pk, ())},
                    tuple(corrections.get(submission.pk, ())),
                )

    def rows(self) -> Iterator[Row]:
        """Every row of every table, a submission after the other."""
        for record in self.records():
            yield from record.rows()


def _grouped(found: Any, by: str, keys: Mapping[Any, Any]) -> dict[Any, list[Any]]:
    rows = list(found)
    for row in rows:
        if row.data_key_id in keys:
            row.data_key = keys[row.data_key_id]
    return {key: list(own) for key, own in groupby(rows, key=lambda row: getattr(row, by))}


def _answers(submission: Submission) -> Answers | None:
    try:
        return submission.answers or {}
    except VaultError:
        return None


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min), ZoneInfo(settings.TIME_ZONE))
