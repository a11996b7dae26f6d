"""Opening a clock, meeting it, stopping it; and setting the dates that follow from its start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from forms.kept_writing import insert
from workflow.calendar import BankHolidays
from workflow.clocks.deadline import Deadline, StopReason
from workflow.clocks.reminders import breach_moment, next_moment
from workflow.clocks.rules import due_date, rule_of, rules_of
from workflow.procedures.version import BankHoliday, Occasion

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


JUST_OPENED = "clocks_just_opened"


@dataclass(frozen=True)
class Opening:
    """A clock to open: by which rule, from which local date, for which machine's record."""

    rule_key: str
    on: date
    record: Any


def start_on(
    case: "Case", occasion: str, *, on: date, record: Any, now: datetime, met_by: Occasion | None = None
) -> list[Deadline]:
    """Open every clock that this occasion starts by the case's rules, or those of them that `met_by` will meet.

    None is a normal answer. A clock of the record that runs already goes on as it is: what is returned for it is not
    saved. At most two queries.
    """
    rules = [rule for rule in rules_of(case.procedure).values() if rule.starts_on == occasion]
    keys = [rule.key for rule in rules if met_by is None or rule.met_by == met_by]
    deadlines = _unsaved(case, [Opening(key, on, record) for key in keys], now)
    insert(deadlines, ignore_conflicts=True)
    return deadlines


def open_many(case: "Case", openings: Sequence[Opening], *, now: datetime) -> list[Deadline]:
    """Open several clocks of one case: two queries however many.

    Raises LookupError on an unknown rule, IntegrityError where the same clock is running already.
    """
    deadlines = _unsaved(case, openings, now)
    insert(deadlines)
    return deadlines


def _unsaved(case: "Case", openings: Sequence[Opening], now: datetime) -> list[Deadline]:
    if not openings:
        return []
    rules = [rule_of(case.procedure, opening.rule_key) for opening in openings]
    holidays = BankHoliday.calendar()
    deadlines = []
    for opening, rule in zip(openings, rules, strict=True):
        deadline = Deadline(
            case=case, rule=rule, machine=opening.record.KIND, record_id=opening.record.pk, opened_at=now
        )
        set_dates(deadline, opening.on, holidays)
        deadlines.append(deadline)
    case.__dict__.setdefault(JUST_OPENED, []).extend(deadlines)
    return deadlines


def first_day_of_new(case: "Case") -> date | None:
    """The first last day of the clocks that were opened with this object of the case: all that run, where the case
    itself was opened with it. None where none was.
    """
    return min((one.due_on for one in case.__dict__.get(JUST_OPENED, ())), default=None)


def running(case: "Case", *, rule_key: str = "", record: Any = None) -> QuerySet[Deadline]:
    """The running clocks of a case with their rules, soonest first; of one rule and one record where they are named."""
    found = Deadline.objects.filter(case=case, state=Deadline.State.RUNNING).select_related("rule")
    if rule_key:
        found = found.filter(rule__key=rule_key)
    if record is not None:
        found = found.filter(record_id=record.pk)
    return found.order_by("due_on")


def running_of(case: "Case", *, record: Any = None) -> list[Deadline]:
    """The same as a list, for guards: a page that has read all clocks of the case asks no more."""
    read = getattr(case, "_prefetched_objects_cache", {}).get("deadlines")
    if read is None:
        return list(running(case, record=record))
    found = [one for one in read if one.is_running and (record is None or one.record_id == record.pk)]
    return sorted(found, key=lambda one: one.due_on)


def meet_on(case: "Case", occasion: Occasion, *, on: date, record: Any = None) -> list[Deadline]:
    """Meet every running clock of the case that this occasion meets. At most two queries."""
    return meet(running(case, record=record).filter(rule__met_by=occasion), on=on)


def meet(deadlines: Iterable[Deadline], *, on: date) -> list[Deadline]:
    """Meet these running clocks, which come with their rules. At most two queries."""
    met = list(deadlines)
    for deadline in met:
        deadline.state, deadline.met_on = Deadline.State.MET, on
        note_breach(deadline, on)
        deadline.next_reminder_at = None
    Deadline.objects.bulk_update(met, ["state", "met_on", "breached_at", "next_reminder_at"])
    return met


def stop(
    case: "Case", reason: StopReason, *, on: date, rule_keys: Iterable[str] = (), record: Any = None
) -> list[Deadline]:
    """Stop running clocks of the case without meeting them: all, or those of some rules or one record. Two queries."""
    found = running(case, record=record)
    keys = list(rule_keys)
    stopped = list(found.filter(rule__key__in=keys) if keys else found)
    for deadline in stopped:
        deadline.state, deadline.stopped_on, deadline.stop_reason = Deadline.State.STOPPED, on, reason
        note_breach(deadline, on)
        deadline.next_reminder_at = None
    Deadline.objects.bulk_update(stopped, ["state", "stopped_on", "stop_reason", "breached_at", "next_reminder_at"])
    return stopped


def note_breach(deadline: Deadline, on: date) -> None:
    """Record on the row that the limit had run out by that day. The sweep records breaches as they happen; this is for
    a step that was taken before the sweep came by.
    """
    if on > deadline.due_on and deadline.breached_at is None and not deadline.rule.is_prompt:
        deadline.breached_at = breach_moment(deadline.due_on)


def set_dates(deadline: Deadline, start: date, holidays: BankHolidays) -> None:
    """Put what the clock's rule gives from that start on the row: the date, the days skipped, the next reminder."""
    answer = due_date(deadline.rule, start, holidays)
    deadline.started_on, deadline.due_on = start, answer.due
    deadline.skipped = [{"date": day.date.isoformat(), "reason": day.reason} for day in answer.skipped]
    deadline.next_reminder_at = next_moment(deadline, holidays)
