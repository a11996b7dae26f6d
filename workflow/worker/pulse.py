"""The sign by which the watchdog knows that its cluster works: a letter in a pipe, not a row in the database.

A process of the pool writes one when it takes a job, every few seconds while the job lasts, and when it is done. So a
job that takes long is no silence, however slow a mail server or a disk is (django-q ends it at its own time limit), and
a pool that takes no job is one. The pipe tells it the other way too: where nobody holds its other end, the watchdog
is gone, and the process ends its whole group.
"""

import os
import select
import signal
from contextlib import suppress
from threading import Event, Thread
from time import sleep
from typing import Any

from django_q.signals import post_execute_in_worker, post_spawn, pre_execute

EVERY_SECONDS = 2
BROKEN = select.POLLERR | select.POLLHUP | select.POLLNVAL
LETTER, MOST = b".", 65536


class Pulse:
    """The watchdog's side."""

    def __init__(self) -> None:
        self.read_end, self.write_end = os.pipe()
        os.set_blocking(self.read_end, False)

    def was_felt(self) -> bool:
        """Whether anything was written since the last time."""
        with suppress(BlockingIOError):
            return bool(os.read(self.read_end, MOST))
        return False

    def handed_over(self) -> None:
        """The cluster has its own handle of the end that is written to."""
        os.close(self.write_end)

    def close(self) -> None:
        os.close(self.read_end)


class Beating:
    """The side of a process of the pool, and of those that fork it."""

    def __init__(self, write_end: int) -> None:
        self.write_end, self.busy = write_end, Event()
        os.set_blocking(write_end, False)

    def connect(self) -> None:
        """django-q says when it forked a process of the pool, and when one takes a job and is done with it."""
        post_spawn.connect(self.spawned, weak=False, dispatch_uid="workflow.worker.pulse.spawned")
        pre_execute.connect(self.taken, weak=False, dispatch_uid="workflow.worker.pulse.taken")
        post_execute_in_worker.connect(self.done, weak=False, dispatch_uid="workflow.worker.pulse.done")

    def spawned(self, **kwargs: Any) -> None:
        # A thread does not come along with a fork: each process has its own.
        Thread(target=self.run, daemon=True, name="pulse").start()

    def taken(self, **kwargs: Any) -> None:
        self.busy.set()
        self.beat()

    def done(self, **kwargs: Any) -> None:
        self.busy.clear()
        self.beat()

    def run(self) -> None:
        while not self.is_broken():
            if self.busy.is_set():
                self.beat()
            sleep(EVERY_SECONDS)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    def beat(self) -> None:
        # Full: nobody has read for hours, and it says as much. Broken: the thread sees to it.
        with suppress(BlockingIOError, BrokenPipeError):
            os.write(self.write_end, LETTER)

    def is_broken(self) -> bool:
        """Whether nobody holds the other end."""
        poll = select.poll()
        poll.register(self.write_end, 0)
        return any(event & BROKEN for _end, event in poll.poll(0))
