"""The events of a case in plain words: what was done, by whom, when, and what they wrote with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from forms.definition.dates import spoken_date
from workflow.desk.case_file import people
from workflow.desk.history.words import ADDED, POINTERS, SHOWN_AMONG_STEPS, happened, role_of
from workflow.desk.steps.labels import choices_of, states_of
from workflow.engine.event import Event
from workflow.engine.machine import machines, told_of
from workflow.engine.step import Step
from workflow.machines.agency_return.machine import AskedFor
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.voting.decision import Choice
from workflow.machines.rapid_review.voting.tally import Route
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Seat

VALUES = {
    **dict(Choice.choices),
    **dict(Route.choices),
    **dict(SeatArrangement.Kind.choices),
    **dict(AskedFor.choices),
    "may": "It may",
    "yes": "Yes",
    "no": "No",
    "True": "Yes",
    "False": "No",
}


@dataclass(frozen=True)
class Detail:
    label: str
    text: str


@dataclass(frozen=True)
class Happening:
    """One event as it is read."""

    at: datetime
    words: str
    who: str
    role: str
    about: str
    moved: str
    details: tuple[Detail, ...]


def events_of(case: Case) -> QuerySet[Event]:
    """What was done in the case, newest first. Readings are a list of their own."""
    done = ~Q(machine="") | Q(kind__in=SHOWN_AMONG_STEPS)
    return Event.objects.filter(done, case=case).select_related("actor").order_by("-position")


def readings_of(case: Case) -> QuerySet[Event]:
    """Who opened the case file or a part of it, newest first."""
    opened = Event.objects.filter(case=case, machine="").exclude(kind__in=SHOWN_AMONG_STEPS)
    return opened.select_related("actor").order_by("-position")


def timeline(
    case: Case, events: Iterable[Event], titles: dict[Any, str], *, reads_everything: bool = True
) -> list[Happening]:
    """The events in words. `titles`: the names of the case's records by identifier. At most one query.

    Who does not read everything learns of a private step only that it was taken.
    """
    found = list(events)
    for event in found:
        if event.data_key_id == case.data_key_id:
            event.data_key = case.data_key
    opened = [(event, event.data or {} if reads_everything or not _is_private(event) else {}) for event in found]
    agencies = _agencies(case, opened)
    return [_happening(case, event, data, titles, agencies) for event, data in opened]


def _agencies(case: Case, opened: list[tuple[Event, dict[str, Any]]]) -> dict[str, str]:
    """Agencies by identifier, partnerships by "area:<identifier>"; each read only where an event names one."""
    areas = {}
    if any("area" in data for _event, data in opened):
        areas = {f"area:{pk}": name for pk, name in Partnership.objects.values_list("pk", "name")}
    return areas | _own_agencies(case, opened) | _words_of_edition(case)


def _words_of_edition(case: Case) -> dict[str, str]:
    """What the case's edition calls the decisions and the Panel's answers, by "edition:<key>"."""
    entries = [*case.procedure.entries("response_types"), *case.procedure.entries("panel_responses")]
    return {f"edition:{entry['key']}": str(entry["text"]) for entry in entries}


def _own_agencies(case: Case, opened: list[tuple[Event, dict[str, Any]]]) -> dict[str, str]:
    if not any(key in data for _event, data in opened for key in ("agency", "agencies", "owner")):
        return {}
    names = Agency.objects.filter(partnerships=case.partnership_id).values_list("pk", "name")
    return {str(pk): name for pk, name in names}


def _happening(
    case: Case, event: Event, data: dict[str, Any], titles: dict[Any, str], agencies: dict[str, str]
) -> Happening:
    form = _form_of(event)
    details = []
    for name, value in data.items():
        text = _text(form, name, value, agencies)
        if name not in POINTERS and text:
            details.append(Detail(_label(form, name), text))
    return Happening(
        at=event.at,
        words=happened(event.kind),
        who=str(event.actor) if event.actor else "The portal itself",
        role=role_of(event),
        about=titles.get(event.record_id, ""),
        moved=_moved(event),
        details=tuple(details),
    )


def _is_private(event: Event) -> bool:
    step = told_of(event.kind)
    return isinstance(step, Step) and step.private


def _form_of(event: Event) -> type[forms.Form] | None:
    step = told_of(event.kind)
    return step.form if isinstance(step, Step) else None


def _label(form: type[forms.Form] | None, name: str) -> str:
    asked = form.base_fields.get(name) if form else None
    return str((asked.label if asked else None) or ADDED.get(name) or name.replace("_", " ").capitalize())


def _moved(event: Event) -> str:
    if event.from_state == event.to_state or not event.from_state:
        return ""
    model = machines().get(event.machine)
    if model is None:
        return ""
    labels = states_of(model)
    return f"{labels.get(event.from_state, event.from_state)} → {labels.get(event.to_state, event.to_state)}"


def _text(form: type[forms.Form] | None, name: str, value: Any, agencies: dict[str, str]) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return "\n".join(_text(form, name, each, agencies) for each in value)
    if isinstance(value, dict) and name in ("old", "new"):
        return people.in_words(value)
    if isinstance(value, dict):
        told = (str(each) for part, each in value.items() if part not in ("list", "key") and each)
        return "; ".join(agencies.get(f"edition:{each}") or VALUES.get(each) or _seat(each) for each in told)
    text = str(value)
    if name in ("agency", "agencies", "owner"):
        return agencies.get(text, text)
    if name == "area":
        return agencies.get(f"area:{text}", text)
    if name in ("choice", "answer"):
        return agencies.get(f"edition:{text}") or VALUES.get(text, text)
    if name == "seat":
        return _seat(text)
    asked = form.base_fields.get(name) if form else None
    if isinstance(asked, forms.ChoiceField) and not isinstance(asked, forms.ModelChoiceField):
        return dict(choices_of(asked)).get(text) or VALUES.get(text, text)
    return VALUES.get(text) or _day(text) or text


def _seat(text: str) -> str:
    return str(Seat(text).label) if text in Seat.values else text


def _day(text: str) -> str:
    try:
        return spoken_date(date.fromisoformat(text).isoformat()) if len(text) == 10 else ""
    except ValueError:
        return ""
