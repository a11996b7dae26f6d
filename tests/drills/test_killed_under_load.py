"""Drill: programs send forms with files while any process of the portal is killed without warning, again and again.

Whatever was acknowledged is there, once, its file opens, and its receipt was sent (D2). `serve` is killed too: a
supervisor starts it again, as systemd or a container's restart policy does. `DRILL_KILLS` says how many kills,
`DRILL_SECONDS` after how long no further one begins: the table tells how many there were.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests

from examples.fill_a_form import Form
from tests.browser.served import ROOT, ServedPortal, migrated_portal
from tests.browser.test_serve import children, eventually
from tests.promises import Told
from tests.workflow.worker.test_worker import is_running
from tests.workflow.worker.test_worker_drill import children_of

pytestmark = [pytest.mark.drill]

KILLS = int(os.environ.get("DRILL_KILLS", "20"))
SECONDS = float(os.environ.get("DRILL_SECONDS", "900"))
SENDERS = 3
RECOVERY_SECONDS = 120
# The answers of a portal that is just coming back, or asked too often.
AGAIN = {429, 502, 503, 504}

PREPARE = """
import json
from forms import present
from portal.api.programs import making
from portal.api.programs.scopes import offered
from tests.factories.party import AgencyFactory, actor
from tests.portal.api.program import published, question, step
from tests.portal.conftest import branch, top_of_site
from workflow.parties.roles import Actor, Role

partnership = branch(top_of_site(), "north")
form = {"format": 1, "title": "A drill", "steps": [step("one", question("words"), question("paper", "file"))]}
page = published(partnership, form)
by = Actor.of(actor(Role.LEAD, AgencyFactory(of=partnership)).user)
role = making.memberships(by)[0]
secret = making.make(role, name="Drill", scopes=list(offered(role.role)), days=30, by=by, now=present.now())[1]
print(json.dumps({"form": page.pk, "token": secret}))
"""
COUNT = """
import json
from collections import Counter
from forms import uploads
from forms.models import Attachment, Submission
from workflow.models import Notice

# A file of what was sent has the identifier of its draft.
sent = Attachment.objects.filter(draft__in=Submission.objects.values("pk")).select_related("data_key")
opened = sum(uploads.content_of(one) == b"A note" for one in sent)
notices = Counter(Notice.objects.values_list("state", flat=True))
print(json.dumps({
    "submissions": [str(pk) for pk in Submission.objects.values_list("pk", flat=True)],
    "files": sent.count(), "opened": opened,
    "notices": notices, "messages": list(Notice.objects.values_list("message_id", flat=True)),
}))
"""


class Persistent(Form):  # type: ignore[misc]  # an example for the public, without types
    """The example's client, which sends the same request again until it is answered."""

    def ask(self, method: str, path: str, **more: Any) -> Any:
        # By a number of its own, the portal knows a request that it has answered already.
        more["headers"] = {"Idempotency-Key": str(uuid.uuid4())} if method != "GET" else {}
        for _attempt in range(400):
            try:
                response = self.session.request(method, self.base + path, timeout=30, **more)
            except requests.RequestException:
                time.sleep(0.3)
                continue
            if response.status_code in AGAIN:
                time.sleep(0.3)
                continue
            assert response.status_code in (200, 201, 422), (method, path, response.status_code, response.text)
            return response.json()
        raise AssertionError(f"{method} {path} was never answered")


class Load:
    """Senders that send one form after another until they are told to stop."""

    def __init__(self, base: str, form: int, token: str) -> None:
        self.told: list[str] = []
        self.failed: list[BaseException] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._send, args=(base, form, token)) for _ in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def _send(self, base: str, form: int, token: str) -> None:
        while not self.over.is_set():
            try:
                self.told.append(Persistent(base, form, token).fill_and_send()["id"])
            except BaseException as fault:
                self.failed.append(fault)
                return

    def stop(self) -> None:
        """Each sender ends the form that it is at. Raises AssertionError where one does not come to its end."""
        self.over.set()
        for thread in self.threads:
            thread.join(RECOVERY_SECONDS)
        assert not [thread for thread in self.threads if thread.is_alive()]


class Supervised:
    """`manage.py serve` and the supervisor that starts it again whenever it has ended."""

    def __init__(self, portal: ServedPortal) -> None:
        self.portal = portal
        self.over = threading.Event()
        self.process = self._begin()
        self.supervisor = threading.Thread(target=self._supervise)
        self.supervisor.start()

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "serve"]
        with self.portal.log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self.portal.environment, stdout=log, stderr=log)

    def _supervise(self) -> None:
        # A second's rest, as supervisors take one: what `serve` left needs about as long to end.
        while not self.over.wait(1):
            if self.process.poll() is not None:
                self.process = self._begin()

    def kill_one(self, chance: random.Random) -> int:
        """Kill `serve`, the web server, the worker, or any process of theirs. Its number."""
        victim = chance.choice([self.process.pid, *descendants(self.process.pid)])
        os.kill(victim, signal.SIGKILL)
        return victim

    def is_whole(self) -> bool:
        """Web and worker run, and the web answers."""
        try:
            running = set(children(self.process.pid)) == {"web", "worker"}
        except FileNotFoundError:
            return False  # between two
        return running and self.portal.answers("/healthz")

    def stop(self) -> None:
        self.over.set()
        self.supervisor.join()
        everybody = descendants(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(RECOVERY_SECONDS)
        finally:
            self.process.kill()
        eventually(lambda: not [pid for pid in everybody if is_running(pid)], RECOVERY_SECONDS)


def descendants(pid: int) -> list[int]:
    return [one for child in children_of(pid) for one in (child, *descendants(child))]


def test_what_was_acknowledged_is_there_once(tmp_path: Path, django_db_setup: None, promise: Told) -> None:
    with migrated_portal(tmp_path) as portal:
        made = json.loads(portal.manage("shell", "--verbosity", "0", "-c", PREPARE).splitlines()[-1])
        supervised = Supervised(portal)
        try:
            eventually(supervised.is_whole, RECOVERY_SECONDS)
            load = Load(portal.base_url, made["form"], made["token"])
            try:
                recoveries = kills(supervised)
            finally:
                load.stop()
            eventually(lambda: not set(count(portal)["notices"]) & {"queued", "sending"}, RECOVERY_SECONDS)
        finally:
            supervised.stop()
        found = count(portal)
    told(found, load, recoveries, tmp_path / "mail", promise)


def kills(supervised: Supervised) -> list[float]:
    """Kill one process after another, each once the portal is whole again. How long that took, each time."""
    chance, recoveries = random.Random(20261130), list[float]()
    limit = time.monotonic() + SECONDS
    while len(recoveries) < KILLS and time.monotonic() < limit:
        time.sleep(chance.uniform(0.5, 3))
        begun = time.monotonic()
        victim = supervised.kill_one(chance)
        # Until its parent has taken note, it still stands among the children.
        eventually(lambda victim=victim: not is_running(victim) and supervised.is_whole(), RECOVERY_SECONDS)
        recoveries.append(time.monotonic() - begun)
    return recoveries


def told(found: dict[str, Any], load: Load, recoveries: list[float], mail: Path, promise: Told) -> None:
    """The numbers of the table, and that they are right."""
    assert not load.failed, load.failed
    twice = len(found["submissions"]) - len(set(load.told))
    mails = "".join(one.read_text() for one in mail.glob("*.log"))
    copies = {one: mails.count(f"Message-ID: {one}") for one in found["messages"]}
    repeats = sum(max(0, number - 1) for number in copies.values())
    failed = sum(number for state, number in found["notices"].items() if state != "sent")
    promise(
        "submissions", acknowledged=len(load.told), found=len(set(load.told) & set(found["submissions"])), twice=twice
    )
    promise("files", stored=found["files"], found=found["opened"])
    promise("notices", due=len(copies), sent=sum(map(bool, copies.values())), failed=failed, twice=repeats)
    promise("kills", killed=len(recoveries), seconds=max(recoveries))
    assert len(recoveries) >= min(KILLS, 5)
    assert len(load.told) >= len(recoveries)
    assert set(load.told) == set(found["submissions"])
    assert len(load.told) == found["files"] == found["opened"]
    assert all(copies.values())
    assert failed == 0
    assert repeats <= len(recoveries)


def count(portal: ServedPortal) -> Any:
    return json.loads(portal.manage("shell", "--verbosity", "0", "-c", COUNT).splitlines()[-1])
