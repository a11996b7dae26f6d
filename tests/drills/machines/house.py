"""The whole house for a drill: what is shared, and the machines on it."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import kept_database
from tests.browser.served import scratch_database
from tests.drills.machines import shared
from tests.drills.machines.bouncer import bouncer
from tests.drills.machines.machine import Machine, production

RECORD = "record@portal.example"


@dataclass
class House:
    """`webs` and `workers` run; `command` is a machine on which commands are run and nothing else."""

    webs: list[Machine]
    workers: list[Machine]
    command: Machine
    store: shared.Store
    mails: shared.Mails
    database: str

    def scene(self, asked: str) -> Any:
        """What a function of the scene printed, None where nothing."""
        code = f"from tests.drills.machines import scene; scene.{asked}"
        printed = self.command.manage("shell", "--verbosity", "0", "-c", code).splitlines()
        return json.loads(printed[-1]) if printed else None

    def connections(self) -> int:
        """How many the server has of this portal's processes."""
        name = urlsplit(self.database).path.strip("/")
        with psycopg.connect(urlsplit(self.database)._replace(path="/postgres").geturl()) as server:
            found = server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def house(folder: Path, *, webs: int, workers: int, bounced: bool = False, **more: str) -> Iterator[House]:
    """`more`: environment of every machine; `bounced`: they reach the database through PgBouncer. The test is skipped
    where something that is needed is not there.
    """
    with ExitStack() as held:
        database = held.enter_context(scratch_database(kept_database.postgres_template))
        if database is None:
            pytest.skip("Several machines share a PostgreSQL database: set DATABASE_URL")
        redis = held.enter_context(shared.redis(folder))
        store = held.enter_context(shared.store(folder))
        mails, mail = held.enter_context(shared.mail_server())
        reached = database
        if bounced:
            reached, more["PORTAL_PGBOUNCER"] = held.enter_context(bouncer(database)), "yes"
        alike = production(DATABASE_URL=reached, REDIS_URL=redis, **store.environment, **mail, **more)
        command = Machine("command", "web", folder, alike)
        all_webs = [Machine(f"web-{number}", "web", folder, alike) for number in range(1, webs + 1)]
        # One of the workers' daily duties, so that it shows whether one alone does it.
        asked = {**alike, "PORTAL_AUDIT_MAIL": RECORD}
        all_workers = [Machine(f"worker-{number}", "worker", folder, asked) for number in range(1, workers + 1)]
        for machine in (*all_webs, *all_workers):
            held.callback(machine.end)
        # Each has a copy of its own of the style sheets and scripts, which are part of the release.
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: one.manage("collectstatic", "--noinput", "--verbosity", "0"), all_webs))
        yield House(all_webs, all_workers, command, store, mails, database)


def start(machines: list[Machine]) -> None:
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.wait_until_ready()


def restart_rolling(machines: list[Machine]) -> float:
    """One after the other: asked to stop, waited for, started, waited for. How many seconds it took."""
    begun = time.monotonic()
    for machine in machines:
        machine.stop()
        start([machine])
    return time.monotonic() - begun
