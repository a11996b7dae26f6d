"""Filling in what a step asks, whatever it asks: possible answers, chosen by Hypothesis."""

from datetime import timedelta
from random import Random
from typing import Any, cast

from django import forms

from tests.factories.submission import SubmissionFactory
from tests.workflow.intake.sending import answers_for
from workflow.engine.fields import FromForm
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.messages.questions import MessageForm
from workflow.models import Case

# Typed wherever a person may type. Nothing that leaves the portal as e-mail may hold it.
CANARY = "Zanzibar"
DAYS = (0, 0, 0, -1, -3, 1, 7, 14, 30, 90)


def answers(form_class: type[TransitionForm], record: Any, *, by: Any, now: Any, random: Random) -> dict[str, Any]:
    """Answers to every question of the step's form: mostly ones that will do, sometimes ones that will not."""
    if issubclass(form_class, FromForm):
        _send_the_form(form_class, record, by=by, now=now)
    form = form_class({}, record=record, by=by, now=now)
    found = {name: _answer(name, field, record, now, random) for name, field in form.fields.items()}
    if isinstance(form, MessageForm):
        found["whom"] = random.choice(["nobody", *(one.key for one in form.offered())])
    return found


def _send_the_form(form_class: type[FromForm], record: Any, *, by: Any, now: Any) -> None:
    """The form that this step is taken by, filled in and sent about this record."""
    subject = form_class({}, record=record, by=by, now=now).subject()
    made = SubmissionFactory.build if by.user is None else SubmissionFactory
    sent = made(
        handler=form_class.handler,
        partnership=record.case.partnership,
        subject=subject,
        data_key=record.case.data_key,
        owner=by.user,
        submitted_at=now,
    )
    sent.answers = answers_for(sent.version.definition, {})
    sent.save()


def _answer(name: str, field: forms.Field, record: Any, now: Any, random: Random) -> Any:
    match field:
        case forms.ModelMultipleChoiceField():
            found = [str(each.pk) for each in cast(Any, field.queryset)[:6]]
            return random.sample(found, k=random.randint(min(1, len(found)), len(found)))
        case forms.ModelChoiceField():
            found = [str(each.pk) for each in cast(Any, field.queryset).order_by("-pk")[:6]]
            return random.choice(found) if found else ""
        case forms.MultipleChoiceField():
            return [value for value in _values(field) if random.random() < 0.7]
        case forms.ChoiceField():
            values = _values(field)
            return random.choice(values) if values else ""
        case forms.BooleanField():
            return "on" if field.required or random.random() < 0.7 else ""
        case forms.TimeField():
            return "14:30"
        case forms.DateField():
            return (local_date(now) + timedelta(days=random.choice(DAYS))).isoformat()
        case forms.IntegerField():
            return str(random.randint(1, 3))
        case forms.EmailField():
            return f"{CANARY.lower()}@agency.example"
    if name == "link":
        return random.choice(["", "https://meet.example/abc"])
    if name == "another":
        return random.choice(["", "Trust of another area"])
    if name == "other":
        return random.choice([*Case.objects.values_list("reference", flat=True), "EXAM-1999-0001"])
    return f"{CANARY}: a reason."


def _values(field: forms.ChoiceField) -> list[str]:
    values: list[str] = []
    for value, label in cast(Any, field.choices):
        values += [key for key, _ in label] if isinstance(label, list | tuple) else [value]
    return [value for value in values if value != ""]
