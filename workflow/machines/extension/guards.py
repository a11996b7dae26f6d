"""What must hold before a clock is extended: two people, a clock that runs, a date that its rule allows."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from forms.definition.dates import in_full
from workflow import clocks
from workflow.clocks.deadline import Deadline
from workflow.engine.step import local_date
from workflow.parties.roles import Actor
from workflow.procedures.version import BankHoliday

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case
    from workflow.machines.extension.machine import Extension


def a_clock_can_be_extended(case: "Case", by: Actor, now: datetime) -> str | None:
    """The rules of the case's version say which clocks may be extended."""
    running = clocks.running_of(case)
    if not running:
        return "No limit of this case is running."
    if all(deadline.rule.longest_extension is None for deadline in running):
        return "None of the limits that run in this case may be extended: their rules do not allow it."
    return None


def not_the_proposer(extension: "Extension", by: Actor, now: datetime) -> str | None:
    """Two different people: one proposes, another decides."""
    if extension.proposed_by_id is not None and extension.proposed_by_id == by.user_id():
        return "You proposed this extension, so somebody else has to decide on it."
    return None


def clock_is_running(extension: "Extension", by: Actor, now: datetime) -> str | None:
    if not extension.deadline.is_running:
        return "This limit is no longer running, so there is nothing to extend. Withdraw the proposal."
    return None


def date_is_within_the_rule(extension: "Extension", by: Actor, now: datetime) -> str | None:
    """The date of the clock may have moved since the extension was proposed."""
    if not extension.deadline.is_running:
        return None
    if extension.until < local_date(now):
        return "The date that was asked for has passed. Decline the extension; the office may propose another date."
    return why_not_until(extension.deadline, extension.until, today=local_date(now))


def extension_still_holds(extension: "Extension", by: Actor, now: datetime) -> str | None:
    deadline = extension.deadline
    if not deadline.extended or deadline.due_on != extension.until:
        return "The date of this limit was changed since, so this extension holds no longer."
    return None


def why_not_until(deadline: Deadline, until: date, *, today: date) -> str | None:
    """Why this clock (with its rule) may not be extended to that date, None when it may be."""
    rule = deadline.rule
    if rule.longest_extension is None:
        return f"“{rule.label}” cannot be extended: its rule does not allow it ({rule.legal_basis})."
    if until <= deadline.due_on:
        return f"The new date must be after {in_full(deadline.due_on)}, when “{rule.label}” is due now."
    longest = clocks.longest_until(deadline, BankHoliday.calendar())
    if until > longest:
        refusal = (
            f"“{rule.label}” may be extended by {rule.longest_extension_in_words} at most, counted from the date that "
            f"its rule gives: the latest date is {in_full(longest)}."
        )
        gone = " That day has passed too: it stays late on record, and ends when it is done." if longest < today else ""
        return refusal + gone
    return None
