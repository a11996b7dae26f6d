"""The child processes of `serve`: they end in order, by force when they must, and come back when they fell."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.management.commands import serve
from portal.management.commands.serve import demo_lines
from portal.start.processes import Child, answers, why_not_listen

POLITE = "import time; print('up', flush=True); time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = """
import subprocess, sys
left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
print(left.pid, flush=True)
"""


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[int]:
    with (tmp_path / "serve.lock").open("w") as file:
        yield file.fileno()


def begin(program: str, lock: int, capfd: pytest.CaptureFixture[str]) -> tuple[Child, str]:
    """The child and what it printed first."""
    child = Child("web", [sys.executable, "-c", program], environment=os.environ, keeps_open=lock)
    printed = ""
    while not printed:
        time.sleep(0.05)
        printed = capfd.readouterr().out
    return child, printed.strip()


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_child_ends_in_order_when_asked(lock: int, capfd: pytest.CaptureFixture[str]) -> None:
    child, _ = begin(POLITE, lock, capfd)
    child.ask_to_stop()
    child.wait(5)
    assert child.exit_code == -15


def test_a_child_that_does_not_listen_is_ended_by_force(lock: int, capfd: pytest.CaptureFixture[str]) -> None:
    child, _ = begin(DEAF, lock, capfd)
    child.ask_to_stop()
    child.wait(0.5)
    assert child.exit_code == -9


def test_what_a_fallen_child_left_running_ends_before_it_starts_again(
    lock: int, capfd: pytest.CaptureFixture[str]
) -> None:
    child, orphan = begin(PARENT, lock, capfd)
    child.process.wait(5)
    assert is_running(int(orphan))
    child.restart()
    child.process.wait(5)
    child.kill()
    assert not is_running(int(orphan))


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert why_not_listen("127.0.0.1", port).startswith(f"Port {port} is already in use. Stop what runs there")
    assert why_not_listen("127.0.0.1", port) == ""


def test_an_address_of_another_machine_is_refused_in_plain_words() -> None:
    assert why_not_listen("192.0.2.1", 8000).startswith("The portal cannot listen on 192.0.2.1, port 8000: ")


def test_nobody_listening_is_no_answer() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert not answers("127.0.0.1", probe.getsockname()[1], path="/healthz", name="localhost")


@pytest.mark.django_db
def test_serve_refuses_a_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="already in use"):
            call_command("serve", port=taken.getsockname()[1], stdout=StringIO())


def test_the_demonstrations_accounts_are_shown_and_production_shows_none(settings: Any, tmp_path: Path) -> None:
    officer = {"key": "officer", "role": "O", "label": "Officer (demo)", "email": "officer@county.example"}
    nurse = {"key": "nurse", "role": "S", "label": "Nurse (demo)", "email": "nurse@trust.example"}
    accounts = [
        {**officer, "password": "correct horse", "totp_secret": "JBSWY3DP"},
        {**nurse, "password": "battery staple", "totp_secret": None},
    ]
    (tmp_path / "demo.json").write_text(json.dumps({"accounts": accounts}))
    settings.DATA_DIR, settings.DEMO_CLOCK_FILE = tmp_path, tmp_path / "demo-clock"
    shown = "\n".join(demo_lines("http://localhost:8001"))
    assert "http://localhost:8001/desk/" in shown
    assert "officer@county.example" in shown
    assert "TOTP secret JBSWY3DP" in shown
    assert "None" not in shown
    settings.DEMO_CLOCK_FILE = None
    assert demo_lines("http://localhost:8001") == []


FAMILY = """
import os, subprocess, sys, time
here = {**os.environ, "PORTAL_ENDS_WITH": str(os.getpid())}
child = "import time; from workflow.worker.ends_with import end_with_parent as e; e(); print('up', flush=True)"
left = subprocess.Popen([sys.executable, "-c", child + "; time.sleep(60)"], env=here, start_new_session=True)
print(left.pid, flush=True)
time.sleep(60)
"""


def test_a_child_ends_when_its_parent_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", FAMILY], cwd=settings.BASE_DIR, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent:
        said = {parent.stdout.readline().strip() for _ in range(2)}
        (pid,) = (int(one) for one in said if one != b"up")
        assert is_running(pid)
        parent.kill()
        parent.wait(5)
        deadline = time.monotonic() + 20
        while is_running(pid):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_start_that_takes_long_says_what_it_waits_for(
    settings: Any, monkeypatch: pytest.MonkeyPatch, lock: int
) -> None:
    settings.START_SECONDS = 1
    monkeypatch.setattr(serve, "SAY_EVERY_SECONDS", 0.3)
    monkeypatch.setattr(serve, "answers", lambda *args, **kwargs: False)
    child = Child("web", [sys.executable, "-c", "import time; time.sleep(60)"], environment=os.environ, keeps_open=lock)
    command = serve.Command(stdout=StringIO())
    try:
        with pytest.raises(CommandError, match="set PORTAL_START_SECONDS higher"):
            command.wait_until_ready([child], "127.0.0.1", 8123, Event())
    finally:
        child.kill()
    said = command.stdout.getvalue()
    told = "of at most 1 seconds (PORTAL_START_SECONDS), for the web process to answer at http://127.0.0.1:8123/"
    assert told in said
