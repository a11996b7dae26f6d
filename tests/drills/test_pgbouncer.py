"""Drill: everything works through PgBouncer in transaction mode, where each transaction may be on another connection.

Public pages and the desk are walked by several people at once on two web machines and a worker, with fewer connections
than threads: what one transaction leaves on its connection, another would meet.
"""

import os
import time
from pathlib import Path

import pytest

from tests.browser.test_serve import eventually
from tests.drills.machines.balancer import Balancer
from tests.drills.machines.bouncer import POOL
from tests.drills.machines.house import House, house, start
from tests.drills.machines.people import Load, Told, everybody
from tests.drills.test_several_machines import SETTLE_SECONDS, assert_told_once, assert_whole, show

pytestmark = [pytest.mark.drill, pytest.mark.machines, pytest.mark.django_db]

SECONDS = float(os.environ.get("DRILL_SECONDS", "15"))


def test_everybody_works_through_it(tmp_path: Path, django_db_setup: None) -> None:
    told, figures = Told(), dict[str, float]()
    with house(tmp_path, webs=2, workers=1, bounced=True) as here:
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
    # Two entries, one for web processes and one for everything else.
    assert figures["connections of the server"] <= 2 * POOL
    assert "Traceback" not in printed, printed[printed.index("Traceback") - 2000 :][:6000]


def assert_commands_work(here: House) -> None:
    """Those that read everything, in one transaction or by a cursor."""
    here.command.manage("verify_audit")
    here.command.manage("check_files")
    here.command.environment["PORTAL_BACKUP_KEY"] = here.command.environment["PORTAL_INDEX_KEY"]
    folder = here.command.folder / "backups"
    folder.mkdir()
    here.command.manage("backup", str(folder))
    assert list(folder.glob("*.backup"))
