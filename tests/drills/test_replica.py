"""Drill: a real standby of PostgreSQL, whose replay is held up at will. What was taken down never shows again, what was
published shows at once, and a replica that hangs or is gone is not noticed by anybody who reads.
"""

import itertools
import json
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import requests

from tests import kept_database
from tests.browser.test_serve import eventually
from tests.drills.machines import shared
from tests.drills.machines.machine import HOST, Machine, production
from tests.portal.test_silent_server import Server, program

pytestmark = [pytest.mark.drill, pytest.mark.machines, pytest.mark.django_db]

# The replica is asked again after it was left alone for ten seconds.
AGAIN_SECONDS = 40
ANSWER_SECONDS = 6
# An address with a query is drawn for each request.
numbers = itertools.count()


class Standby(Server):
    """A copy of a running server, which follows it."""

    def __init__(self, folder: Path, of: Server) -> None:
        self.of = of
        super().__init__(folder)

    def _run(self, *command: Any) -> None:
        # In place of initdb.
        source = ["-h", "127.0.0.1", "-p", self.of.port, "-U", "somebody"]
        super()._run(program("pg_basebackup"), *source, "-D", self.folder / "data", "-R", "-X", "stream", "-c", "fast")

    def asks(self, sql: str) -> Any:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            row = connection.execute(sql).fetchone()
        return row[0] if row else None

    def transactions(self) -> int:
        """How many the portal made here so far."""
        return int(self.asks("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'portal'"))


@contextmanager
def servers() -> Iterator[tuple[Server, Standby]]:
    """A primary with the suite's migrated database, and its standby."""
    kept = kept_database.postgres_template(urlsplit(os.environ["DATABASE_URL"]).path.strip("/"))
    source = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{kept}").geturl()
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        primary = Server(Path(first))
        try:
            primary.wait()
            with psycopg.connect(primary.url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE portal")
            target = urlsplit(primary.url)._replace(path="/portal").geturl()
            with subprocess.Popen([program("pg_dump"), "--no-owner", source], stdout=subprocess.PIPE) as dump:
                subprocess.run([program("psql"), "-q", target], stdin=dump.stdout, check=True, capture_output=True)
            assert dump.returncode == 0
            standby = Standby(Path(second), primary)
            try:
                standby.wait()
                yield primary, standby
            finally:
                standby.end()
        finally:
            primary.end()


class Site:
    """A web machine, and visitors of it."""

    def __init__(self, web: Machine) -> None:
        self.web = web

    def read(self, path: str, *, drawn: bool = True) -> tuple[int, str]:
        """Status and text; `drawn`: for this request, and not from the cache of pages."""
        address = f"http://127.0.0.1:{self.web.port}{path}" + (f"?n={next(numbers)}" if drawn else "")
        headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
        began = time.monotonic()
        answer = requests.get(address, headers=headers, timeout=30)
        assert time.monotonic() - began < ANSWER_SECONDS
        return answer.status_code, answer.text

    def scene(self, asked: str) -> Any:
        code = f"from tests.drills.machines import scene; scene.{asked}"
        printed = self.web.manage("shell", "--verbosity", "0", "-c", code).splitlines()
        return json.loads(printed[-1]) if printed else None


def test_a_replica_that_is_behind_or_gone_shows_nothing_old(tmp_path: Path, django_db_setup: None) -> None:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("A replica is PostgreSQL's: set DATABASE_URL")
    with servers() as (primary, standby), shared.redis(tmp_path) as redis, shared.store(tmp_path) as store:
        urls = [urlsplit(one.url)._replace(path="/portal").geturl() for one in (primary, standby)]
        shared_by_all = production(DATABASE_URL=urls[0], REDIS_URL=redis, **store.environment)
        web = Machine("web", "web", tmp_path, {**shared_by_all, "DATABASE_REPLICA_URL": urls[1]})
        web.manage("collectstatic", "--noinput", "--verbosity", "0")
        site = Site(web)
        made = site.scene("prepare(3600)")
        web.start()
        try:
            web.wait_until_ready()
            reads_the_replica(site, standby)
            held_up(site, standby, made["report"])
            reads_the_replica(site, standby)
            gone(site, standby)
        finally:
            web.end()


def reads_the_replica(site: Site, standby: Standby) -> None:
    """After a moment, in which it catches up, or is left alone."""

    def is_read() -> bool:
        before = standby.transactions()
        assert {site.read("/north/")[0] for _ in range(10)} == {200}
        time.sleep(1.2)  # PostgreSQL counts once a second
        return standby.transactions() >= before + 10

    eventually(is_read, AGAIN_SECONDS)


def held_up(site: Site, standby: Standby, report: str) -> None:
    """The replica stands still while a partnership is renamed and a report is taken down."""
    assert site.read(report)[0] == site.read(report, drawn=False)[0] == 200
    standby.asks("SELECT pg_wal_replay_pause()::text")
    site.scene("rename()")
    site.scene("take_down()")
    assert standby.asks("SELECT pg_is_wal_replay_paused()") is True
    for _ in range(20):
        assert site.read(report)[0] == site.read(report, drawn=False)[0] == 404
        assert all("Northern Partnership" in site.read("/north/", drawn=drawn)[1] for drawn in (True, False))
    # The replica knows no better: only that it was not asked kept the report away.
    assert old(standby)
    standby.asks("SELECT pg_wal_replay_resume()::text")
    eventually(lambda: not old(standby), AGAIN_SECONDS)


def old(standby: Standby) -> bool:
    url = urlsplit(standby.url)._replace(path="/portal").geturl()
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT live FROM wagtailcore_page WHERE slug = 'a-report'").fetchone()
    return bool(found and found[0])


def gone(site: Site, standby: Standby) -> None:
    """It hangs, and then it is no more: every page is there within seconds."""
    standby.send(signal.SIGSTOP)
    assert {site.read("/north/")[0] for _ in range(8)} == {200}
    standby.send(signal.SIGCONT)
    reads_the_replica(site, standby)
    standby.process.send_signal(signal.SIGQUIT)
    standby.process.wait(20)
    assert {site.read("/north/")[0] for _ in range(8)} == {200}
    assert re.search(r"The replica does not answer", site.web.log.read_text())
