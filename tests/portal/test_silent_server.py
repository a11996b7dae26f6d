"""A PostgreSQL server that was stopped in the middle (SIGSTOP), or whose machine hangs: told within five seconds.

A server of the test's own, on another port, with the programs that PostgreSQL brings: initdb and postgres. Where they
are not, or where the suite runs as root and no account is there to run a server as, it is left out with a word.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.database.base import SILENT, Connection
from portal.settings import waits
from tests.browser.served import free_port

WITHIN = 5.0
FOLDERS = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def program(name: str) -> str:
    """Where it is; skips the test where it is nowhere."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, FOLDERS)])
    found = shutil.which(name, path=places)
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not on this machine.")
    return found


class Server:
    """A server of its own in a folder, which can be stopped and let go on."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"postgresql://somebody@127.0.0.1:{self.port}/postgres"
        self.run_as = {} if os.geteuid() else {"user": _account().pw_uid, "group": _account().pw_gid}
        if self.run_as:
            os.chown(folder, self.run_as["user"], self.run_as["group"])
        self._run(program("initdb"), "-D", folder / "data", "-U", "somebody", "-A", "trust", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        command = [program("postgres"), "-D", str(folder / "data"), *options.split()]
        with (folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, start_new_session=True, **self.run_as)

    def _run(self, *command: Any) -> None:
        subprocess.run([*map(str, command)], check=True, capture_output=True, cwd=self.folder, **self.run_as)

    def wait(self) -> None:
        limit = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                assert time.monotonic() < limit, (self.folder / "log").read_text()
                time.sleep(0.2)
            else:
                return

    def send(self, number: int) -> None:
        """To the first process, which then makes no further one, and to all that it has made."""
        os.kill(self.process.pid, number)
        for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), number)

    def end(self) -> None:
        """Also where it has ended already."""
        if self.process.poll() is not None:
            return
        self.send(signal.SIGCONT)
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("A server of PostgreSQL does not run as root, and there is no other account.")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # Not below pytest's folder, into which no other account may look.
    with tempfile.TemporaryDirectory() as folder:
        made = Server(Path(folder))
        try:
            made.wait()
            yield made
        finally:
            made.end()


@pytest.fixture
def stopped(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """It answers, until `send(SIGSTOP)`; it goes on after the test."""
    monkeypatch.setattr(Connection, "silent_until", {})
    yield server
    server.send(signal.SIGCONT)


def connected(server: Server) -> Any:
    options = waits.options(waits.POSTGRES, waits.WEB)
    return Connection.connect(server.url, autocommit=True, **options)


@pytest.mark.parametrize("stop_at", ["a query", "a transaction"])
def test_a_server_that_stops_is_told_in_time(stopped: Server, stop_at: str) -> None:
    connection = connected(stopped)
    if stop_at == "a transaction":
        connection.execute("BEGIN")
    stopped.send(signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match=SILENT):
        connection.execute("SELECT 1")
    assert connection.closed
    # What asks once more in the same request is told at once.
    with pytest.raises(psycopg.OperationalError, match=SILENT):
        connected(stopped)
    assert time.monotonic() - began < WITHIN


def test_a_server_that_is_only_busy_is_waited_for(stopped: Server) -> None:
    with connected(stopped) as connection:
        assert connection.execute("SELECT pg_sleep(3.5), 7").fetchone()[1] == 7


def test_a_new_connection_to_it_is_given_up_in_time_and_it_is_found_again(
    stopped: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped.send(signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(psycopg.OperationalError):
            connected(stopped)
    assert time.monotonic() - began < WITHIN
    stopped.send(signal.SIGCONT)
    monkeypatch.setattr(Connection, "silent_until", {})
    with connected(stopped) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
