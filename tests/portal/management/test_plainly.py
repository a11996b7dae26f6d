"""What an operator can mend is said in a sentence, with an exit code above 0; a mistake has its traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from portal.management import plainly
from portal.settings import environment
from tests.browser.served import ROOT
from workflow import faults
from workflow.faults import Fault
from workflow.management import starting


def run(monkeypatch: pytest.MonkeyPatch, error: BaseException, *more: str) -> None:
    def fail(arguments: list[str]) -> None:
        raise error

    monkeypatch.setattr(plainly, "execute_from_command_line", fail)
    plainly.execute(["manage.py", "migrate", *more])


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device", "/srv/data/keys")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (full(), "/srv/data/keys: The disk is full. Make room on it, then try again. Then run the command again"),
        (ImproperlyConfigured("PORTAL_SECRET_KEY is not set."), "PORTAL_SECRET_KEY is not set.\n"),
    ],
)
def test_it_is_said_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, error)
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(said)


def test_an_interrupted_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, KeyboardInterrupt())
    assert ended.value.code == 130


def test_a_mistake_keeps_its_traceback_and_so_does_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError):
        run(monkeypatch, KeyError("a mistake"))
    with pytest.raises(OSError, match="No space"):
        run(monkeypatch, full(), "--traceback")


def test_an_odd_number_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_WORKERS", "two")
    with pytest.raises(ImproperlyConfigured, match="PORTAL_WORKERS is “two”. Set it to a whole number, like 2."):
        environment.number("PORTAL_WORKERS", 2)


def test_a_key_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def no_room(*args: Any) -> None:
        raise full()

    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(environment.os, "fsync", no_room)
        with pytest.raises(OSError, match="No space"):
            environment.development_secret("vault.key")
        assert list((tmp_path / "keys").iterdir()) == []
    key = environment.development_secret("vault.key")
    assert len(key) == 44
    assert environment.development_secret("vault.key") == key
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()] == [0o600]


@pytest.mark.django_db
def test_a_database_file_that_is_not_there_is_not_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(starting.connection, "vendor", "sqlite")
    monkeypatch.setitem(starting.connection.settings_dict, "NAME", tmp_path / "portal.sqlite3")
    with pytest.raises(starting.CannotStart, match="Run manage.py migrate"):
        starting.refuse_what_cannot_start()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.drill
def test_an_empty_folder_is_told_what_to_run_and_stays_empty(tmp_path: Path) -> None:
    environment = {**os.environ, "PORTAL_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "serve", "--port", "1"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    told = "The tables are not there yet or not up to date. Run manage.py migrate. Nothing was started, and nothing was"
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["serve", "worker", "sweep", "start_portal", "demo_content"])
@pytest.mark.parametrize("fault", [Fault.FULL, Fault.READ_ONLY])
def test_what_cannot_be_written_is_not_started(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, command: str, fault: Fault
) -> None:
    settings.DEMO_CLOCK_FILE = tmp_path / "clock" if command == "demo_content" else None
    monkeypatch.setattr(starting, "why_no_room", lambda: fault)
    with pytest.raises(CommandError) as refused:
        call_command(command)
    assert str(refused.value) == f"{fault.advice} Nothing was started, and nothing was changed."


@pytest.mark.django_db
def test_half_the_migrations_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.management.starting.MigrationExecutor.migration_plan", lambda self, targets: ["one"])
    with pytest.raises(starting.CannotStart, match="Run manage.py migrate"):
        starting.refuse_what_cannot_start()


@pytest.mark.django_db
def test_a_worker_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    away = [Fault.GONE, Fault.LOCKED, None]
    said: list[str] = []
    monkeypatch.setattr(starting, "why_no_room", lambda: None)
    monkeypatch.setattr(starting, "why_not_write", lambda: away.pop(0))
    monkeypatch.setattr(starting, "sleep", lambda seconds: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    starting.wait_until_it_can_start(said.append)
    assert [line.split(",")[0] for line in said] == ["Waiting for the database"]
    settings.START_SECONDS = -1
    monkeypatch.setattr(starting, "why_not_write", lambda: Fault.GONE)
    with pytest.raises(starting.CannotStart, match="does not answer"):
        starting.wait_until_it_can_start(said.append)


@pytest.mark.django_db
def test_a_start_that_is_only_checked_or_refused_writes_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO_CLOCK_FILE = None
    writes: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            writes.append(sql)
        return execute(sql, params, many, context)

    monkeypatch.setattr("portal.management.commands.start_portal.load_shipped", lambda now: writes.append("procedure"))
    options = ["--check", "--no-input", "--code", "e1", "--administrator", "Ada Example <ada@east.example>"]
    with connection.execute_wrapper(note), pytest.raises(CommandError, match="Nothing was changed"):
        call_command("start_portal", *options)
    assert writes == []


@pytest.mark.django_db
def test_the_disk_is_looked_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Fault | None:
        raise OperationalError

    monkeypatch.setattr(faults, "why_not_write", gone)
    monkeypatch.setattr(starting, "why_no_room", lambda: Fault.READ_ONLY)
    with pytest.raises(starting.CannotStart, match="cannot be written"):
        starting.refuse_what_cannot_start()
