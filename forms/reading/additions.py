"""Adding to what was sent: one answer, or a note to the whole, with a reason. The original is never touched.

A correction moves no machine and no clock: it is stored, shown below the answer it is about, and announced, so that the
case's log has it and the office is told. Whether anything follows from it, people decide.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from forms import handlers
from forms.definition import prefill_sources
from forms.definition.conditions import kept
from forms.definition.shape import DATE_KINDS, TOLD_KINDS, Answers, Question, Step, answer_keys, questions
from forms.models.correction import Correction
from forms.models.submission import Submission
from forms.questions.step_form import Circumstances, StepForm, alone, form_for, typed_from
from forms.reading.sent import SentForm, in_words


class NothingNew(Exception):
    """What was given is what stands there already."""


class Overtaken(Exception):
    """The same answer was added to after the page was made on which this was typed."""


class Target:
    """The answer that somebody corrects: of a step, of an entry (from 0) of a repeating one."""

    def __init__(self, sent: SentForm, step: Step, question: Question, entry: int | None) -> None:
        self.sent, self.step, self.question, self.entry = sent, step, question, entry

    @property
    def _around(self) -> Answers:
        """The answers among which it stands, as they were sent: those of its entry, or of the whole form."""
        answers: Answers = self.sent.submission.answers or {}
        return answers if self.entry is None else answers[self.step["name"]][self.entry]

    @property
    def original(self) -> Answers:
        """The question's part of the answers as they were sent."""
        around = self._around
        return {key: around[key] for key in answer_keys(self.question) if key in around}

    @property
    def current(self) -> Answers:
        """The same as it was corrected last."""
        return dict(self.corrections[-1].value or {}) if self.corrections else self.original

    @property
    def corrections(self) -> list[Correction]:
        """What was added to the answer, in its order."""
        own = (self.step["name"], self.entry, self.question["name"])
        return [one for one in self.sent.corrections if (one.step, one.entry, one.question) == own]

    @property
    def basis(self) -> int:
        """What a correction begins from: how often the answer was added to. Additions are never taken away."""
        return len(self.corrections)

    def in_words(self, answer: Answers, files: Any = None) -> str:
        return in_words(self.sent.definition, self.step, self.question, answer, files or {}).text

    def form(self, data: dict[str, list[str]] | None, *, today: date) -> StepForm:
        """The question as the form asked it, with what stands there now or with what was typed."""
        only = alone(self.step, self.question)
        definition, answers = self.sent.definition, self.sent.submission.answers or {}
        labels = {one["name"]: one["label"] for _step, one in questions(definition) if one["kind"] in DATE_KINDS}
        others: Answers = {**kept(definition, answers), **self._around}
        dates = {name: others[name] for name in labels if name in others and name != self.question["name"]}
        page = self.sent.submission.page
        circumstances = Circumstances(
            today=today, known={}, dates=dates, labels=labels, options=lambda key: prefill_sources.options_of(key, page)
        )
        return form_for(only, typed_from(only, self.current) if data is None else data, circumstances)


def target(sent: SentForm, step_name: str, question_name: str, entry: int | None) -> Target | None:
    """The answer with this address, where it is one that was asked and takes additions."""
    number = None if entry is None else entry + 1
    entries = [one for step in sent.steps if step.name == step_name for one in step.entries if one.number == number]
    shown = {row.name for one in entries for row in one.rows}
    for step, question in questions(sent.definition):
        if (step["name"], question["name"]) == (step_name, question_name):
            asked = question_name in shown and question["kind"] not in TOLD_KINDS
            return Target(sent, step, question, entry) if asked else None
    return None


@transaction.atomic
def correct(
    submission: Submission,
    *,
    value: Any,
    reason: str,
    by: Any,
    now: datetime,
    token: uuid.UUID,
    of: Target | None = None,
    basis: int | None = None,
) -> Correction:
    """Store one addition, to an answer or (without `of`) to the whole, and announce it.

    The token is the addition's identifier: pressed twice, it is stored once. `basis`: what the page began from, None
    where what is added stands beside the rest, as a file does. Raises NothingNew, Overtaken.
    """
    taken = Correction.objects.filter(pk=token).first()
    if taken is not None:
        if (taken.submission_id, taken.by_id) == (submission.pk, by.pk):
            return taken
        token = uuid.uuid4()
    if of is not None and basis is not None and basis != _added_to(submission, of):
        raise Overtaken
    if of is not None and value == of.current:
        raise NothingNew
    correction = Correction(id=token, data_key=submission.data_key, submission=submission, by=by, made_at=now)
    if of is not None:
        correction.step, correction.entry = of.step["name"], of.entry
        correction.question = of.question["name"]
    correction.value, correction.reason = value, reason
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
    except IntegrityError:
        return Correction.objects.get(pk=token, submission=submission)
    handlers.submission_corrected.send(Correction, submission=submission, correction=correction, user=by, now=now)
    return correction


def _added_to(submission: Submission, of: Target) -> int:
    """How often the answer was added to by now; the submission's row is held, so that two never pass at once."""
    Submission.objects.select_for_update().filter(pk=submission.pk).values_list("pk").get()
    own = {"step": of.step["name"], "entry": of.entry, "question": of.question["name"]}
    return submission.corrections.filter(**own).count()


def may_correct(submission: Submission, user: Any) -> bool:
    """Whether this person may add to the submission: its handler knows."""
    key = submission.page.handler
    return key in handlers.registry and handlers.get(key).may_correct(submission=submission, user=user)
