"""A submission opened for reading: every answer under the question as it was asked, with what was added since.

The questions are those of the submission's own version, whatever became of the form; the original answer always stands,
each addition below it. Page, PDF, comparison and desk all read it from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from forms import uploads
from forms.definition.language import in_language
from forms.definition.shape import Answers, Definition, Question, Step, questions
from forms.models.correction import Correction
from forms.models.submission import Submission
from forms.questions.step_form import alone
from forms.questions.summary import SummaryEntry, SummaryRow, SummaryStep, summary_rows

# What a person may say about the whole submission is no answer to any question.
NOTE_LABEL = gettext_noop("About the whole form")


@dataclass(frozen=True)
class Addition:
    """What somebody added to an answer, or to the whole, in words."""

    label: str
    text: str
    reason: str
    who: str
    at: datetime
    files: tuple[Any, ...] = ()


@dataclass(frozen=True)
class SentRow(SummaryRow):
    """A question and its answer as it was sent, with its additions in their order."""

    additions: tuple[Addition, ...] = ()


@dataclass(frozen=True)
class SentForm:
    """Everything there is to read of one submission."""

    submission: Submission
    definition: Definition
    steps: tuple[SummaryStep, ...]
    notes: tuple[Addition, ...]
    corrections: tuple[Correction, ...] = field(repr=False, default=())

    @property
    def additions(self) -> int:
        """How many there are."""
        return len(self.corrections)


def opened(submission: Submission, *, language: str = "") -> SentForm:
    """The submission with its additions, in the form's first language or the one asked for: three queries at most."""
    definition = in_language(submission.version.definition, language)
    files = uploads.of_draft(submission.pk)
    corrections = list(corrections_of(submission))
    by_answer: dict[tuple[str, int | None, str], list[Correction]] = {}
    for correction in corrections:
        by_answer.setdefault((correction.step, correction.entry, correction.question), []).append(correction)
    steps = []
    for step in summary_rows(definition, submission.answers or {}, files):
        entries = tuple(_entry(definition, step, entry, by_answer, files) for entry in step.entries)
        steps.append(replace(step, entries=entries))
    # What is left is about the whole.
    rest = sorted((one for left in by_answer.values() for one in left), key=lambda one: one.made_at)
    notes = tuple(addition_of(definition, one, files) for one in rest)
    return SentForm(submission, definition, tuple(steps), notes, tuple(corrections))


def corrections_of(submission: Submission) -> Iterable[Correction]:
    """What was added, in order; read with the key that came with the submission."""
    for correction in submission.corrections.select_related("by").order_by("made_at"):
        if correction.data_key_id == submission.data_key_id:
            correction.data_key = submission.data_key
        yield correction


def _entry(
    definition: Definition,
    shown: SummaryStep,
    entry: SummaryEntry,
    by_answer: dict[tuple[str, int | None, str], list[Correction]],
    files: Mapping[str, Any],
) -> SummaryEntry:
    index = None if entry.number is None else entry.number - 1
    rows = []
    for row in entry.rows:
        own = by_answer.pop((shown.name, index, row.name), [])
        additions = tuple(addition_of(definition, one, files) for one in own)
        rows.append(SentRow(**vars(row), additions=additions))
    return replace(entry, rows=tuple(rows))


def addition_of(definition: Definition, correction: Correction, files: Mapping[str, Any]) -> Addition:
    """A correction in words."""
    said: dict[str, Any] = {"reason": str(correction.reason or ""), "who": str(correction.by), "at": correction.made_at}
    asked = _asked(definition, correction.question)
    if asked is None:
        return Addition(gettext(NOTE_LABEL), str(correction.value or ""), **said)
    row = in_words(definition, *asked, correction.value or {}, files)
    return Addition(row.label, row.text, files=row.files, **said)


def _asked(definition: Definition, name: str) -> tuple[Step, Question] | None:
    return next((pair for pair in questions(definition) if pair[1]["name"] == name), None)


def in_words(
    definition: Definition, step: Step, question: Question, answer: Answers, files: Mapping[str, Any]
) -> SummaryRow:
    """One question's part of the answers as a row, by the same rules as the whole form."""
    single: Definition = {**definition, "steps": [alone(step, question)]}
    [shown] = summary_rows(single, answer, files)
    return shown.entries[0].rows[0]
