"""Drill: programs send forms with files while web and worker processes are killed without warning, again and again.

Whatever was acknowledged is there, once, its file opens, and its receipt was sent (D2). `DRILL_KILLS` says how many.
"""

import json
import os
import random
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests

from examples.fill_a_form import Form
from tests.browser.served import ServedPortal, free_port, migrated_database, serving
from tests.browser.test_serve import children, eventually
from tests.promises import Told

pytestmark = [pytest.mark.drill]

KILLS = int(os.environ.get("DRILL_KILLS", "20"))
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
        self.over.set()
        for thread in self.threads:
            thread.join(RECOVERY_SECONDS)


def kill_one(parent: int, chance: random.Random) -> None:
    """Kill the web server, the worker, or one process of theirs."""
    own = list(children(parent).values())
    below = [int(pid) for one in own for pid in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    os.kill(chance.choice([*own, *below]), signal.SIGKILL)


def test_what_was_acknowledged_is_there_once(tmp_path: Path, django_db_setup: None, promise: Told) -> None:
    with migrated_database(tmp_path) as url:
        portal = ServedPortal(free_port(), tmp_path, url)
        portal.manage("migrate", "--noinput", "--verbosity", "0")
        made = json.loads(portal.manage("shell", "--verbosity", "0", "-c", PREPARE).splitlines()[-1])
        chance, slowest = random.Random(20261130), 0.0
        with serving(portal) as process:
            load = Load(portal.base_url, made["form"], made["token"])
            for _kill in range(KILLS):
                time.sleep(chance.uniform(0.5, 3))
                begun = time.monotonic()
                kill_one(process.pid, chance)
                eventually(lambda: set(children(process.pid)) == {"web", "worker"}, RECOVERY_SECONDS)
                eventually(lambda: portal.answers("/healthz"), RECOVERY_SECONDS)
                slowest = max(slowest, time.monotonic() - begun)
            load.stop()
            eventually(lambda: not set(count(portal)["notices"]) & {"queued", "sending"}, RECOVERY_SECONDS)
        found = count(portal)
    assert not load.failed, load.failed
    twice = len(found["submissions"]) - len(set(load.told))
    mails = "".join(mail.read_text() for mail in (tmp_path / "mail").glob("*.log"))
    copies = {one: mails.count(f"Message-ID: {one}") for one in found["messages"]}
    repeats = sum(max(0, number - 1) for number in copies.values())
    failed = sum(number for state, number in found["notices"].items() if state != "sent")
    promise(
        "submissions", acknowledged=len(load.told), found=len(set(load.told) & set(found["submissions"])), twice=twice
    )
    promise("files", stored=found["files"], found=found["opened"])
    promise("notices", due=len(copies), sent=sum(map(bool, copies.values())), failed=failed, twice=repeats)
    promise("kills", killed=KILLS, seconds=slowest)
    assert len(load.told) >= KILLS
    assert set(load.told) == set(found["submissions"])
    assert len(load.told) == found["files"] == found["opened"]
    assert all(copies.values())
    assert failed == 0
    assert repeats <= KILLS


def count(portal: ServedPortal) -> Any:
    return json.loads(portal.manage("shell", "--verbosity", "0", "-c", COUNT).splitlines()[-1])
