"""Sending a starting form the way its pages do, with answers by meaning; whatever else is required is filled in."""

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from forms.definition.shape import Definition, Question
from forms.filling.journey import Journey
from forms.filling.starting import begin
from forms.filling.submitting import submit
from forms.models import Submission
from forms.models.form_page import FormPage

PLAIN = {
    "text": "Something",
    "long_text": "Something longer",
    "email": "someone@agency.example",
    "telephone": "0115 496 0000",
    "number": 1,
    "date": "2026-02-26",
    "approximate_date": "2019",
    "yes_no": "no",
    "postcode": "NG1 1AA",
    "nhs_number": "9990000018",
    "address": "1 High Street, Nottingham",
    "declaration": True,
    "chronology": [{"date": "2026-02-26", "source": "Record", "event": "Something", "comment": ""}],
}
# Children that are told apart by their numbers are the business of single tests.
BY_MEANING = {"child.identified_by": "not_known"}


def answers_for(definition: Definition, said: dict[str, Any]) -> dict[str, Any]:
    """Complete answers to the form: what was said by meaning, and something plain for whatever else is required."""
    answers: dict[str, Any] = {}
    for step in definition["steps"]:
        if step["repeat"] is None:
            answers |= _answers(step["questions"], said)
        else:
            entries = said.get(step["meaning"]) or [{}]
            answers[step["name"]] = [_answers(step["questions"], entry) for entry in entries]
    return answers


def _answers(questions: list[Question], said: dict[str, Any]) -> dict[str, Any]:
    return {
        question["name"]: {**BY_MEANING, **said}.get(question["meaning"], _plain(question))
        for question in questions
        if question["required"] or question["meaning"] in said
    }


def _plain(question: Question) -> Any:
    if question["kind"] in ("radios", "select"):
        return question["choices"][0]["value"]
    if question["kind"] == "checkboxes":
        return [question["choices"][0]["value"]]
    return PLAIN[question["kind"]]


def fill_in(page: FormPage, user: Any, subject: str, said: dict[str, Any], *, now: datetime) -> Any:
    """A draft ready to be sent. Raises what may_start refuses with."""
    draft = begin(page, user=user, subject=subject, token=uuid.uuid4(), now=now)
    journey = Journey(draft, today=timezone.localdate(now))
    journey.answers = {**answers_for(draft.version.definition, said)}
    journey.save(now=now)
    problems = Journey(draft, today=timezone.localdate(now)).problems()
    assert problems == [], [(problem.question, problem.message) for problem in problems]
    return draft


def send(page: FormPage, user: Any, said: dict[str, Any], *, now: datetime, subject: Any = "") -> Submission:
    """Fill in and send, from begin to receipt."""
    draft = fill_in(page, user, str(subject), said, now=now)
    return submit(draft.pk, user=user, today=timezone.localdate(now), now=now, checked=draft.version.digest)
