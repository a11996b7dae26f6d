"""What a clock says of itself: how long is left, and why its date is what it is."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from forms.definition.dates import in_full
from workflow import calendar
from workflow.calendar import BankHolidays
from workflow.clocks.deadline import Deadline
from workflow.clocks.escalation import in_words
from workflow.clocks.rules import title_of_version
from workflow.engine.machine import labels_of
from workflow.procedures.version import BankHoliday, DeadlineRule, Occasion


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
    """Why this date, and what became of it: sentences to read one after the other. The deadline comes with its rule; no
    query, but one for the title of a version that was not asked for before.
    """
    sentences = [*reasons(deadline), *(_earlier(entry) for entry in deadline.history)]
    if told := breach_in_words(deadline):
        sentences.append(told)
    return sentences


def reasons(deadline: Deadline) -> list[str]:
    """Why this date: start, rule and version, counting, each day skipped, what follows when it passes."""
    rule = deadline.rule
    starts_on = labels_of(DeadlineRule, "starts_on").get(rule.starts_on, rule.starts_on)
    sentences = [
        f"The limit is counted from {in_full(deadline.started_on)}, the day {starts_on}.",
        f"The limit is {rule.length_in_words} ({rule.legal_basis}), by “{title_of_version(rule)}”.",
    ]
    if rule.met_by == Occasion.TICKED:
        sentences.append("It is met when an officer records on the case that it was done.")
    if deadline.extended:
        sentences.append(f"More time was approved: it is now due on {in_full(deadline.due_on)}.")
    else:
        sentences += [*_counting(deadline), f"So it is due on {in_full(deadline.due_on)}."]
    if rule.is_prompt:
        sentences.append("It prompts: when the date has passed somebody is to act, and no limit is broken.")
    sentences += _afterwards(rule)
    if rule.unconfirmed:
        sentences.append(rule.unconfirmed)
    return sentences


def breach_in_words(deadline: Deadline) -> str:
    """That the limit ran out unmet, "" where it did not."""
    if deadline.breached_at is None:
        return ""
    passed = timezone.localdate(deadline.breached_at) - calendar.ONE_DAY
    return f"The limit ran out at the end of {in_full(passed)} without being met. This stays on record."


def _afterwards(rule: DeadlineRule) -> list[str]:
    sentences = []
    if rule.escalation_offsets:
        *most, last = [str(offset) for offset in sorted(rule.escalation_offsets)]
        days = f"{', '.join(most)} and {last}" if most else last
        plural = "" if rule.escalation_offsets == [1] else "s"
        sentences.append(f"If it is not done, {in_words(rule.escalates_to)} are told {days} working day{plural} after.")
    if rule.longest_extension is not None:
        needs = f" It needs: {rule.extension_needs}." if rule.extension_needs else ""
        sentences.append(f"It may be extended by {rule.longest_extension_in_words} at most.{needs}")
    return sentences


def _counting(deadline: Deadline) -> list[str]:
    unit = deadline.rule.unit
    if unit == calendar.Unit.DAYS:
        return ["Every day counts, also Saturdays, Sundays and bank holidays. The day after that day is day 1."]
    if unit in (calendar.Unit.MONTHS, calendar.Unit.YEARS):
        return ["It is the same day of the month, or the month's last day where there is no such day."]
    counting = {
        calendar.Unit.WORKING_DAYS: "The first working day after that day is day 1.",
        calendar.Unit.CLEAR_WORKING_DAYS_BEFORE: "So many whole working days lie between the two days; neither counts.",
        calendar.Unit.CLEAR_WORKING_DAYS_AFTER: "So many whole working days lie between the two days; neither counts.",
    }[calendar.Unit(unit)]
    if not deadline.skipped:
        return [counting, "No day was skipped."]
    days = "; ".join(f"{in_full(date.fromisoformat(day['date']))}, {day['reason']}" for day in deadline.skipped)
    return [counting, f"These days do not count: {days}."]


def cause_in_words(entry: Mapping[str, str]) -> str:
    """Why the dates of a clock were changed, from its history."""
    causes = {
        "corrected": "the start was corrected",
        "extended": "more time was approved",
        "taken_back": "the extension was taken back",
        "bank_holiday": "the bank holidays were corrected",
        "procedure": "the case moved to another version of the procedure",
    }
    return causes.get(entry["why"], "the date was changed")


def _earlier(entry: Mapping[str, str]) -> str:
    changed = in_full(date.fromisoformat(entry["changed_on"]))
    was = f"before, it counted from {in_full(date.fromisoformat(entry['started_on']))}"
    was += f" and was due on {in_full(date.fromisoformat(entry['due_on']))}"
    return f"On {changed} {cause_in_words(entry)}; {was}."
