"""The portal as an operator runs it: its own processes, data folder and database, on a free port."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from tests import kept_database

ROOT = Path(__file__).resolve().parent.parent.parent
# A laden machine takes its time: what never starts is said after this.
START_SECONDS = 240
STOP_SECONDS = 20


@dataclass
class ServedPortal:
    """A running portal. `demo` is its demo.json; `manage` runs a management command on the same data."""

    port: int
    data_dir: Path
    database_url: str | None
    _commands: subprocess.Popen[str] | None = field(default=None, init=False, repr=False)

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database_name(self) -> str:
        """On its PostgreSQL server; empty on SQLite."""
        return urlsplit(self.database_url or "").path.strip("/")

    @property
    def log(self) -> Path:
        """Everything web and worker printed."""
        return self.data_dir / "serve.log"

    @property
    def demo(self) -> dict[str, Any]:
        return json.loads((self.data_dir / "demo.json").read_text(encoding="utf-8"))

    @property
    def environment(self) -> dict[str, str]:
        """The suite's own, less what would lead the program to the suite's data."""
        kept = {name: value for name, value in os.environ.items() if not re.match("PORTAL_|DJANGO_|DATABASE_", name)}
        ours = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "PORTAL_DATA_DIR": str(self.data_dir)}
        # A test that presses Publish must not race with a save that the editor started by itself.
        ours["PORTAL_AUTOSAVE_SECONDS"] = "0"
        database = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return {**kept, **ours, **database, "PORT": str(self.port)}

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` and return what it printed. Raises AssertionError with its messages where it fails."""
        if self._commands is None:
            self._commands = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.started_once"],
                **{"cwd": ROOT, "env": self.environment, "text": True},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self._commands.stdin is not None
        assert self._commands.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            said, errors = Path(folder) / "said", Path(folder) / "errors"
            self._commands.stdin.write(f"{json.dumps([arguments, str(said), str(errors)])}\n")
            self._commands.stdin.flush()
            code = self._commands.stdout.readline().strip()
            told = [path.read_text(encoding="utf-8") if path.exists() else "" for path in (said, errors)]
        assert code == "0", "\n".join([f"manage.py {' '.join(arguments)}:", *told])
        return told[0]

    def close(self) -> None:
        """After the last command: `manage.py` waits for no other."""
        if self._commands is not None:
            self._commands.communicate()
            self._commands = None

    def answers(self, path: str = "/healthz") -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def beside() -> str:
    """The name of the PostgreSQL database that DATABASE_URL names; empty on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return urlsplit(url).path.strip("/") if url.startswith("postgres") else ""


def on_server(statement: str) -> list[tuple[Any, ...]]:
    """Run it on the server of DATABASE_URL, outside every test database."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(url, autocommit=True) as server:
        found = server.execute(statement.encode())
        return found.fetchall() if found.description else []


@contextmanager
def scratch_database(template: Callable[[str], str] | None = None) -> Iterator[str | None]:
    """A fresh PostgreSQL database beside the one of DATABASE_URL, dropped at the end; None on SQLite. `template` says
    by the name of that one of which database it is a copy.
    """
    if not beside():
        yield None
        return
    name = f"{beside()}_served_{uuid4().hex[:8]}"
    copied = f' TEMPLATE "{template(beside())}"' if template else ""
    on_server(f'CREATE DATABASE "{name}"{copied}')
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def migrated_database(data_dir: Path) -> Iterator[str | None]:
    """The same with what the migrations lay: the copy of the suite's that is kept, on SQLite in the data folder."""
    with scratch_database(kept_database.postgres_template) as url:
        if url is None:
            kept_database.copy_to(data_dir)
        yield url


@contextmanager
def migrated_portal(data_dir: Path) -> Iterator[ServedPortal]:
    """A portal without content, not running yet."""
    with migrated_database(data_dir) as url, closing(ServedPortal(free_port(), data_dir, url)) as portal:
        portal.manage("migrate", "--noinput", "--verbosity", "0")
        yield portal


@contextmanager
def serving(portal: ServedPortal) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py serve` from its first answer to its orderly end."""
    with portal.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=portal.environment, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not portal.answers():
            assert process.poll() is None, f"The portal did not start:\n{portal.log.read_text()}"
            assert time.monotonic() < deadline, f"The portal gave no answer:\n{portal.log.read_text()}"
            time.sleep(0.2)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
