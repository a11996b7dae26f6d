"""What the support office and an agency asked and answered about one referral or return: for good, to both (D4, D30).

Nothing is kept for it: it is read from the log, where each question and answer stands sealed, and from what was added
to the form that was sent. Files lie with that form, so that whoever may read it opens them, and each opening is logged.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from forms.kept_query import KeptQuery
from forms.models import Attachment, Correction
from forms.reading.sent import addition_of
from workflow.desk.history.words import happened
from workflow.engine.event import Event
from workflow.engine.machine import kind_of, told_of
from workflow.engine.step import Step
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.machines.referral.machine import Referral
from workflow.parties.roles import Role

# Where each stores what was written with it; "" where only that it was done is said.
SAID = {
    kind_of(Referral.ask_more): "question",
    kind_of(Referral.add_information): "text",
    kind_of(Referral.ask_to_withdraw): "reason",
    kind_of(AgencyReturn.send_back): "reason",
    kind_of(AgencyReturn.reopen): "reason",
    kind_of(AgencyReturn.submit): "",
    kind_of(AgencyReturn.submit_on_behalf): "",
}
ASKS = {kind_of(Referral.ask_more), kind_of(AgencyReturn.send_back), kind_of(AgencyReturn.reopen)}
OFFICE = "The support office"
ADDED = "Information was added to the form"


@dataclass(frozen=True)
class Message:
    """One question or answer. `awaits`: it is the question that still waits for its answer."""

    at: datetime
    words: str
    who: str
    text: str
    files: tuple[Attachment, ...] = ()
    by_office: bool = False
    awaits: bool = False


def conversations(
    case: Case, records: Sequence[Any], *, for_agency: bool = False, added_to: Container[Any] | None = None
) -> dict[Any, list[Message]]:
    """What was asked and answered about each of these records of the case, the newest last: four queries at most.

    A record about which nothing was asked is not among them. An agency reads the office as such, not who sits there.
    `added_to`: the sent forms of which it is known that something was added; None where it is not known.
    """
    by_record: dict[Any, list[Event]] = defaultdict(list)
    for event in _events(case, records):
        by_record[event.record_id].append(event)
    files = _files(case, (event for events in by_record.values() for event in events))
    found = {}
    for record in records:
        events = by_record[record.pk]
        waiting = _waiting(record, events)
        said = [_message(event, files, for_agency=for_agency, awaits=event is waiting) for event in events]
        # That a return was sent is an answer only where something was asked about one before.
        found[record.pk] = said if isinstance(record, Referral) or any(one.kind in ASKS for one in events) else []
    sent = [one for one in records if isinstance(one, Referral) and one.submission_id is not None]
    for record, message in _additions(case, [one for one in sent if added_to is None or one.submission_id in added_to]):
        found[record.pk].append(message)
    return {pk: sorted(said, key=lambda one: one.at) for pk, said in found.items() if said}


def sent_along_by(case: Case) -> dict[str, str]:
    """Who sent each file along with a question or an answer, by the file's identifier: one query."""
    events = Event.objects.filter(case=case, kind__in=SAID).select_related("actor")
    return {identifier: str(event.actor) for event in events for identifier in _named(_opened(case, event))}


def _events(case: Case, records: Sequence[Any]) -> Iterable[Event]:
    if not records:
        return
    machines = sorted({record.KIND for record in records})
    for event in SAID_ABOUT.rows(machines=machines, records=[record.pk for record in records]):
        yield _opened(case, event)


def _said_about(machines: list[str], records: list[UUID]) -> QuerySet[Event]:
    # By the machines too: that is how the index begins.
    found = Event.objects.filter(machine__in=machines, record_id__in=records, kind__in=SAID)
    return found.select_related("actor").order_by("position")


SAID_ABOUT: KeptQuery[Event] = KeptQuery(_said_about, machines=list[str], records=list[UUID])


def _opened(case: Case, event: Event) -> Event:
    if event.data_key_id == case.data_key_id:
        event.data_key = case.data_key
    return event


def _named(event: Event) -> list[str]:
    """The files that were sent along with it."""
    return list((event.data or {}).get("files") or [])


def _files(case: Case, events: Iterable[Event]) -> dict[str, Attachment]:
    wanted = [identifier for event in events for identifier in _named(event)]
    if not wanted:
        return {}
    found = {str(one.pk): one for one in Attachment.objects.filter(pk__in=wanted, data_key=case.data_key_id)}
    for one in found.values():
        one.data_key = case.data_key
    return found


def _waiting(record: Any, events: list[Event]) -> Event | None:
    """The question that the record waits for the answer to."""
    awaited = [Referral.MORE_INFORMATION] if isinstance(record, Referral) else AgencyReturn.AWAITED
    asked = [event for event in events if event.kind in ASKS]
    return asked[-1] if asked and record.state in awaited else None


def _message(event: Event, files: dict[str, Attachment], *, for_agency: bool, awaits: bool) -> Message:
    by_office = event.actor_role == Role.OFFICER
    step = told_of(event.kind)
    words = step.reads if for_agency and isinstance(step, Step) else happened(event.kind)
    return Message(
        at=event.at,
        words=words,
        who=OFFICE if for_agency and by_office else str(event.actor or "The portal itself"),
        text=str((event.data or {}).get(SAID[event.kind]) or ""),
        files=tuple(files[identifier] for identifier in _named(event) if identifier in files),
        by_office=by_office,
        awaits=awaits,
    )


def _additions(case: Case, records: Sequence[Referral]) -> Iterable[tuple[Referral, Message]]:
    """What was added to the sent forms themselves, each with its record."""
    by_form = {record.submission_id: record for record in records}
    if not by_form:
        return
    found = Correction.objects.filter(submission__in=by_form).select_related("by", "submission__version")
    corrections = list(found)
    if not corrections:
        return
    sent = Attachment.objects.filter(draft__in=by_form, data_key=case.data_key_id)
    files = {str(one.pk): one for one in sent}
    for file in files.values():
        file.data_key = case.data_key
    for one in corrections:
        one.data_key = case.data_key
        said = addition_of(one.submission.version.definition, one, files)
        text = f"{said.label}: {said.text}" if one.question else said.text
        yield by_form[one.submission_id], Message(said.at, ADDED, said.who, text, tuple(said.files))
