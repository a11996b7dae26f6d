"""The watchdog around django-q2's cluster.

Seen with django-q2: after its idle workers are killed, a cluster lives on and works nothing; one malformed schedule
stops all schedules. So the watchdog wakes the sweep itself, watches the heartbeat that the sweep leaves in the
database, and restarts a cluster whose heart stopped. It measures silence by the machine's monotonic clock: setting
the time forward or back restarts nothing.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from threading import Event
from time import monotonic, sleep

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django_q.cluster import Cluster as QCluster

from workflow.notices.wake import wake
from workflow.worker import health

log = logging.getLogger(__name__)

WAKE_EVERY_SECONDS = 15
# With the last three together, mail flows again within two minutes of the cluster's heart stopping.
SILENT_AFTER_SECONDS = 75
STOP_WITHIN_SECONDS = 8
RESTART_PAUSE_SECONDS = 2


class Cluster:
    """The process tree of one django-q2 cluster, in a process group of its own."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own manage.py
        log.info("Cluster started as process %d.", self.process.pid)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """Ask the parent to stop, and only the parent: its children lose running work when signalled. Then end what
        is left.
        """
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("The cluster did not stop by itself and is ended. Work that broke off starts again later.")
        # A cluster with a broken queue waits for ever, and a killed parent leaves its children behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Watchdog:
    """Runs a cluster until it is told to stop, and starts it again when it ends or falls silent."""

    def __init__(
        self,
        cluster: Cluster,
        *,
        silent_after: float = SILENT_AFTER_SECONDS,
        wake_every: float = WAKE_EVERY_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.cluster, self.silent_after, self.wake_every, self.clock = cluster, silent_after, wake_every, clock
        self.stopping = Event()
        self.last_beat: datetime | None = None
        self.quiet_since = self.woken_at = 0.0

    def run(self) -> None:
        """Returns after `stopping` was set and the cluster has ended."""
        try:
            self.restart()
            while not self.stopping.wait(1):
                self.look()
        finally:
            self.cluster.stop()

    def restart(self) -> None:
        # A forked child must not share the watchdog's connection.
        connection.close()
        self.cluster.stop()
        self.cluster.start()
        self.quiet_since = self.clock()
        self.woken_at = 0.0

    def look(self) -> None:
        """One look at the cluster: wake it when it is time, restart it when it ended or fell silent."""
        if self.cluster.has_ended():
            log.error("The cluster ended by itself and is started again.")
            self.stopping.wait(RESTART_PAUSE_SECONDS)
            self.restart()
            return
        if self.clock() - self.woken_at < self.wake_every:
            return
        self.woken_at = self.clock()
        try:
            close_old_connections()
            beat = health.last_seen()
            wake_if_nothing_waits()
        except Error:
            log.exception("The database does not answer; the watchdog tries again.")
            self.quiet_since = self.clock()
            return
        if beat != self.last_beat:
            self.last_beat, self.quiet_since = beat, self.clock()
        elif self.clock() - self.quiet_since > self.silent_after:
            log.error("No job ran through for %d seconds: the cluster is restarted.", self.silent_after)
            self.restart()


def wake_if_nothing_waits() -> None:
    """Wake the sweep, unless a wake-up is waiting already: while nothing works, they would pile up."""
    if not health.jobs_waiting():
        wake()


def cluster_command() -> list[str]:
    """How this process, as the watchdog, starts its cluster."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--cluster", str(os.getpid())]


def run_cluster(watchdog: int) -> None:
    """Be the cluster of the watchdog with that process id: return when told to stop.

    Ends with its watchdog, so that none is left to work unwatched; also where the watchdog died before this began.
    """
    if os.getppid() != watchdog:
        return
    cluster = QCluster()
    cluster.start()
    while cluster.sentinel.is_alive():
        if os.getppid() != watchdog:
            log.error("The watchdog has gone: the cluster ends too. Work that broke off starts again later.")
            os.killpg(os.getpgrp(), signal.SIGKILL)
        sleep(1)
