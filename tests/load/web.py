"""A web process of its own, measured from outside: CPU until its first answer, memory once it has answered."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from os import sysconf
from pathlib import Path

from django.conf import settings

WORKERS, REQUESTS, MOST_SECONDS = 2, 40, 120
TICKS = sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """CPU in seconds; memory in MB: all its processes by its workers, each shared page counted once."""

    cpu: float
    memory: float


def measured(application: str, path: str, environment: dict[str, str], *, preload: bool) -> Measured:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--threads", "4", "--log-level", "error", "--no-control-socket", *(["--preload"] if preload else [])]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as master:
        try:
            until = time.monotonic() + MOST_SECONDS
            while not _answers(port, path):
                assert time.monotonic() < until, f"{application} gave no answer"
                time.sleep(0.1)
            cpu = sum(_cpu(pid) for pid in _tree(master.pid))
            for _request in range(REQUESTS):
                _answers(port, path)
            memory = sum(_memory(pid) for pid in _tree(master.pid)) / WORKERS
        finally:
            master.terminate()
            master.wait(30)
    return Measured(cpu, memory)


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _tree(pid: int) -> list[int]:
    """The process and its direct children, as gunicorn has them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(one) for one in children)]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
