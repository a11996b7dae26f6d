"""The watchdog around django-q2's cluster.

Seen with django-q2: after its idle workers are killed, a cluster lives on and works nothing; one malformed schedule
stops all schedules; a killed process of the pool may keep a lock for which all others, and the sentinel, then wait.
So the watchdog wakes the sweep itself, listens for the cluster's pulse (workflow.worker.pulse), sends an idle one a job
that does nothing, and restarts a cluster that takes no job. It measures silence by the machine's monotonic clock:
setting the time forward or back restarts nothing.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from threading import Event
from time import monotonic, sleep

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.utils import timezone
from django_q.cluster import Cluster as QCluster

from workflow.notices.wake import send_canary, wake
from workflow.worker import health
from workflow.worker.pulse import Beating, Pulse
from workflow.worker.queue import sweep_stale

log = logging.getLogger(__name__)

WAKE_EVERY_SECONDS = 15
# An idle cluster is sent a job that does nothing after so long.
CANARY_AFTER_SECONDS = 5
# With the two before and what it may take to stop, a stalled cluster is restarted within half a minute.
SILENT_AFTER_SECONDS = 20
# Before its first job, on a machine with much to do.
START_WITHIN_SECONDS = 180
STOP_WITHIN_SECONDS = 8
# One that is stalled hardly listens.
STOP_STALLED_WITHIN_SECONDS = 2
RESTART_PAUSE_SECONDS = 2


class Cluster:
    """The process tree of one django-q2 cluster, in a process group of its own."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.pulse: Pulse | None = None

    def start(self) -> None:
        self.pulse = Pulse()
        command = [*self.command, str(self.pulse.write_end)]
        self.process = subprocess.Popen(  # noqa: S603 - our own manage.py
            command, start_new_session=True, pass_fds=[self.pulse.write_end]
        )
        self.pulse.handed_over()
        log.info("Cluster started as process %d.", self.process.pid)

    def was_felt(self) -> bool:
        """Whether a job was taken, worked on or done since the last time."""
        return self.pulse is not None and self.pulse.was_felt()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self, *, stalled: bool = False) -> None:
        """Ask the parent to stop, and only the parent: its children lose running work when signalled. Then end what
        is left.
        """
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_STALLED_WITHIN_SECONDS if stalled else STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("The cluster did not stop by itself and is ended. Work that broke off starts again later.")
        # A cluster with a broken queue waits for ever, and a killed parent leaves its children behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        if self.pulse is not None:
            self.pulse.close()
            self.pulse = None


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
        self.has_begun = False
        self.quiet_since = self.woken_at = self.canary_at = 0.0

    def run(self) -> None:
        """Returns after `stopping` was set and the cluster has ended."""
        try:
            self.restart()
            while not self.stopping.wait(1):
                self.look()
        finally:
            self.cluster.stop()

    def restart(self, *, stalled: bool = False) -> None:
        # A forked child must not share the watchdog's connection.
        connection.close()
        self.cluster.stop(stalled=stalled)
        self.cluster.start()
        self.has_begun = False
        self.quiet_since = self.clock()
        self.woken_at = 0.0

    def look(self) -> None:
        """One look at the cluster: wake it when it is time, restart it when it ended or fell silent."""
        if self.cluster.has_ended():
            log.error("The cluster ended by itself and is started again.")
            self.stopping.wait(RESTART_PAUSE_SECONDS)
            self.restart()
            return
        now = self.clock()
        if self.cluster.was_felt():
            self.has_begun, self.quiet_since = True, now
        silence = now - self.quiet_since
        if silence > (self.silent_after if self.has_begun else START_WITHIN_SECONDS):
            log.error("The cluster took no job for %d seconds: it is restarted.", silence)
            self.restart(stalled=True)
            return
        try:
            self._wake(now, idle=self.has_begun and silence >= CANARY_AFTER_SECONDS)
        except Error:
            log.exception("The database does not answer; the watchdog tries again.")
            self.quiet_since = self.clock()

    def _wake(self, now: float, *, idle: bool) -> None:
        if now - self.woken_at >= self.wake_every:
            self.woken_at = now
            close_old_connections()
            sweep_stale(timezone.now())
            if not health.jobs_waiting():
                wake()
        elif idle and now - self.canary_at >= CANARY_AFTER_SECONDS:
            self.canary_at = now
            # Unless something waits already: while nothing works, they would pile up.
            if not health.jobs_waiting():
                send_canary()


def cluster_command() -> list[str]:
    """How this process, as the watchdog, starts its cluster."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--cluster", str(os.getpid()), "--pulse"]


def run_cluster(watchdog: int, pulse: int) -> None:
    """Be the cluster of the watchdog with that process id: return when told to stop. `pulse`: the pipe's end.

    Ends with its watchdog, so that none is left to work unwatched; also where the watchdog died before this began.
    """
    if os.getppid() != watchdog:
        return
    Beating(pulse).connect()
    cluster = QCluster()
    cluster.start()
    while cluster.sentinel.is_alive():
        if os.getppid() != watchdog:
            log.error("The watchdog has gone: the cluster ends too. Work that broke off starts again later.")
            os.killpg(os.getpgrp(), signal.SIGKILL)
        sleep(1)
