"""The statistics of a hundred thousand deadlines are there in time for a person who waits."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.factories.case import MONDAY, CaseFactory
from tests.load.conftest import median_seconds
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.whole import gather
from workflow.models import Deadline

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
MANY = 100_000


def test_a_hundred_thousand_deadlines(figure: Callable[..., None]) -> None:
    cases = [CaseFactory() for _ in range(20)]
    rules = list(cases[0].procedure.rules.filter(is_prompt=False))
    first = date(2021, 1, 4)
    rows = []
    for number in range(MANY):
        started = first + timedelta(days=number % 1_800)
        due = started + timedelta(days=21)
        met = started + timedelta(days=number % 40)
        rows.append(
            Deadline(
                case=cases[number % len(cases)],
                rule=rules[number % len(rules)],
                machine="rapid_review",
                record_id=uuid4(),
                state=Deadline.State.MET,
                started_on=started,
                due_on=due,
                met_on=met,
                breached_at=MONDAY if met > due else None,
                opened_at=MONDAY,
            )
        )
    Deadline.objects.bulk_create(rows, batch_size=2_000)
    period = Period(Quarter(2021, 1), Quarter(2025, 4))
    partnerships = [cases[0].partnership]

    def count() -> None:
        found = gather(partnerships, period, today=date(2026, 3, 2))
        clocks = [table for table in found.tables if table.key.startswith("clock-")]
        assert sum(int(table.rows[-1].cells[0]) for table in clocks) == MANY

    figure("Statistics of 100,000 deadlines, five years", median_seconds(count, rounds=3), at_most=4.0)
