"""What the machines share, each a process of its own on a free port: Redis, a store like S3, a mail server."""

import asyncio
import logging
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from aiosmtpd.controller import Controller

from tests.browser.served import free_port
from tests.browser.test_serve import eventually

BUCKET = "portal"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "drill",
    "AWS_SECRET_ACCESS_KEY": "drill",  # opens an emulator on this machine
    "AWS_DEFAULT_REGION": "eu-west-2",
}
START_SECONDS = 60


def needed(program: str, package: str) -> str:
    """The path of a program of the system. The test is skipped where it is not there, and says how to get it."""
    # Debian keeps servers where only root looks.
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{program} is not on this machine: apt-get install {package}")
    return found


@contextmanager
def running(command: list[str], log: Path, answers: Callable[[], bool]) -> Iterator[subprocess.Popen[bytes]]:
    """A process from its first answer to its end."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=log.parent)
    try:
        eventually(lambda: process.poll() is not None or answers(), START_SECONDS)
        assert process.poll() is None, f"{command[0]} did not start:\n{log.read_text()}"
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """An empty Redis that writes nothing to a disk; its address."""
    port = free_port()
    server = needed("redis-server", "redis-server")
    asked = [needed("redis-cli", "redis-tools"), "-p", str(port), "ping"]
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    def answers() -> bool:
        return subprocess.run(asked, capture_output=True).stdout.strip() == b"PONG"

    with running(command, folder / "redis.log", answers):
        yield f"redis://127.0.0.1:{port}/0"


class Store:
    """The bucket, seen from outside the portal."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            region_name=CREDENTIALS["AWS_DEFAULT_REGION"],
        )

    @property
    def environment(self) -> dict[str, str]:
        return {**CREDENTIALS, "PORTAL_S3_BUCKET": BUCKET, "PORTAL_S3_ENDPOINT": self.endpoint}

    def is_there(self) -> bool:
        try:
            self.client.list_buckets()
        except Exception:
            return False
        return True

    def names(self, below: str) -> set[str]:
        """Of what lies there, without the folder."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{below}/")
        return {one["Key"].removeprefix(f"{below}/") for page in pages for one in page.get("Contents", ())}


@contextmanager
def store(folder: Path) -> Iterator[Store]:
    """moto's server with an empty bucket."""
    port = free_port()
    made = Store(f"http://127.0.0.1:{port}")
    with running([sys.executable, "-m", "moto.server", "-p", str(port)], folder / "s3.log", made.is_there):
        made.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        yield made


class Mails:
    """A mail server that takes everything and knows which Message-ID came how often, and to whom."""

    def __init__(self) -> None:
        self.copies: Counter[str] = Counter()
        self.receivers: Counter[str] = Counter()
        self._lock = threading.Lock()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        # A real server takes a moment: somebody may be killed in it.
        await asyncio.sleep(0.05)
        found = re.search(rb"^Message-ID:\s*(\S+)", envelope.content, re.MULTILINE | re.IGNORECASE)
        with self._lock:
            self.copies[found[1].decode() if found else f"without-{time.monotonic()}"] += 1
            self.receivers.update(envelope.rcpt_tos)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Mails, dict[str, str]]]:
    """The mails that came, and what leads the portal there."""
    mails = Mails()
    # Each word of each talk would drown what the drill says.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Controller(mails, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield mails, {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(controller.port)}
    finally:
        controller.stop()
