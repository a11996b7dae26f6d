"""Drill: the real worker on a database of its own, mail to a folder; its pool killed, its schedule spoilt, itself
killed.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

pytestmark = [pytest.mark.drill]

QUEUE = """
from uuid import UUID
from forms.present import now
from workflow import notices
from workflow.models import Notice
notices.queue([Notice(id=UUID("{id}"), key="drill", recipient_name="A", recipient_email="a@agency.example",
    subject="Drill {id}", body="Nothing.", message_id="<{id}@drill.example>", queued_at=now(), not_before=now())])
"""
SPOIL = """
from django.utils import timezone
from django_q.models import Schedule
Schedule.objects.create(name="a spoilt one", func="workflow.worker.jobs.sweep", args="(((", next_run=timezone.now())
Schedule.objects.update(next_run=timezone.now())
"""


class Portal:
    """One installation in a folder: its commands, its worker, its mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        hidden = {"DATABASE_URL", "EMAIL_HOST", "DJANGO_SETTINGS_MODULE", "REDIS_URL"}
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        self.environment = {**kept, "PORTAL_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
        self.worker: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]

    def run(self, *arguments: str) -> None:
        subprocess.run(self.command(*arguments), env=self.environment, check=True, capture_output=True)

    def start_worker(self) -> None:
        with (self.folder / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(self.command("worker"), env=self.environment, stderr=log, stdout=log)

    def end_worker(self, number: int = signal.SIGTERM) -> float:
        """How many seconds the worker took to end."""
        assert self.worker is not None
        started = time.monotonic()
        self.worker.send_signal(number)
        self.worker.wait(30)
        return time.monotonic() - started

    def send(self) -> str:
        identifier = str(uuid4())
        self.run("shell", "--verbosity", "0", "--command", QUEUE.format(id=identifier))
        return identifier

    def state_of(self, identifier: str) -> str:
        with sqlite3.connect(self.folder / "portal.sqlite3", timeout=20) as database:
            query = "SELECT state FROM workflow_notice WHERE id = ?"
            row = database.execute(query, [identifier.replace("-", "")]).fetchone()
        return str(row[0])

    def copies_of(self, identifier: str) -> int:
        mails = (self.folder / "mail").glob("*.log")
        return sum(f"Subject: Drill {identifier}" in mail.read_text() for mail in mails)

    def is_sent_within(self, identifier: str, seconds: float) -> bool:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if self.state_of(identifier) == "sent":
                return True
            time.sleep(0.5)
        return False


def children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == pid and after_name[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worker")
    Portal(folder).run("migrate", "--verbosity", "0")
    return folder


@pytest.fixture
def portal(installation: Path) -> Iterator[Portal]:
    portal = Portal(installation)
    portal.start_worker()
    assert portal.is_sent_within(portal.send(), 180)
    yield portal
    if portal.worker is not None and portal.worker.poll() is None:
        portal.end_worker()


def test_idle_workers_killed_mail_flows_again(portal: Portal) -> None:
    """A lock that they held is held for ever, or was not: either way somebody works again."""
    (cluster,) = children_of(portal.worker.pid)
    (sentinel,) = children_of(cluster)
    for pid in children_of(sentinel)[:2]:
        os.kill(pid, signal.SIGKILL)
    identifier = portal.send()
    assert portal.is_sent_within(identifier, 120)
    assert portal.copies_of(identifier) == 1


def test_a_stuck_sentinel_the_cluster_is_restarted_within_half_a_minute(portal: Portal) -> None:
    (cluster,) = children_of(portal.worker.pid)
    (sentinel,) = children_of(cluster)
    for pid in children_of(sentinel)[:2]:
        os.kill(pid, signal.SIGKILL)
    os.kill(sentinel, signal.SIGSTOP)
    began = time.monotonic()
    while children_of(portal.worker.pid) in ([cluster], []):
        assert time.monotonic() - began < 30
        time.sleep(0.2)
    identifier = portal.send()
    assert portal.is_sent_within(identifier, 120)
    assert portal.copies_of(identifier) == 1


def test_the_whole_cluster_killed_is_started_again_at_once(portal: Portal) -> None:
    (cluster,) = children_of(portal.worker.pid)
    os.killpg(cluster, signal.SIGKILL)
    identifier = portal.send()
    assert portal.is_sent_within(identifier, 30)
    assert portal.copies_of(identifier) == 1


def test_a_spoilt_schedule_stops_no_mail(portal: Portal) -> None:
    portal.run("shell", "--verbosity", "0", "--command", SPOIL)
    time.sleep(35)  # the cluster looks at its schedules every half minute
    assert portal.is_sent_within(portal.send(), 30)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_seconds_and_leaves_nobody_behind(portal: Portal, number: int) -> None:
    (cluster,) = children_of(portal.worker.pid)
    # The watchdog gives its cluster eight seconds; the rest is how busy the machine is.
    assert portal.end_worker(number) < 12
    assert portal.worker.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(cluster, 0)


def test_a_killed_watchdog_takes_its_cluster_with_it(portal: Portal) -> None:
    (cluster,) = children_of(portal.worker.pid)
    portal.end_worker(signal.SIGKILL)
    limit = time.monotonic() + 10
    while children_of(cluster) and time.monotonic() < limit:
        time.sleep(0.2)
    assert children_of(cluster) == []


def test_a_worker_that_was_off_sends_what_waits_once_it_is_back(portal: Portal) -> None:
    portal.end_worker()
    identifiers = [portal.send() for _ in range(3)]
    assert {portal.state_of(identifier) for identifier in identifiers} == {"queued"}
    portal.start_worker()
    for identifier in identifiers:
        assert portal.is_sent_within(identifier, 60)
        assert portal.copies_of(identifier) == 1
