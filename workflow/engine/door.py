"""The only door through which any state changes.

`perform()` moves a record, `begin()` opens one, `available()` says what may be done next and why the rest may not. All
of it happens in one database transaction: lock the case; compare what the person saw; role; state; guards; the step's
form; the transition method, which assigns fields only; save; consequences (workflow/machines/follows.py); events;
notices. A refusal is `Refused` with the reason in plain words, and nothing has changed.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from forms.kept_query import KeptQuery
from workflow.calendar import one_calendar
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.machine import Machine, labels_of_states, sources_of, steps_of, target_of, told_of
from workflow.engine.revision import newest_change
from workflow.engine.settling import settle
from workflow.engine.step import Opening, RefusalKind, Refused, Step
from workflow.parties.roles import SYSTEM, Actor, Role, acting_membership, refusal

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case
    from workflow.notices.notice import Notice


Record = TypeVar("Record", bound=Machine, covariant=True)


@dataclass(frozen=True)
class Option:
    """One transition as the desk shows it: `why_not` is empty when it may be taken now."""

    name: str
    step: Step
    why_not: str = ""
    kind: RefusalKind | None = None

    @property
    def allowed(self) -> bool:
        return self.kind is None


@dataclass
class Journal:
    """What one transaction has to write at its end: every event in order, every notice."""

    events: list[Event] = field(default_factory=list)
    outbox: "list[Notice]" = field(default_factory=list)
    # What a watcher has read, so that it asks once a transaction.
    watched: dict[Any, Any] = field(default_factory=dict)

    def flush(self, now: datetime) -> None:
        log.append(self.events)
        if self.outbox:
            _connected.outbox(self.outbox)
        settle([event.case_id for event in self.events], now)


@dataclass(frozen=True)
class Context(Generic[Record]):
    """What a consequence gets to work with."""

    record: Record
    event: Event
    by: Actor
    now: datetime
    data: dict[str, Any]
    journal: Journal

    @property
    def case(self) -> "Case":
        return self.record.case

    def tell(self, record: Machine, name: str, **data: Any) -> None:
        """Move another machine of the same case, in the name of the program. Raises Refused like perform()."""
        if record is not self.case:
            record.case = self.case
        _move(record, name, by=SYSTEM, now=self.now, data=data, journal=self.journal)

    def begin(self, record: Machine, name: str, **data: Any) -> None:
        """Open another machine of the same case in its first state."""
        record.case = self.case
        _begin(record, name, by=self.by, now=self.now, data=data, journal=self.journal)

    def notify(self, notice: "Notice") -> None:
        """Queue a notice when the transaction ends: `workflow.notices.compose()` makes one. It keeps which step it
        follows, so that the record can tell whether all of its copies went.
        """
        notice.follows = self.event
        self.journal.outbox.append(notice)


Consequence = Callable[[Context[Any]], None]
# What follows each step or opening, in order: each room of machines has such a table beside its effects.
Following = Mapping[Callable[..., None] | Opening, tuple[Consequence, ...]]


@dataclass
class Connected:
    """What the rooms above the engine gave it at start-up: what follows each step, and where notices go."""

    consequences: dict[str, tuple[Consequence, ...]] = field(default_factory=dict)
    after_any: tuple[Consequence, ...] = ()
    outbox: Callable[[Iterable[Any]], Any] = list
    watchers: list[Consequence] = field(default_factory=list)


_connected = Connected()


def connect(
    *,
    consequences: Mapping[str, Iterable[Consequence]],
    outbox: Callable[[Iterable[Any]], Any],
    after_any: Iterable[Consequence] = (),
) -> None:
    """Take over the one table of what follows what, what follows any step after that, and what puts notices into the
    outbox, at start-up.

    Raises LookupError on a step that no machine has.
    """
    for key in consequences:
        if told_of(key) is None:
            raise LookupError(f"The table of consequences names {key!r}, which no machine has.")
    _connected.consequences = {key: tuple(functions) for key, functions in consequences.items()}
    _connected.after_any = tuple(after_any)
    _connected.outbox = outbox


def watch(watcher: Consequence) -> None:
    """Let a package that this one does not know follow every step, after all else, in the same transaction."""
    if watcher not in _connected.watchers:
        _connected.watchers.append(watcher)


def perform(
    record: Machine,
    name: str,
    *,
    by: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    expect: str | None = None,
    based_on: int | None = None,
) -> Event:
    """Take one step on a record.

    `data` is what the step's form asks, raw; `expect` the state that the person saw; `based_on` the newest change that
    they saw (`revision.revision_of`). Returns the event. Raises Refused with nothing changed; the record passed in is
    not updated, fetch it again.
    """
    with transaction.atomic(), one_calendar():
        locked = _lock(record)
        if expect is not None and expect != locked.state:
            raise Refused(_changed_meanwhile(locked), "stale")
        if based_on is not None and (newer := _newer_than(based_on, locked, name, by)) is not None:
            raise Refused(_changed_by(newer, locked, by), "stale")
        journal = Journal()
        event = _move(locked, name, by=by, now=now, data=data or {}, journal=journal)
        journal.flush(now)
    return event


def begin(record: Machine, *, by: Actor, now: datetime, data: Mapping[str, Any] | None = None) -> Event:
    """Open a record in its first state: saved, logged as "<machine>.begin", with its consequences."""
    return begin_together([(record, data or {})], by=by, now=now)[0]


def begin_together(openings: Iterable[tuple[Machine, Mapping[str, Any]]], *, by: Actor, now: datetime) -> list[Event]:
    """Open several records of one case, each with its data, in their order and in one go. Returns their events."""
    # No savepoint inside another transaction: what fails here undoes the whole, the submission with its case.
    with transaction.atomic(savepoint=False), one_calendar():
        journal = Journal()
        events = [_begin(record, "begin", by=by, now=now, data=data, journal=journal) for record, data in openings]
        journal.flush(now)
    return events


def available(record: Machine, *, by: Actor, now: datetime) -> list[Option]:
    """Every transition of this machine: which may be taken now, and for the rest the reason why not."""
    return [_option(record, name, by=by, now=now) for name in steps_of(type(record))]


def option(record: Machine, name: str, *, by: Actor, now: datetime) -> Option:
    """One transition of this machine. Raises LookupError when it has none of that name."""
    if name not in steps_of(type(record)):
        raise LookupError(f"There is no step {name!r} on {record.KIND}.")
    return _option(record, name, by=by, now=now)


def _option(record: Machine, name: str, *, by: Actor, now: datetime) -> Option:
    found = steps_of(type(record))[name]
    try:
        _check(record, name, found, by=by, now=now)
    except Refused as refused:
        return Option(name, found, refused.reason, refused.kind)
    return Option(name, found)


def _lock(record: Machine) -> Machine:
    # The case's row is the lock for all its machines, so that guards across machines cannot be outrun. Not against
    # rows that only name the case: who opens its file holds the log and names the case when that is committed, and each
    # would wait for the other.
    cases = record.case_model()
    case = _only(_locked(cases).rows(pk=record.case_id), cases)
    if isinstance(record, type(case)):
        return case
    fresh = _only(_fresh(type(record)).rows(pk=record.pk), type(record))
    fresh.case = case
    if getattr(fresh, "data_key_id", None) == case.data_key_id:
        fresh.data_key = case.data_key
    return fresh


@cache
def _locked(cases: Any) -> KeptQuery[Any]:
    def made(pk: UUID) -> Any:
        found = cases.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
        return found.select_related("partnership", "procedure", "data_key")

    return KeptQuery(made, pk=UUID)


@cache
def _fresh(model: Any) -> KeptQuery[Any]:
    return KeptQuery(lambda pk: model.objects.filter(pk=pk), pk=UUID)


def _only(found: list[Any], model: Any) -> Any:
    if not found:
        raise model.DoesNotExist(f"There is no such {model._meta.verbose_name} any more.")
    return found[0]


def _check(record: Machine, name: str, found: Step, *, by: Actor, now: datetime) -> None:
    if reason := refusal(found.roles, record=record, by=by, system=found.system):
        raise Refused(reason, "role")
    if record.state not in sources_of(type(record), name):
        raise Refused(_not_at_this_stage(record, name), "state")
    if record.case.is_erased and not by.is_system:
        raise Refused("The case was erased: nothing more can be done in it.", "state")
    if reason := closed_to(record, name):
        raise Refused(reason, "guard")
    for guard in found.guards:
        if reason := guard(record, by, now):
            raise Refused(reason, "guard")


def closed_to(record: Machine, name: str) -> str:
    """Why nobody may take this step while the case is closed or led elsewhere: nothing is opened or taken up in it.

    "" where somebody may.
    """
    if steps_of(type(record))[name].in_closed_case or record.case is record or record.case.is_open:
        return ""
    if record.case.rests:
        return str(record.case.rests)
    target = target_of(type(record), name)
    return "" if target is None or target in record.CLOSED else "The case is closed. Reopen the case first."


def _move(record: Machine, name: str, *, by: Actor, now: datetime, data: Mapping[str, Any], journal: Journal) -> Event:
    found = steps_of(type(record)).get(name)
    if found is None:
        raise Refused("There is no such step here.", "state")
    _check(record, name, found, by=by, now=now)
    cleaned = _clean(found, record, by=by, now=now, data=data)
    before = record.state
    getattr(record, name)(by=by, now=now, **cleaned)
    record.save()
    return _log(record, name, before, by=by, now=now, data=cleaned, journal=journal)


def _begin(record: Machine, name: str, *, by: Actor, now: datetime, data: Mapping[str, Any], journal: Journal) -> Event:
    record.save_new()
    return _log(record, name, "", by=by, now=now, data=dict(data), journal=journal)


def _log(
    record: Machine, name: str, before: str, *, by: Actor, now: datetime, data: dict[str, Any], journal: Journal
) -> Event:
    event = Event(
        case=record.case,
        data_key=record.case.data_key,
        kind=f"{record.KIND}.{name}",
        machine=record.KIND,
        record_id=record.pk,
        from_state=before,
        to_state=record.state,
        actor=by.user,
        actor_role=_role_of(name, record, by),
        at=now,
        data=plain(data),
    )
    journal.events.append(event)
    context = Context(record=record, event=event, by=by, now=now, data=data, journal=journal)
    for consequence in (
        *_connected.consequences.get(event.kind, ()),
        *_connected.after_any,
        *_connected.watchers,
    ):
        consequence(context)
    return event


def _role_of(name: str, record: Machine, by: Actor) -> str:
    found = steps_of(type(record)).get(name)
    # Who opens a record has no step's roles; who takes a step acts in the role that allows it, not in any they hold.
    if found is None:
        held = by.membership(Role, partnership_id=record.case.partnership_id)
    else:
        held = acting_membership(found.roles, record=record, by=by)
    return held.role if held else ""


def _clean(found: Step, record: Machine, *, by: Actor, now: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    form = found.form(data, record=record, by=by, now=now)
    if form.is_valid():
        return form.cleaned_data
    errors = {name: [str(error) for error in found_errors] for name, found_errors in form.errors.items()}
    first = next(iter(errors.values()))[0]
    raise Refused(first, "data", errors)


def _state_label(record: Machine) -> str:
    return str(labels_of_states(type(record)).get(record.state, record.state))


def _newer_than(based_on: int, record: Machine, name: str, by: Actor) -> Event | None:
    newest = newest_change(record, name, by)
    return newest if newest is not None and newest.position > based_on else None


def _changed_by(event: Event, record: Machine, by: Actor) -> str:
    """What was done meanwhile that left the state as it was; twice by one person is most often sent twice."""
    taken = steps_of(type(record)).get(event.kind.partition(".")[2])
    label = taken.label if taken is not None else "Something else"
    at = f"{timezone.localtime(event.at):%H:%M}"
    if by.user is not None and event.actor_id == by.user.pk:
        once = f"You took “{label}” yourself at {at}, so this was not done a second time."
        return f"{once} Send it again to do it once more."
    return (
        f"This changed while you were looking at it: “{label}” was taken by {event.actor} at {at}. "
        "Look at what happened. To go on with what you typed, send it again."
    )


def _changed_meanwhile(record: Machine) -> str:
    """Who took which step, so that the other person knows whom to ask."""
    moved = Event.objects.filter(record_id=record.pk, machine=record.KIND).exclude(from_state=models.F("to_state"))
    last = moved.select_related("actor").last()
    taken = steps_of(type(record)).get(last.kind.partition(".")[2]) if last is not None else None
    what = f"it is now “{_state_label(record)}”"
    if last is not None and taken is not None:
        who = str(last.actor) if last.actor else "the portal itself"
        what = f"“{taken.label}” was taken by {who} at {timezone.localtime(last.at):%H:%M}, and {what}"
    return f"This changed while you were looking at it: {what}. Look at what happened before you decide again."


def _not_at_this_stage(record: Machine, name: str) -> str:
    return (
        f"Not at this stage: it is now “{_state_label(record)}”, and this step follows {_sources(type(record), name)}."
    )


@cache
def _sources(model: Any, name: str) -> str:
    labels = labels_of_states(model)
    return ", ".join(f"“{labels[source]}”" for source in sorted(sources_of(model, name)) if source in labels)


def plain(value: Any) -> Any:
    """A step's cleaned data as JSON: dates as ISO text, records and querysets by their identifiers."""

    def simple(item: Any) -> Any:
        if isinstance(item, models.Model):
            return str(item.pk)
        if isinstance(item, models.QuerySet):
            return [str(each.pk) for each in item]
        if isinstance(item, Mapping):
            return {str(key): simple(each) for key, each in item.items()}
        if isinstance(item, list | tuple | set):
            return [simple(each) for each in item]
        return item

    return json.loads(json.dumps(simple(value), cls=DjangoJSONEncoder))
