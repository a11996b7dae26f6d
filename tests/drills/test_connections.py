"""Drill: everything works with fewer connections than threads: through PgBouncer in transaction mode, where each
transaction may be on another connection, and with a pool in each web process.

Public pages and the desk are walked by several people at once on two web machines and a worker: what one leaves on its
connection, another would meet.
"""

import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from portal.database.base import SILENT, Connection
from portal.settings import waits
from tests.browser.test_serve import eventually
from tests.drills.machines.balancer import Balancer
from tests.drills.machines.bouncer import POOL, bouncer
from tests.drills.machines.house import House, house, start
from tests.drills.machines.people import Load, Told, everybody
from tests.drills.test_several_machines import SETTLE_SECONDS, assert_told_once, assert_whole, show
from tests.portal.test_silent_server import WITHIN, Server

pytestmark = [pytest.mark.drill, pytest.mark.machines, pytest.mark.django_db]

SECONDS = float(os.environ.get("DRILL_SECONDS", "15"))


# Two entries of PgBouncer, one for web processes and one for everything else; two processes of each web machine, and a
# worker with what its processes take without a pool.
IN_POOL, OF_A_WORKER = 2, 8
MOST = {"bouncer": 2 * POOL, "pool": 2 * 2 * IN_POOL + OF_A_WORKER}


@pytest.mark.parametrize("by", MOST)
def test_everybody_works(by: str, tmp_path: Path, django_db_setup: None) -> None:
    told, figures = Told(), dict[str, float]()
    more = {"PORTAL_DATABASE_POOL": str(IN_POOL)} if by == "pool" else {}
    with house(tmp_path, webs=2, workers=1, bounced=by == "bouncer", **more) as here:
        made = here.scene(f"prepare({int(SECONDS)})")
        start([*here.webs, *here.workers])
        with Balancer([one.port for one in here.webs]) as balancer:
            begun = time.monotonic()
            with Load(list(everybody(balancer.url, made, told))):
                time.sleep(SECONDS)
                figures["connections of the server"] = here.connections()
                time.sleep(SECONDS)
            figures["requests a second"] = balancer.told["requests"] / (time.monotonic() - begun)
        show(figures, balancer.told, told)
        eventually(lambda: not set(here.scene("count()")["states"]) & {"queued", "sending"}, SETTLE_SECONDS)
        found = here.scene("count()")
        stored = here.store.names("attachments")
        assert_commands_work(here)
        printed = "".join(one.log.read_text() for one in (*here.webs, *here.workers))
    assert_whole(found, told, stored)
    assert_told_once(found, here)
    assert figures["connections of the server"] <= MOST[by]
    assert "Traceback" not in printed, printed[printed.index("Traceback") - 2000 :][:6000]


def assert_commands_work(here: House) -> None:
    """Those that read everything, in one transaction or by a cursor."""
    here.command.manage("verify_audit", "--log-only")
    here.command.manage("check_files")
    here.command.environment["PORTAL_BACKUP_KEY"] = here.command.environment["PORTAL_INDEX_KEY"]
    folder = here.command.folder / "backups"
    folder.mkdir()
    here.command.manage("backup", str(folder))
    assert list(folder.glob("*.backup"))


def test_a_server_that_hangs_behind_it_is_told_in_time() -> None:
    """PgBouncer itself answers: only a query tells."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            server.wait()
            with bouncer(server.url) as address:
                options = waits.options(waits.POSTGRES, waits.WEB, bouncer=True)
                with Connection.connect(address, autocommit=True, **options) as connection:
                    assert connection.execute("SELECT pg_sleep(3.5), 7").fetchone()[1] == 7
                    server.send(signal.SIGSTOP)
                    began = time.monotonic()
                    with pytest.raises(psycopg.OperationalError, match=SILENT):
                        connection.execute("SELECT 1")
                    assert time.monotonic() - began < WITHIN
                server.send(signal.SIGCONT)
        finally:
            server.end()
