"""Drill: three web machines and two workers without a shared disk, under load. One of each is gone from one moment to
the next and comes back, then all are restarted one after the other (D2).

What was answered is there, once, with its file; each notice left once; what is done once a day or at a moment was done
by one worker; a change is seen by all machines at once. `DRILL_SECONDS` is how long people work in each part.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.browser.test_serve import eventually
from tests.drills.machines.balancer import Balancer
from tests.drills.machines.house import RECORD, House, house, restart_rolling, start
from tests.drills.machines.machine import HOST, Machine
from tests.drills.machines.people import Load, Told, everybody

# The mark has the suite lay its migrated database, of which the drill takes a copy.
pytestmark = [pytest.mark.drill, pytest.mark.machines, pytest.mark.django_db]

SECONDS = float(os.environ.get("DRILL_SECONDS", "15"))
SETTLE_SECONDS = 180


def test_nothing_is_lost_and_nothing_done_twice(tmp_path: Path, django_db_setup: None) -> None:
    told, figures = Told(), dict[str, float]()
    with house(tmp_path, webs=3, workers=2) as here:
        made = here.scene(f"prepare({int(SECONDS)})")
        start([*here.webs, *here.workers])
        with Balancer([one.port for one in here.webs]) as balancer:
            begun = time.monotonic()
            with Load(list(everybody(balancer.url, made, told))):
                time.sleep(SECONDS)
                figures["requests a second"] = balancer.told["requests"] / (time.monotonic() - begun)
                figures["connections"] = here.connections()
                figures["MB of a web machine"] = max(one.memory() for one in here.webs) / 1e6
                figures["MB of a worker"] = max(one.memory() for one in here.workers) / 1e6
                for victim in (here.webs[1], here.workers[1]):
                    victim.kill()
                time.sleep(SECONDS)
                start([here.webs[1], here.workers[1]])
                figures["seconds of the rolling restart"] = restart_rolling([*here.webs, *here.workers])
                time.sleep(SECONDS / 3)
        show(figures, balancer.told, told)
        eventually(lambda: not set(here.scene("count()")["states"]) & {"queued", "sending"}, SETTLE_SECONDS)
        assert_seen_at_once(here.webs, made["report"], here)
        found = here.scene("count()")
        stored = here.store.names("attachments")
        printed = "".join(one.log.read_text() for one in (*here.webs, *here.workers))
    assert_whole(found, told, stored)
    assert_told_once(found, here)
    assert left_on_disks(here) == []
    assert "Traceback" not in printed, printed[printed.index("Traceback") - 2000 :][:6000]


def show(figures: dict[str, float], balanced: Counter[str], told: Told) -> None:
    lines = [f"{name:<34}{value:,.1f}" for name, value in figures.items()]
    lines.append(f"balancer: {dict(balanced)}; asked again: {dict(told.again)}")
    lines.append(f"forms {len(told.sent)}, notes {len(told.notes)}, pages read {sum(told.read.values())}")
    sys.stdout.write("\n".join(["", *lines, ""]))


def assert_whole(found: dict[str, Any], told: Told, stored: set[str]) -> None:
    """Every form that was answered with a reference, once, with the bytes that were sent; nothing else."""
    assert len(told.sent) >= 5
    assert len(told.notes) >= 5
    there = dict(found["submissions"])
    assert len(there) == len(found["submissions"])
    assert there == told.references
    assert found["files"] == {one: [digest] for one, digest in told.sent.items()}
    assert set(found["stored"]) <= stored
    assert Counter(found["notes"]) == Counter(told.notes)


def assert_told_once(found: dict[str, Any], here: House) -> None:
    assert set(found["states"]) == {"sent"}
    copies = here.mails.copies
    assert all(copies[one] for one in found["messages"])
    # A worker that dies with a mail on its way leaves it to be sent again, under its name: one, for the one killed.
    assert sum(copies[one] - 1 for one in found["messages"]) <= 1
    assert here.mails.receivers[RECORD] == 1
    assert (found["live"], found["scheduled"]) == (True, 1)


def assert_seen_at_once(webs: Sequence[Machine], report: str, here: House) -> None:
    """No machine shows what was before, not even the first time that it is asked."""
    assert {read(one, "/north/")[0] for one in webs} == {200}
    assert {read(one, report)[0] for one in webs} == {200}
    here.scene("rename()")
    assert all("Northern Partnership" in read(one, "/north/")[1] for one in webs)
    here.scene("take_down()")
    assert {read(one, report)[0] for one in webs} == {404}


def read(machine: Machine, path: str) -> tuple[int, str]:
    headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
    answer = requests.get(f"http://127.0.0.1:{machine.port}{path}", headers=headers, timeout=30)
    return answer.status_code, answer.text


def left_on_disks(here: House) -> list[str]:
    """What the machines wrote into their data folders that another would have needed: anything but their copy of the
    static files, and what each worker keeps for itself.
    """
    own = ("static/", "audit/", "erasures.jsonl")
    found = []
    for machine in (*here.webs, *here.workers):
        data = machine.folder / "data"
        names = [str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()]
        found += [f"{machine.name}: {name}" for name in names if not name.startswith(own)]
    return found
