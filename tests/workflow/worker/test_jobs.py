"""The worker's entry points: one sweep does all, a step that fails stops no other, signs of life."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django_q.models import OrmQ, Schedule

from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import on
from workflow.clocks import reminders
from workflow.models import Notice, WorkerHeartbeat
from workflow.notices.wake import wake
from workflow.worker import health, jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.duty("D2")
def test_one_sweep_takes_a_deadline_to_its_reminder_in_the_mailbox(clock):
    scene.start(scene.case(), "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    clock.move_to(scene.at("2026-03-09 08:00"))
    jobs.sweep()
    jobs.sweep()
    assert [message.subject for message in mail.outbox] == ["EXAM-2026-0001: Notify the Panel today"]
    assert Notice.objects.get().state == Notice.State.SENT


def test_a_step_that_fails_is_logged_and_the_others_run(monkeypatch, caplog):
    def fail(now):
        raise RuntimeError("broken")

    scene.notice()
    monkeypatch.setattr(jobs, "STEPS", (fail, *jobs.STEPS))
    with caplog.at_level(logging.ERROR):
        jobs.sweep()
    assert "the sweep's step fail failed" in caplog.text.lower()
    assert len(mail.outbox) == 1


def test_the_sweep_can_be_run_by_hand():
    scene.notice()
    call_command("sweep")
    assert len(mail.outbox) == 1


def test_a_sweep_with_nothing_to_do_is_cheap(django_assert_max_num_queries):
    jobs.sweep()
    # A query or two for each of its steps, and one for the beat: what is due stands behind an index. One of them
    # looks for records that wait for letters to go, of every kind of sending (D8, D21, D39, D43); one asks whether
    # something kept for somebody who never signed in again is over. The portal joins ten steps: webhooks, kept answers,
    # the index of reports, open drafts, alerts, requests and the head of the record, which is looked at first of all.
    # Within the first minutes of an hour, as here, what goes by itself is looked for in each schedule of keeping too.
    with django_assert_max_num_queries(55):
        jobs.sweep()


def test_waking_adds_one_job_without_arguments(django_assert_num_queries):
    with django_assert_num_queries(1):
        wake()
    assert OrmQ.objects.count() == 1


def test_schedules_are_put_right_however_often_it_is_asked():
    jobs.ensure_schedules()
    Schedule.objects.update(func="gone.module", minutes=60)
    jobs.ensure_schedules()
    schedule = Schedule.objects.get()
    assert (schedule.func, schedule.minutes, schedule.repeats) == ("workflow.worker.jobs.sweep", 1, -1)


def test_the_worker_is_seen_when_it_sweeps_and_not_long_after(clock):
    assert health.last_seen() is None
    assert not health.worker_is_alive()
    jobs.sweep()
    assert health.worker_is_alive()
    clock.shift(timedelta(seconds=91))
    assert not health.worker_is_alive()


def test_the_heart_beats_again_after_the_clock_was_set_back(clock):
    jobs.sweep()
    clock.shift(timedelta(hours=-1))
    jobs.sweep()
    assert health.worker_is_alive()
    assert WorkerHeartbeat.objects.count() == 1


def test_a_moved_demonstration_clock_does_not_look_like_a_dead_worker(settings, tmp_path):
    settings.DEMO_CLOCK_FILE = tmp_path / "demo-clock"
    jobs.sweep()
    settings.DEMO_CLOCK_FILE.write_text(str(40 * 24 * 3600))
    assert health.worker_is_alive()


def test_health_counts_what_waits_and_what_needs_a_person():
    for number, state in enumerate(["queued", "queued", "sending", "sent", "failed", "parked", "by_hand"]):
        scene.notice(number, state=state)
    wake()
    found = health.health()
    assert (found.notices_waiting, found.notices_failed, found.notices_parked, found.notices_by_hand) == (3, 1, 1, 1)
    assert found.oldest_waiting == scene.MONDAY
    assert found.jobs_waiting == 1
    assert not found.alive


def test_reminders_use_the_time_they_are_given(clock):
    # Whatever the machine's clock says: the caller's moment decides.
    scene.start(scene.case(), "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    assert reminders.sweep_due(scene.MONDAY) == 0
    assert reminders.sweep_due(scene.at("2026-03-09 08:00")) == 1


def test_a_long_sweep_beats_again_and_again(clock, monkeypatch):
    """A step may take long: the watchdog must not think that nobody works."""
    seen = []

    def slow(now):
        seen.append(health.last_seen())
        clock.shift(timedelta(seconds=11))

    monkeypatch.setattr(jobs, "STEPS", (slow, slow, slow))
    jobs.sweep()
    assert seen == [scene.MONDAY, scene.MONDAY + timedelta(seconds=11), scene.MONDAY + timedelta(seconds=22)]
