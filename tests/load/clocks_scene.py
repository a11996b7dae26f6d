"""A hundred thousand clocks of a few thousand cases, as a portal of many partnerships would have after years."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from forms.vault import DataKey
from portal.database.planning import look_now
from tests.workflow import clock_scene as scene
from workflow import clocks
from workflow.clocks.reminders import next_moment
from workflow.models import BankHoliday, Case, Deadline
from workflow.waiting.keeping import rebuild

MANY = 100_000
CASES = 2_000
# The clocks begin on one of so many days before this one.
TODAY = date(2026, 3, 2)
DAYS = 20


def many_clocks(*, due: int = 0, now: datetime) -> None:
    """Running clocks of the first three rules, begun within the last weeks; `due` of them have something to do now."""
    partnership, procedure, key = scene.partnership(), scene.procedure(), DataKey.objects.make()
    cases = [
        Case(
            partnership=partnership,
            procedure=procedure,
            data_key=key,
            reference=f"EXAM-2026-{number:05d}",
            opened_at=scene.MONDAY,
        )
        for number in range(CASES)
    ]
    Case.objects.bulk_create(cases, batch_size=100)
    rules = [clocks.rule_of(procedure, name) for name in ("rapid-review", "publication", "notification")]
    holidays = BankHoliday.calendar()
    kinds = []
    for rule in rules:
        for back in range(DAYS):
            start = TODAY - timedelta(days=back)
            answer = clocks.due_date(rule, start, holidays)
            kind = Deadline(rule=rule, started_on=start, due_on=answer.due)
            kind.skipped = [{"date": day.date.isoformat(), "reason": day.reason} for day in answer.skipped]
            kind.next_reminder_at = next_moment(kind, holidays, after=now)
            kinds.append(kind)
    rows = []
    for number in range(MANY):
        kind = kinds[number % len(kinds)]
        rows.append(
            Deadline(
                case=cases[number % CASES],
                rule=kind.rule,
                machine="notification",
                record_id=uuid4(),
                started_on=kind.started_on,
                due_on=kind.due_on,
                skipped=kind.skipped,
                opened_at=scene.MONDAY,
                next_reminder_at=now if number < due else kind.next_reminder_at,
            )
        )
    Deadline.objects.bulk_create(rows, batch_size=2_000)
    # As the door would have left it, and the worker, which tells SQLite how full its tables are.
    rebuild(now)
    look_now()
