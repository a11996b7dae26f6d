"""The clocks: opening a deadline, meeting it, stopping it, correcting its start, saying why the date is what it is.

What counts is data: rules say which occasion starts a clock, which meets it and how long it is
(`workflow.models.rules`); `workflow.calendar` does the arithmetic; `workflow.reminders` watches what comes due. A
breach that was recorded stays recorded, whatever is corrected later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from workflow import calendar
from workflow.calendar import BankHolidays, DueDate
from workflow.models.deadline import Deadline, StopReason
from workflow.models.rules import BankHoliday, DeadlineRule, Occasion, ProcedureVersion
from workflow.reminders import breach_moment, next_moment

# Published versions never change, so their rules are read once a process.
_published_rules: dict[UUID, Mapping[str, DeadlineRule]] = {}


@dataclass(frozen=True)
class Opening:
    """A clock to open: by which rule, from which local date, for which machine's record."""

    rule_key: str
    on: date
    record: Any


def rules_of(procedure: ProcedureVersion) -> Mapping[str, DeadlineRule]:
    """The deadline rules of a version by key."""
    rules = _published_rules.get(procedure.pk)
    if rules is None:
        rules = {rule.key: rule for rule in procedure.rules.all()}
        if procedure.is_published:
            _published_rules[procedure.pk] = rules
    return rules


def rule_of(procedure: ProcedureVersion, key: str) -> DeadlineRule:
    """One rule of a version. Raises LookupError naming those there are."""
    rules = rules_of(procedure)
    if key not in rules:
        raise LookupError(f"There is no rule “{key}”. The rules of “{procedure}” are: {', '.join(sorted(rules))}.")
    return rules[key]


def due_date(rule: DeadlineRule, start: date, holidays: BankHolidays) -> DueDate:
    """When something is due by this rule, from the local date that starts it, and the days skipped."""
    return calendar.due_date(start, rule.unit, rule.length, holidays)


def earliest_after(case: Any, rule_key: str, sent_on: date, *, holidays: BankHolidays | None = None) -> DueDate:
    """The first day on which what the rule protects may happen: for "advance-copy", the earliest publication (D39)."""
    rule = rule_of(case.procedure, rule_key)
    return calendar.clear_working_days_after(sent_on, rule.length, holidays or BankHoliday.calendar())


# --- Opening, meeting, stopping -----------------------------------------------------------------------------------


def start(case: Any, rule_key: str, *, on: date, record: Any, now: datetime) -> Deadline:
    """Open one clock of the case for a machine's record. `case` comes with its procedure. Two queries."""
    return open_many(case, [Opening(rule_key, on, record)], now=now)[0]


def start_on(case: Any, occasion: Occasion, *, on: date, record: Any, now: datetime) -> list[Deadline]:
    """Open every clock that this occasion starts by the case's rules; none is a normal answer. At most two queries."""
    keys = [rule.key for rule in rules_of(case.procedure).values() if rule.starts_on == occasion]
    return open_many(case, [Opening(key, on, record) for key in keys], now=now)


def open_many(case: Any, openings: Sequence[Opening], *, now: datetime) -> list[Deadline]:
    """Open several clocks of one case: two queries however many.

    Raises LookupError on an unknown rule, IntegrityError where the same clock is running already.
    """
    if not openings:
        return []
    rules = [rule_of(case.procedure, opening.rule_key) for opening in openings]
    holidays = BankHoliday.calendar()
    deadlines = []
    for opening, rule in zip(openings, rules, strict=True):
        deadline = Deadline(
            case=case, rule=rule, machine=opening.record.KIND, record_id=opening.record.pk, opened_at=now
        )
        _set_dates(deadline, opening.on, holidays)
        deadlines.append(deadline)
    return Deadline.objects.bulk_create(deadlines)


def running(case: Any, *, rule_key: str = "", record: Any = None) -> QuerySet[Deadline]:
    """The running clocks of a case with their rules, soonest first; of one rule and one record where they are named."""
    found = Deadline.objects.filter(case=case, state=Deadline.State.RUNNING).select_related("rule")
    if rule_key:
        found = found.filter(rule__key=rule_key)
    if record is not None:
        found = found.filter(record_id=record.pk)
    return found.order_by("due_on")


def meet(case: Any, rule_key: str, *, on: date, record: Any = None) -> Deadline | None:
    """What the clock waited for happened on that local date. None when no such clock runs. Two queries."""
    met = _meet(running(case, rule_key=rule_key, record=record), on)
    return met[0] if met else None


def meet_on(case: Any, occasion: Occasion, *, on: date, record: Any = None) -> list[Deadline]:
    """Meet every running clock of the case that this occasion meets. At most two queries."""
    return _meet(running(case, record=record).filter(rule__met_by=occasion), on)


def _meet(deadlines: Iterable[Deadline], on: date) -> list[Deadline]:
    met = list(deadlines)
    for deadline in met:
        deadline.state, deadline.met_on = Deadline.State.MET, on
        _note_breach(deadline, on)
        deadline.next_reminder_at = None
    Deadline.objects.bulk_update(met, ["state", "met_on", "breached_at", "next_reminder_at"])
    return met


def stop(
    case: Any, reason: StopReason, *, on: date, rule_keys: Iterable[str] = (), record: Any = None
) -> list[Deadline]:
    """Stop running clocks of the case without meeting them: all, or those of some rules or one record. Two queries."""
    found = running(case, record=record)
    keys = list(rule_keys)
    stopped = list(found.filter(rule__key__in=keys) if keys else found)
    for deadline in stopped:
        deadline.state, deadline.stopped_on, deadline.stop_reason = Deadline.State.STOPPED, on, reason
        _note_breach(deadline, on)
        deadline.next_reminder_at = None
    Deadline.objects.bulk_update(stopped, ["state", "stopped_on", "stop_reason", "breached_at", "next_reminder_at"])
    return stopped


def _note_breach(deadline: Deadline, on: date) -> None:
    # The sweep records breaches as they happen; this is for a step that was taken late before the sweep came by.
    if on > deadline.due_on and deadline.breached_at is None and not deadline.rule.is_prompt:
        deadline.breached_at = breach_moment(deadline.due_on)


# --- Correcting ---------------------------------------------------------------------------------------------------


def recompute(
    deadline: Deadline, new_start: date, *, now: datetime, event_id: UUID | None = None, why: str = "corrected"
) -> Deadline:
    """Work the date out again from a corrected start, running or not. Old dates and a recorded breach stay on record.

    `event_id` names the logged event that holds the typed reason (sealed). Two queries.
    """
    _keep_history(deadline, now, event_id, why)
    deadline.extended = False
    _set_dates(deadline, new_start, BankHoliday.calendar())
    return _save_dates(deadline)


def extend(deadline: Deadline, until: date, *, now: datetime, event_id: UUID | None = None) -> Deadline:
    """A delay was approved (D35): due on that date instead. Two queries."""
    _keep_history(deadline, now, event_id, "extended")
    deadline.due_on, deadline.skipped, deadline.extended = until, [], True
    deadline.next_reminder_at = next_moment(deadline, BankHoliday.calendar())
    return _save_dates(deadline)


def _keep_history(deadline: Deadline, now: datetime, event_id: UUID | None, why: str) -> None:
    changed_on = timezone.localdate(now)
    # The old limit may have passed unseen: its breach is recorded before the date moves.
    if deadline.is_running:
        _note_breach(deadline, changed_on)
    entry = {
        "started_on": deadline.started_on.isoformat(),
        "due_on": deadline.due_on.isoformat(),
        "changed_on": changed_on.isoformat(),
        "why": why,
        "event": str(event_id) if event_id else "",
    }
    deadline.history = [*deadline.history, entry]


def _set_dates(deadline: Deadline, start: date, holidays: BankHolidays) -> None:
    answer = due_date(deadline.rule, start, holidays)
    deadline.started_on, deadline.due_on = start, answer.due
    deadline.skipped = [{"date": day.date.isoformat(), "reason": day.reason} for day in answer.skipped]
    deadline.next_reminder_at = next_moment(deadline, holidays)


def _save_dates(deadline: Deadline) -> Deadline:
    if not deadline.is_running:
        # Met or stopped: judge again against the corrected date; what was recorded before stays.
        ended_on = deadline.met_on or deadline.stopped_on
        if ended_on is not None:
            _note_breach(deadline, ended_on)
        deadline.next_reminder_at = None
    deadline.save(
        update_fields=["started_on", "due_on", "skipped", "extended", "history", "breached_at", "next_reminder_at"]
    )
    return deadline


def apply_bank_holidays(now: datetime) -> int:
    """Let running clocks follow bank holidays that staff entered or withdrew since. Returns how many dates moved."""
    changed = list(BankHoliday.objects.filter(Q(applied_at=None) | ~Q(applied_at=F("changed_at"))))
    if not changed:
        return 0
    holidays, moved = BankHoliday.calendar(), 0
    for deadline in Deadline.objects.filter(state=Deadline.State.RUNNING, extended=False).select_related("rule"):
        if due_date(deadline.rule, deadline.started_on, holidays).due != deadline.due_on:
            recompute(deadline, deadline.started_on, now=now, why="bank_holiday")
            moved += 1
    for holiday in changed:
        # Only if it was not changed again meanwhile.
        BankHoliday.objects.filter(pk=holiday.pk, changed_at=holiday.changed_at).update(applied_at=holiday.changed_at)
    return moved


# --- Reading ------------------------------------------------------------------------------------------------------


def is_overdue(deadline: Deadline, today: date) -> bool:
    """Whether a running clock's date has passed."""
    return deadline.is_running and today > deadline.due_on


def working_days_left(deadline: Deadline, today: date, holidays: BankHolidays | None = None) -> int:
    """Working days from today (not counted) up to the due date; negative when it has passed. Pass `holidays` for
    lists.
    """
    return calendar.working_days_between(today, deadline.due_on, holidays or BankHoliday.calendar())


def countdown(deadline: Deadline, today: date, holidays: BankHolidays | None = None) -> str:
    """ "3 working days left", "due today", "2 working days overdue", "overdue"."""
    days = working_days_left(deadline, today, holidays)
    if today == deadline.due_on:
        return "due today"
    plural = "" if abs(days) == 1 else "s"
    if today > deadline.due_on:
        return f"{-days} working day{plural} overdue" if days else "overdue"
    return f"{days} working day{plural} left" if days else "due before the next working day"


def explain(deadline: Deadline) -> list[str]:
    """Why this date: sentences to read one after the other. The deadline comes with its rule; no query."""
    rule = deadline.rule
    sentences = [
        f"The clock counts from {_day(deadline.started_on)}, the day {rule.get_starts_on_display()}.",
        f"The limit is {rule.length_in_words} ({rule.legal_basis}).",
    ]
    if deadline.extended:
        sentences.append(f"A delay was approved: it is now due on {_day(deadline.due_on)}.")
    else:
        sentences += [*_counting(deadline), f"So it is due on {_day(deadline.due_on)}."]
    if rule.unconfirmed:
        sentences.append(rule.unconfirmed)
    sentences += [_earlier(entry) for entry in deadline.history]
    if deadline.breached_at is not None:
        passed = timezone.localdate(deadline.breached_at) - calendar.ONE_DAY
        sentences.append(f"The limit ran out at the end of {_day(passed)} without being met. This stays on record.")
    return sentences


def _counting(deadline: Deadline) -> list[str]:
    unit = deadline.rule.unit
    if unit in (calendar.Unit.MONTHS, calendar.Unit.YEARS):
        return ["It is the same day of the month, or the month's last day where there is no such day."]
    counting = {
        calendar.Unit.WORKING_DAYS: "The first working day after that day is day 1.",
        calendar.Unit.CLEAR_WORKING_DAYS_BEFORE: "So many whole working days lie between the two days; neither counts.",
        calendar.Unit.CLEAR_WORKING_DAYS_AFTER: "So many whole working days lie between the two days; neither counts.",
    }[calendar.Unit(unit)]
    if not deadline.skipped:
        return [counting, "No day was skipped."]
    days = "; ".join(f"{_day(date.fromisoformat(day['date']))}, {day['reason']}" for day in deadline.skipped)
    return [counting, f"These days do not count: {days}."]


def _earlier(entry: Mapping[str, str]) -> str:
    changed = _day(date.fromisoformat(entry["changed_on"]))
    was = f"before, it counted from {_day(date.fromisoformat(entry['started_on']))}"
    was += f" and was due on {_day(date.fromisoformat(entry['due_on']))}"
    causes = {
        "corrected": "the start was corrected",
        "extended": "a delay was approved",
        "bank_holiday": "the bank holidays were corrected",
    }
    return f"On {changed} {causes.get(entry['why'], 'the date was changed')}; {was}."


def _day(day: date) -> str:
    return f"{day:%A %-d %B %Y}"
