"""The portal as an operator runs it: its own processes, data folder and database, on a free port."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

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
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

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


@contextmanager
def scratch_database(template: Callable[[str], str] | None = None) -> Iterator[str | None]:
    """A fresh PostgreSQL database beside the one of DATABASE_URL, dropped at the end; None on SQLite. `template` says
    by the name of that one of which database it is a copy.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield None
        return
    beside = urlsplit(url).path.strip("/")
    name = f"{beside}_served_{uuid4().hex[:8]}"
    copied = f' TEMPLATE "{template(beside)}"' if template else ""
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"{copied}')
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def migrated_database(data_dir: Path) -> Iterator[str | None]:
    """The same with what the migrations lay: the copy of the suite's that is kept, on SQLite in the data folder."""
    with scratch_database(kept_database.postgres_template) as url:
        if url is None:
            kept_database.copy_to(data_dir)
        yield url


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
