"""Works out a due date and says which days it skipped and why. One line of JSON a date with --json."""

import json
import re
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms.definition.dates import in_full
from forms.present import today
from workflow import clocks
from workflow.calendar import DueDate
from workflow.management.form_places import partnership_named
from workflow.parties.party import Partnership
from workflow.procedures.version import BankHoliday, DeadlineRule, NoProcedureInForce, ProcedureVersion

# Bank holidays are known by law and decree for these years; further dates would be guesses or overflow.
FIRST_YEAR, LAST_YEAR = 1990, 2150


class Command(BaseCommand):
    help = (
        "Work out when something is due: manage.py due notification --from 2026-03-02. For advance-copy, --from is the "
        "planned day of publication, and the answer is the last day to send the copy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", help="notification, rapid-review, advance-copy, publication or website")
        parser.add_argument("--from", dest="starts", action="append", required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--partnership", metavar="SLUG", help="Use this partnership's own procedure if it has one.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="One JSON object a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        starts = [_read_date(text) for text in options["starts"]]
        named = options["partnership"]
        rule = _find_rule(options["rule"], partnership_named(named) if named else None)
        holidays = BankHoliday.calendar()
        show = _as_json if options["as_json"] else _as_text
        for start in starts:
            self.stdout.write(show(rule, start, clocks.due_date(rule, start, holidays)))


def _read_date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise CommandError(f"“{text}” is not a date. Write year, month and day, like 2026-03-02.")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"There is no day “{text}” in the calendar. Write a date like 2026-03-02.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CommandError(f"“{text}” is out of range. Give a date from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _find_rule(key: str, partnership: Partnership | None) -> DeadlineRule:
    try:
        return clocks.rule_of(ProcedureVersion.objects.in_force(partnership, today()), key)
    except (NoProcedureInForce, LookupError) as error:
        raise CommandError(str(error)) from error


def _as_json(rule: DeadlineRule, start: date, answer: DueDate) -> str:
    skipped = [{"date": day.date.isoformat(), "reason": day.reason} for day in answer.skipped]
    return json.dumps(
        {
            "rule": rule.key,
            "from": start.isoformat(),
            "due": answer.due.isoformat(),
            "skipped": skipped,
            "legal_basis": rule.legal_basis,
        },
        ensure_ascii=False,
    )


def _as_text(rule: DeadlineRule, start: date, answer: DueDate) -> str:
    lines = [
        f"{rule.label}: {in_full(answer.due)}",
        f"  {rule.length_in_words}, from {in_full(start)} ({rule.legal_basis})",
    ]
    lines += [f"  not counted: {in_full(day.date)}, {day.reason}" for day in answer.skipped]
    return "\n".join(lines)
