"""One machine of the portal: a web process or a worker, with a data folder that no other machine sees."""

import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.browser.served import ROOT, free_port
from tests.browser.test_serve import eventually
from tests.workflow.worker.test_worker import is_running
from tests.workflow.worker.test_worker_drill import children_of

HOST = "portal.example"
READY_SECONDS = 180
STOP_SECONDS = 40


def key(letter: str) -> str:
    return base64.urlsafe_b64encode(letter.encode() * 32).decode()


def production(**shared: str) -> dict[str, str]:
    """The environment of every machine alike: production's settings, keys, and what they share."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match("PORTAL_|DJANGO_|DATABASE_|REDIS_|EMAIL_|AWS_|PYTHONDONTWRITEBYTECODE", name)
    }
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "PORTAL_SEVERAL_MACHINES": "yes",
        "PORTAL_BASE_URL": f"https://{HOST}",
        "PORTAL_ALLOWED_HOSTS": HOST,
        "PORTAL_SECRET_KEY": "several-machines-" * 4,
        "PORTAL_VAULT_KEYS": f"drill:{key('v')}",
        "PORTAL_INDEX_KEY": key("i"),
        "PORTAL_FILES_SCANNED_ELSEWHERE": "yes",
        "PORTAL_BIND": "127.0.0.1",
        # The drill asks from one address, and more often than anybody may.
        "PORTAL_API_RATE": "1000000",
        "PYTHONUNBUFFERED": "1",
        **shared,
    }


def descendants(pid: int) -> Iterator[int]:
    for child in children_of(pid):
        yield child
        yield from descendants(child)


class Machine:
    """`kind`: web or worker. Started, stopped in order, or killed with all of its processes, as often as wanted."""

    def __init__(self, name: str, kind: str, folder: Path, shared: dict[str, str]) -> None:
        self.name, self.kind, self.folder = name, kind, folder / name
        self.folder.mkdir()
        self.port = free_port()
        self.log = self.folder / "printed.log"
        self.environment = {**shared, "PORTAL_DATA_DIR": str(self.folder / "data"), "PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> str:
        """What a management command printed on this machine. Raises AssertionError where it fails."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self) -> None:
        assert self.process is None or self.process.poll() is not None
        with self.log.open("ab") as log:
            # A group of its own, as on a machine of its own.
            self.process = subprocess.Popen(
                [str(ROOT / "scripts" / self.kind)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """A web process answers; a worker has begun its cluster."""
        assert self.process is not None
        eventually(lambda: self.process.poll() is not None or self.is_ready(), READY_SECONDS)
        assert self.process.poll() is None, f"{self.name} did not start:\n{self.log.read_text()}"

    def is_ready(self) -> bool:
        if self.kind == "worker":
            return self.process is not None and len(list(descendants(self.process.pid))) > 3
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": HOST})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """As systemd does: the parent is asked, and waited for."""
        assert self.process is not None
        everybody = list(descendants(self.process.pid))
        self.process.terminate()
        self.process.wait(STOP_SECONDS)
        eventually(lambda: not [pid for pid in everybody if is_running(pid)], STOP_SECONDS)

    def kill(self) -> None:
        """The machine is gone from one moment to the next, with every process."""
        assert self.process is not None
        everybody = [self.process.pid, *descendants(self.process.pid)]
        for pid in everybody:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        eventually(lambda: not [pid for pid in everybody if is_running(pid)], STOP_SECONDS)

    def end(self) -> None:
        """Whatever state it is in."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def memory(self) -> int:
        """Bytes that its processes take, what they share counted once."""
        assert self.process is not None
        found = 0
        for pid in (self.process.pid, *descendants(self.process.pid)):
            told = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
            found += int(told[1]) * 1024 if told else 0
        return found
