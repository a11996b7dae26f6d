"""Which rules a version of the procedure has, and the dates that a rule gives."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from workflow import calendar
from workflow.calendar import BankHolidays, DueDate, Unit
from workflow.clocks.deadline import Deadline
from workflow.procedures.version import BankHoliday, DeadlineRule, ProcedureVersion

# Published versions never change, so their rules and titles are read once a process.
_published_rules: dict[UUID, Mapping[str, DeadlineRule]] = {}
_published_titles: dict[UUID, str] = {}


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


def title_of_version(rule: DeadlineRule) -> str:
    """The title of the version that the rule belongs to: no query where it was asked before."""
    title = _published_titles.get(rule.procedure_id)
    if title is None:
        procedure = ProcedureVersion.objects.only("title", "published_at").get(pk=rule.procedure_id)
        title = procedure.title
        if procedure.is_published:
            _published_titles[procedure.pk] = title
    return title


def due_date(rule: DeadlineRule, start: date, holidays: BankHolidays) -> DueDate:
    """When something is due by this rule, from the local date that starts it, and the days skipped."""
    return calendar.due_date(start, rule.unit, rule.length, holidays)


def earliest_after(case: Any, rule_key: str, sent_on: date, *, holidays: BankHolidays | None = None) -> DueDate:
    """The first day on which what the rule protects may happen: for "advance-copy", the earliest publication (D39)."""
    rule = rule_of(case.procedure, rule_key)
    return calendar.clear_working_days_after(sent_on, rule.length, holidays or BankHoliday.calendar())


def longest_until(deadline: Deadline, holidays: BankHolidays) -> date:
    """The last day to which the rule lets this clock be extended, counted from the date that the rule itself gives.

    Raises ValueError where the rule allows no extension.
    """
    rule = deadline.rule
    if rule.longest_extension is None:
        raise ValueError(f"The rule “{rule}” allows no extension.")
    given = due_date(rule, deadline.started_on, holidays).due
    return calendar.due_date(given, Unit(rule.extension_unit), rule.longest_extension, holidays).due
