"""Breaches and reminders: each once, also after the machine was off, across the change of the clocks."""

import logging
from datetime import timedelta

import pytest

from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import at, on
from workflow import clocks, reminders
from workflow.models import Deadline, Notice
from workflow.reminders import sweep_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return scene.partnership()


@pytest.fixture
def case(partnership):
    return scene.case(partnership)


def rapid_review_clock(case, start="2026-03-02"):
    return clocks.start(case, "rapid-review", on=on(start), record=scene.record("rapid_review"), now=scene.MONDAY)


def sent():
    return list(Notice.objects.order_by("queued_at", "recipient_email").values_list("key", "recipient_email"))


@pytest.mark.duty("D6")
def test_reminders_come_before_on_and_after_the_day_each_once(case):
    rapid_review_clock(case)  # due on Monday 23 March
    moment, seen = at("2026-03-02 09:00"), []
    while moment < at("2026-03-27 09:00"):
        before = Notice.objects.count()
        sweep_due(moment)
        sweep_due(moment)
        if Notice.objects.count() > before:
            seen.append(moment)
        moment += timedelta(hours=1)
    assert seen == [at(day + " 08:00") for day in ("2026-03-16", "2026-03-19", "2026-03-23", "2026-03-24")]
    assert [key for key, _ in sent()] == ["deadline-before", "deadline-before", "deadline-today", "deadline-passed"]


@pytest.mark.duty("D2")
def test_the_local_authority_is_reminded_of_its_notification_too(partnership, case):
    scene.local_authority(partnership)
    clocks.start(case, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    sweep_due(at("2026-03-05 08:00"))
    assert sent() == [("deadline-before", "las@council.example"), ("deadline-before", "office@example.example")]


@pytest.mark.duty("D2")
def test_a_breach_is_recorded_at_midnight_and_not_before(case):
    clocks.start(case, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    sweep_due(at("2026-03-09 23:59"))
    assert not Deadline.objects.get().is_breached
    sweep_due(at("2026-03-10 00:00"))
    assert Deadline.objects.get().breached_at == at("2026-03-10 00:00")


@pytest.mark.parametrize(
    ("start", "midnight"),
    [
        ("2026-03-20", "2026-03-28 00:00"),  # due on Friday 27 March, the last winter-time Friday
        ("2026-03-23", "2026-03-31 00:00"),  # due on Monday 30 March, the first summer-time Monday
        ("2026-10-19", "2026-10-27 00:00"),  # due on Monday 26 October, the day after the clocks go back
    ],
)
def test_local_midnight_decides_across_the_change_of_the_clocks(case, start, midnight):
    clocks.start(case, "notification", on=on(start), record=scene.record(), now=scene.MONDAY)
    sweep_due(at(midnight) - timedelta(minutes=1))
    assert not Deadline.objects.get().is_breached
    sweep_due(at(midnight))
    assert Deadline.objects.get().breached_at == at(midnight)


@pytest.mark.duty("D6")
def test_a_machine_that_was_off_sends_the_newest_missed_reminder_once(case):
    rapid_review_clock(case)
    sweep_due(at("2026-03-25 12:00"))
    sweep_due(at("2026-03-25 12:01"))
    assert [key for key, _ in sent()] == ["deadline-passed"]
    assert Deadline.objects.get().is_breached
    # Nothing more but the escalation, five working days after Monday 23 March.
    assert Deadline.objects.get().next_reminder_at == at("2026-03-30 08:00")


def test_a_clock_set_back_repeats_nothing(case):
    rapid_review_clock(case)
    sweep_due(at("2026-03-19 08:00"))
    Deadline.objects.update(next_reminder_at=at("2026-03-16 08:00"))
    sweep_due(at("2026-03-19 07:00"))
    sweep_due(at("2026-03-19 08:00"))
    assert Notice.objects.count() == 2  # the one for 19 March, and that of 16 March which had been overtaken


def test_a_met_clock_reminds_of_nothing(case):
    rapid_review_clock(case)
    clocks.meet(case, "rapid-review", on=on("2026-03-10"))
    assert sweep_due(at("2026-04-01 08:00")) == 0
    assert sent() == []


def test_a_corrected_date_is_reminded_of_anew(case):
    deadline = rapid_review_clock(case)
    sweep_due(at("2026-03-23 08:00"))
    clocks.recompute(deadline, on("2026-03-09"), now=at("2026-03-23 09:00"))
    sweep_due(at("2026-03-26 08:00"))  # now due on Monday 30 March
    assert [key for key, _ in sent()] == ["deadline-today", "deadline-before"]


@pytest.mark.duty("D42")
def test_the_year_on_the_website_ends_with_a_prompt_only(case):
    clocks.start(case, "website", on=on("2025-03-02"), record=scene.record("publication"), now=scene.MONDAY)
    sweep_due(at("2026-03-05 08:00"))
    assert [key for key, _ in sent()] == ["deadline-passed"]
    assert not Deadline.objects.get().is_breached


def test_a_reminder_carries_reference_and_date_and_no_fact(case):
    case.headline = "Baby A, fractures"
    case.save()
    rapid_review_clock(case)
    sweep_due(at("2026-03-23 08:00"))
    notice = Notice.objects.get()
    assert notice.subject == "EXAM-2026-0001: Complete the rapid review today"
    assert "Monday 23 March 2026" in notice.body
    assert "Baby" not in notice.subject + notice.body


def test_a_deadline_that_cannot_be_handled_does_not_stop_the_others(partnership, case, caplog, monkeypatch):
    broken = scene.case(partnership, 2)
    rapid_review_clock(case)
    clocks.start(broken, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    Deadline.objects.filter(case=broken).update(next_reminder_at=at("2026-03-02 09:00"))
    whole = reminders.next_moment

    def fail_for_one(deadline, *args, **kwargs):
        if deadline.case_id == broken.pk:
            raise RuntimeError("a row that cannot be read")
        return whole(deadline, *args, **kwargs)

    monkeypatch.setattr(reminders, "next_moment", fail_for_one)
    with caplog.at_level(logging.ERROR):
        assert sweep_due(at("2026-03-23 08:00")) == 1
    assert "could not be handled" in caplog.text
    assert len(sent()) == 1


def test_a_sweep_with_nothing_due_costs_one_query(case, django_assert_num_queries):
    rapid_review_clock(case)
    with django_assert_num_queries(1):
        sweep_due(at("2026-03-03 08:00"))
