"""The watchdog: it wakes the sweep, restarts a cluster that ended or fell silent, and stops within seconds."""

import os
import sys
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django_q.models import OrmQ

from workflow.management import starting
from workflow.models import WorkerHeartbeat
from workflow.worker import health
from workflow.worker import watchdog as worker
from workflow.worker.watchdog import Cluster, Watchdog

pytestmark = pytest.mark.django_db


class FakeCluster(Cluster):
    """Counts what the watchdog asks of it."""

    def __init__(self) -> None:
        super().__init__([])
        self.starts = 0
        self.ended = self.beats = False
        self.stalled: list[bool] = []

    def start(self) -> None:
        self.starts += 1
        self.ended = False

    def stop(self, *, stalled: bool = False) -> None:
        self.stalled.append(stalled)

    def was_felt(self) -> bool:
        return self.beats

    def has_ended(self) -> bool:
        return self.ended


class Seconds:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def watchdog(seconds, monkeypatch):
    # The restart closes the connection, which here holds the test's transaction.
    monkeypatch.setattr(worker, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "RESTART_PAUSE_SECONDS", 0)
    dog = Watchdog(FakeCluster(), clock=seconds)
    dog.restart()
    return dog


def pass_time(watchdog, seconds, total, *, beating):
    watchdog.cluster.beats = beating
    for _ in range(total):
        seconds.now += 1
        watchdog.look()


def test_it_wakes_the_sweep_and_lets_no_wake_ups_pile_up(watchdog, seconds):
    pass_time(watchdog, seconds, 70, beating=True)
    assert OrmQ.objects.count() == 1
    OrmQ.objects.all().delete()
    pass_time(watchdog, seconds, 25, beating=True)
    assert OrmQ.objects.count() == 1


def test_a_cluster_that_works_is_left_alone(watchdog, seconds):
    pass_time(watchdog, seconds, 300, beating=True)
    assert watchdog.cluster.starts == 1


def test_a_cluster_that_lives_and_works_nothing_is_restarted_within_half_a_minute(watchdog, seconds):
    pass_time(watchdog, seconds, 60, beating=True)
    pass_time(watchdog, seconds, 25, beating=False)
    assert watchdog.cluster.starts == 2
    assert watchdog.cluster.stalled[-1]


def test_a_cluster_that_never_works_is_restarted_too_and_may_take_longer_to_begin(watchdog, seconds):
    pass_time(watchdog, seconds, 170, beating=False)
    assert watchdog.cluster.starts == 1
    pass_time(watchdog, seconds, 15, beating=False)
    assert watchdog.cluster.starts == 2


def test_an_idle_cluster_is_sent_a_job_that_does_nothing(watchdog, seconds):
    pass_time(watchdog, seconds, 1, beating=True)
    OrmQ.objects.all().delete()
    pass_time(watchdog, seconds, 7, beating=False)
    assert [row.task["func"] for row in OrmQ.objects.all()] == ["workflow.worker.jobs.canary"]


def test_a_lost_heartbeat_in_the_database_restarts_nothing(watchdog, seconds):
    """A sweep that waits for a slow mail server writes none for a while."""
    WorkerHeartbeat.objects.update_or_create(pk=1, defaults={"seen_at": timezone.now() - timedelta(hours=1)})
    pass_time(watchdog, seconds, 120, beating=True)
    assert watchdog.cluster.starts == 1


def test_a_cluster_that_ended_is_started_again_at_once(watchdog):
    watchdog.cluster.ended = True
    watchdog.look()
    assert watchdog.cluster.starts == 2


def test_a_database_that_is_down_is_waited_for(watchdog, seconds, monkeypatch, caplog):
    def refuse():
        raise OperationalError("the database is down")

    with monkeypatch.context() as patch:
        patch.setattr(health, "jobs_waiting", refuse)
        pass_time(watchdog, seconds, 300, beating=False)
    assert watchdog.cluster.starts == 1
    assert "The database does not answer" in caplog.text


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(f"{child.pid}\\n")
time.sleep(60)
"""


def test_stopping_ends_a_cluster_that_ignores_the_signal_and_its_children(monkeypatch, tmp_path):
    monkeypatch.setattr(worker, "STOP_WITHIN_SECONDS", 0.5)
    note = tmp_path / "child"
    cluster = Cluster([sys.executable, "-c", STUBBORN, str(note)])
    cluster.start()
    while not (note.exists() and note.read_text().endswith("\n")):
        time.sleep(0.05)
    started = time.monotonic()
    cluster.stop()
    assert time.monotonic() - started < 5
    assert cluster.has_ended()
    while is_running(int(note.read_text())):
        assert time.monotonic() - started < 5
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether the process runs: one that ended and was not collected yet does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_worker_refuses_to_start_with_a_wrong_key(monkeypatch):
    def refuse():
        raise ImproperlyConfigured("The vault key is missing.")

    monkeypatch.setattr(starting, "check_keys", refuse)
    with pytest.raises(CommandError, match="The vault key is missing"):
        call_command("worker")


def test_a_cluster_whose_watchdog_died_before_it_began_does_not_begin(monkeypatch):
    monkeypatch.setattr(worker, "QCluster", lambda: pytest.fail("The cluster began."))
    call_command("worker", cluster=1 if os.getppid() != 1 else 2, pulse=1)
