"""Two workers that sweep at the same moment: each reminder goes once, each date moves once."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, connections

from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import at, on
from workflow import clocks
from workflow.clocks import recalculating as following
from workflow.clocks.reminders import sweep_due
from workflow.models import BankHoliday, Deadline, MovedDeadline, Notice, Recalculation

MANY = 120


def together(work: Callable[[datetime], object], now: datetime) -> None:
    """The same work by two threads at once; one after the other where the database has one connection only."""
    ready, failures = threading.Barrier(2, timeout=20), []

    def one(*, wait: bool) -> None:
        try:
            if wait:
                ready.wait()
            work(now)
        except Exception as error:
            failures.append(error)
        finally:
            if wait:
                connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        one(wait=False)
        one(wait=False)
    else:
        workers = [threading.Thread(target=one, kwargs={"wait": True}) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_send_one_reminder_each() -> None:
    case = scene.case()
    for _ in range(MANY):
        scene.start(case, "rapid-review", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    together(sweep_due, at("2026-03-23 08:00"))
    assert Notice.objects.filter(key="deadline-today").count() == MANY


@pytest.mark.django_db(transaction=True)
def test_two_walks_at_once_move_each_date_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "BATCH", 25)
    case = scene.case()
    for _ in range(MANY):
        scene.start(case, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    BankHoliday.objects.create(date=on("2026-03-04"), name="A day of thanks")
    together(clocks.apply_bank_holidays, at("2026-03-03 08:00"))
    assert Recalculation.objects.get().moved == MovedDeadline.objects.count() == MANY
    assert {len(deadline.history) for deadline in Deadline.objects.all()} == {1}
    assert Notice.objects.filter(key="due-dates-moved").count() == 1
