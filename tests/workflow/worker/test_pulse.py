"""The pulse: felt while jobs are taken and worked on, not felt when none is; broken, it ends those who are left."""

import os
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from tests.workflow.worker.test_worker import is_running
from workflow.worker import pulse
from workflow.worker.pulse import Beating, Pulse

ORPHAN = """
import sys, time
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django_q"], Q_CLUSTER={"orm": "default"}, SECRET_KEY="none")
django.setup()
from workflow.worker.pulse import Beating
Beating(int(sys.argv[1])).spawned()
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def pipe():
    found = Pulse()
    yield found
    for end in (found.read_end, found.write_end):
        with suppress(OSError):
            os.close(end)


def test_a_job_that_is_taken_and_done_is_felt_once(pipe):
    beating = Beating(pipe.write_end)
    assert not pipe.was_felt()
    beating.taken()
    beating.done()
    assert pipe.was_felt()
    assert not pipe.was_felt()


def test_a_long_job_is_felt_as_long_as_it_lasts(pipe, monkeypatch):
    beating = Beating(pipe.write_end)
    felt = []

    def look(seconds):
        felt.append(pipe.was_felt())
        if len(felt) == 2:
            beating.done()
        if len(felt) == 4:
            os.close(pipe.read_end)

    monkeypatch.setattr(pulse, "sleep", look)
    ended = []
    monkeypatch.setattr(pulse.os, "killpg", lambda group, number: ended.append(group))
    beating.taken()
    beating.run()
    assert felt == [True, True, True, False]
    assert ended == [os.getpgrp()]


def test_a_pipe_that_nobody_reads_holds_nobody_up(pipe):
    beating = Beating(pipe.write_end)
    for _ in range(70_000):
        beating.beat()
    os.close(pipe.read_end)
    beating.beat()
    assert beating.is_broken()


def test_those_who_are_left_end_when_the_watchdog_is_gone():
    found = Pulse()
    orphan = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(found.write_end)],
        start_new_session=True,
        pass_fds=[found.write_end],
        stdout=subprocess.PIPE,
    )
    found.handed_over()
    with orphan:
        assert orphan.stdout.readline() == b"up\n"
        assert is_running(orphan.pid)
        found.close()
        began = time.monotonic()
        assert orphan.wait(20) == -9
        assert time.monotonic() - began < 15
