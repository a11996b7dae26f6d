"""The clocks' figures: a sweep over many, a bank holiday that moves them, a step on a case with a long past."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import pytest

from tests.load.clocks_scene import MANY, many_clocks
from tests.workflow.clock_scene import at
from tests.workflow.long_past import STEPS, long_past, step_scene
from tests.workflow.reviews.conftest import report_desk
from workflow import clocks
from workflow.clocks.reminders import sweep_due
from workflow.engine.door import perform
from workflow.models import BankHoliday, Deadline, Recalculation

__all__ = ["report_desk"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
NOW = at("2026-03-03 08:00")
DUE = 100
ROUNDS = 15


def test_a_sweep_over_a_hundred_thousand_clocks(figure: Callable[..., None]) -> None:
    many_clocks(due=DUE, now=NOW)
    began = time.process_time()
    assert sweep_due(NOW) == DUE
    figure("deadline sweep, 100 due of 100,000", time.process_time() - began, at_most=2)
    began = time.process_time()
    assert sweep_due(NOW) == 0
    figure("deadline sweep, none due of 100,000", time.process_time() - began, at_most=0.1)


def test_a_bank_holiday_among_a_hundred_thousand_clocks(figure: Callable[..., None]) -> None:
    many_clocks(now=NOW)
    BankHoliday.objects.create(date=date(2026, 3, 4), name="A day of thanks")
    began, longest = time.process_time(), 0.0
    while not Recalculation.objects.filter(is_finished=True).exists():
        sweep_began = time.process_time()
        clocks.apply_bank_holidays(NOW)
        longest = max(longest, time.process_time() - sweep_began)
    figure("a bank holiday among 100,000 clocks", time.process_time() - began, at_most=60)
    figure("… the longest of its sweeps", longest, at_most=15)
    walk = Recalculation.objects.get()
    assert walk.moved > MANY / 3
    assert Deadline.objects.filter(history=[]).count() == MANY - walk.moved


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_on_a_case_with_500_events(figure: Callable[..., None], report_desk: Any, name: str) -> None:
    times: dict[int, list[float]] = {0: [], 500: []}
    for _round in range(ROUNDS):
        for events, found in times.items():
            record, by, step, data = step_scene(name)
            long_past(record.case, events)
            began = time.process_time()
            perform(record, step, by=by, now=at("2026-03-12 09:00"), data=data)
            found.append(time.process_time() - began)
    empty, long = median(times[0]), median(times[500])
    figure(f"{name}, on a case with 500 events", long, at_most=2 * empty, beside=True)
