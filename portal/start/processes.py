"""Child processes of `manage.py serve`: each in a session of its own, so that a signal reaches its parent process only.

A signal sent to all of a django-q cluster at once makes it hang; sent to its parent, it ends in order.
"""

import errno
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException


class Child:
    """One program that `serve` keeps running, known to the person by its name."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], keeps_open: int) -> None:
        self.name, self.command, self.environment, self.keeps_open = name, command, environment, keeps_open
        self.process = self._begin()

    def _begin(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the commands are ours
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # The lock on the data folder stays held while any process of ours lives, orphans included.
            pass_fds=[self.keeps_open],
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll()

    def restart(self) -> None:
        """Start it again after it ended; what it left running is ended first."""
        self.kill()
        self.process = self._begin()

    def ask_to_stop(self) -> None:
        """Ask the parent process to end in order."""
        if self.exit_code is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for an orderly end, then end by force whatever is left."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(seconds, 0.1))
        self.kill()

    def kill(self) -> None:
        """End by force what is left of the program and of its own children."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def why_not_listen(host: str, port: int) -> str:
    """Why no server can listen at that address, in plain words; empty where one can."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} is already in use. Stop what runs there or choose another port, for example PORT=8001."
        return f"The portal cannot listen on {host}, port {port}: {error.strerror}. Choose another host or port."
    return ""


def answers(host: str, port: int, *, path: str, name: str) -> bool:
    """Whether the web process answers 200 at the path when asked for the site of that name."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
