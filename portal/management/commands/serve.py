"""Runs the whole portal from one command: the web process and the worker, until Ctrl-C or SIGTERM."""

import json
import os
import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import locks
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from portal.start.processes import Child, answers, why_not_listen
from workflow.management.starting import refuse_what_cannot_start
from workflow.worker.ends_with import NAME as ENDS_WITH

SAY_EVERY_SECONDS = 30
STOP_SECONDS = 8
RESTARTS_A_MINUTE = 5


class Command(BaseCommand):
    help = "Run web and worker together until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=None, help="port to listen on (PORT, else 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"] or int(os.environ.get("PORT") or 8000)
        refuse_what_cannot_start()
        connections.close_all()
        if reason := why_not_listen(host, port):
            raise CommandError(reason)

        stopping = Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        with hold_data_folder() as lock:
            children = begin(host, port, keeps_open=lock.fileno())
            try:
                self.wait_until_ready(children, host, port, stopping)
                if not stopping.is_set():
                    self.announce(host, port)
                self.watch(children, stopping)
            finally:
                stop(children)
        self.stdout.write("The portal has stopped.")

    def wait_until_ready(self, children: list[Child], host: str, port: int, stopping: Event) -> None:
        """Return when the web process answers and the worker runs. Raises CommandError where either does not start."""
        began = said = time.monotonic()
        name = urlsplit(base_url(port)).netloc
        while not stopping.wait(0.2):
            for child in children:
                if child.exit_code is not None:
                    raise CommandError(f"The {child.name} process could not start: its own messages are above.")
            if answers(host, port, path="/healthz", name=name):
                return
            waited, limit = int(time.monotonic() - began), settings.START_SECONDS
            if waited > limit:
                raise CommandError(
                    f"The web process gave no answer at http://{host}:{port}/healthz within {limit} seconds. On a "
                    "machine that has much to do, set PORTAL_START_SECONDS higher and start again."
                )
            if time.monotonic() - said > SAY_EVERY_SECONDS:
                said = time.monotonic()
                self.stdout.write(
                    f"Still waiting, after {waited} of at most {limit} seconds (PORTAL_START_SECONDS), for the web "
                    f"process to answer at http://{host}:{port}/healthz"
                )

    def watch(self, children: list[Child], stopping: Event) -> None:
        """Start again what ends by itself. Raises CommandError where it keeps ending."""
        restarts: list[float] = []
        while not stopping.wait(0.5):
            for child in children:
                if (code := child.exit_code) is None or stopping.is_set():
                    continue
                restarts = [at for at in restarts if at > time.monotonic() - 60] + [time.monotonic()]
                if len(restarts) > RESTARTS_A_MINUTE:
                    raise CommandError(
                        f"The {child.name} process keeps ending (exit code {code}). Its messages are above."
                    )
                self.stderr.write(f"The {child.name} process ended (exit code {code}) and is started again.")
                child.restart()

    def announce(self, host: str, port: int) -> None:
        """Say where the portal is, and on a demonstration who may sign in."""
        lines = ["", "Ready.", f"  Public site   {base_url(port)}/", f"  Listening on  {host}, port {port}"]
        lines += [*demo_lines(base_url(port)), "", "Stop with Ctrl-C.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def hold_data_folder() -> Any:
    """An open file whose shared lock says that a portal runs on the data folder; `make demo-reset` respects it."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    lock = (settings.DATA_DIR / "serve.lock").open("w")
    if not locks.lock(lock, locks.LOCK_SH | locks.LOCK_NB):
        lock.close()
        raise CommandError("The data folder is being emptied. Wait for make demo-reset to finish.")
    return lock


def begin(host: str, port: int, *, keeps_open: int) -> list[Child]:
    """Start web and worker with this process's own settings and environment."""
    environment = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1", ENDS_WITH: str(os.getpid())}
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", address, "--workers", "2", "--threads", "4"]
    web += ["--preload", "--graceful-timeout", "5", "--timeout", "60", "--log-level", "warning", "--no-control-socket"]
    web += ["--config", "python:portal.start.web_master"]
    worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]
    return [
        Child("web", web, environment=environment, keeps_open=keeps_open),
        Child("worker", worker, environment=environment, keeps_open=keeps_open),
    ]


def stop(children: list[Child]) -> None:
    """End all of them in order, by force after STOP_SECONDS."""
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait(deadline - time.monotonic())


def base_url(port: int) -> str:
    """The portal's address as the settings of the children will have it, whose PORT is this one."""
    return (os.environ.get("PORTAL_BASE_URL") or f"http://localhost:{port}").rstrip("/")


def demo_lines(base: str) -> list[str]:
    """The demonstration's accounts, as `demo_content` wrote them to demo.json; nothing in production."""
    path = Path(settings.DATA_DIR) / "demo.json"
    if settings.DEMO_CLOCK_FILE is None or not path.exists():
        return []
    lines = [
        f"  Case desk     {base}/desk/",
        f"  CMS           {base}/admin/",
        f"  Agencies      {base}/my/",
        f"  Demo mail     {base}/demo/mail/",
        f"  Data folder   {settings.DATA_DIR}",
        "",
        "Demonstration accounts (fictional; all of them also in demo.json in the data folder):",
    ]
    for account in json.loads(path.read_text(encoding="utf-8"))["accounts"]:
        second = f"  TOTP secret {account['totp_secret']}" if account.get("totp_secret") else ""
        lines.append(
            f"  {account.get('label') or account['role']:<36} {account['email']:<48} {account['password']}{second}"
        )
    return lines
