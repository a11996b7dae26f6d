"""The portal beside the yardstick (tests/load/bare), in CPU milliseconds a request: what a busy machine does not blur.

Measured in turns, so that whatever the processor does meanwhile falls on both alike. A ratio is held, never a time.
"""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache, caches
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from forms import handlers, present
from forms.filling.starting import begin
from forms.models import Draft
from portal.reports.pages import ReviewReportPage
from portal.site import page_cache
from tests.forms.scene import ObedientHandler, form_page
from tests.forms.windows import Window
from tests.kept_database import copy_to
from tests.load import web
from tests.load.bare.measure import milliseconds
from tests.load.big_form import big_definition
from tests.load.conftest import Ratio
from tests.portal.start.test_demo_content import fill
from tests.workflow.desk.scene import signed_in
from workflow.models import Case

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

TURNS = 5
STEP = "part_1"
# What is asked, beside what of the yardstick, and at most how many times as much.
BESIDE = [
    ("a report page, from the cache", "hello", 2.0),
    ("a report page, drawn", "text", 11.0),
    ("the start page of a form", "form", 4.0),
    ("a step of 20 questions", "form", 2.8),
    ("saving a step", "post", 5.0),
    ("sending the whole form", "post", 3.5),
    ("the desk's queue", "form", 6.0),
    ("a case", "form", 12.0),
    ("an agency's work", "form", 10.0),
]


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        fill(tmp_path_factory.mktemp("demonstration"))
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, demonstration: None) -> Iterator[Callable[[], dict[str, float]]]:
    """Asks the yardstick for one turn of its measures. Its page is as long as our report."""
    length = len(Client().get(_report().url).content)
    environment = _clean({"BARE_DATABASE": str(tmp_path_factory.mktemp("bare") / "bare.sqlite3")})
    command = [sys.executable, "-m", "tests.load.bare.measure", str(length)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, **pipes) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        while (line := child.stdout.readline()) != "ready\n":
            assert line, "the yardstick did not start: its messages are above"

        def turn() -> dict[str, float]:
            child.stdin.write("turn\n")
            child.stdin.flush()
            found: dict[str, float] = json.loads(child.stdout.readline())
            return found

        yield turn
        child.stdin.close()


def _report() -> Any:
    return ReviewReportPage.objects.live().first()


def person(key: str) -> Client:
    return signed_in(get_user_model().objects.get(email=f"{key}@demo.example"))


def asking(client: Client, address: str) -> Callable[[], None]:
    def ask() -> None:
        assert client.get(address).status_code == 200

    return ask


def from_the_cache(monkeypatch: pytest.MonkeyPatch, address: str) -> Callable[[], None]:
    """As for a visitor: the test's own transaction, in which nothing is kept, is looked away from."""

    def ask() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(page_cache.transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
            assert reader.get(address).has_header("ETag")

    reader = Client()
    ask()
    return ask


def typed(question: dict[str, Any]) -> dict[str, Any]:
    """An answer, as a browser sends it."""
    name, kind = question["name"], question["kind"]
    if kind == "date":
        return {f"{name}-day": "2", f"{name}-month": "3", f"{name}-year": "2020"}
    if question["choices"]:
        return {name: question["choices"][0]["value"]}
    plain = {"yes_no": "yes", "number": "3", "email": "someone@example.org", "postcode": "NG1 1AA"}
    return {name: plain.get(kind, "An answer")}


class Filling:
    """A form of 20 questions in one step, 5 of them shown on an answer: drafts of it are made, saved and sent."""

    def __init__(self) -> None:
        self.content = big_definition(questions=20, conditions=5)
        self.page = form_page(self.content, slug="yardstick")
        self.user = get_user_model().objects.get(email="health@demo.example")
        self.browser = person("health")
        self.answers = {
            name: text for one in self.content["steps"][0]["questions"] for name, text in typed(one).items()
        }

    def address(self, draft: Draft) -> str:
        return reverse("forms:step", args=[draft.pk, STEP])

    def begun(self) -> Draft:
        """The first question is answered, so that everything is shown."""
        made = begin(self.page, user=self.user, subject="", token=uuid.uuid4(), now=present.now())
        made.answers = {self.content["steps"][0]["questions"][0]["name"]: "yes"}
        made.save()
        return made

    def opened(self) -> Window:
        return Window(self.browser, self.address(self.begun()))

    def save(self, window: Window) -> None:
        assert window.save(**self.answers).status_code == 302

    def filled(self) -> Draft:
        window = self.opened()
        self.save(window)
        return Draft.objects.select_related("version").latest("saved_at")

    def send(self, draft: Draft) -> None:
        answer = self.browser.post(reverse("forms:send", args=[draft.pk]), {"checked": draft.version.digest})
        assert "/check/" not in answer["Location"]
        assert answer.status_code == 302


@pytest.fixture
def filling(demonstration: None) -> Iterator[Filling]:
    handler = ObedientHandler()
    handlers.register(handler)
    yield Filling()
    handlers.registry.pop(handler.key)


def one_at_a_time(prepare: Callable[[], Any], work: Callable[[Any], None], times: int = 6) -> float:
    """The median CPU of the work, each time on what was prepared for it, which is not counted."""
    found = []
    for _time in range(times):
        prepared = prepare()
        found.append(milliseconds(lambda prepared=prepared: work(prepared), rounds=1))
    return median(found)


def test_beside_a_bare_site(
    bare: Callable[[], dict[str, float]],
    filling: Filling,
    ratio: Callable[..., Ratio],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for one in (cache, caches["pages"], page_cache._remembered):
        one.clear()
    report, reader, officer, nurse = _report().url, Client(), person("officer"), person("health")
    case = Case.objects.filter(partnership__code="NSCP", rapid_reviews__isnull=False).first()
    assert case is not None
    draft = filling.begun()
    gets = {
        "a report page, from the cache": from_the_cache(monkeypatch, report),
        "a report page, drawn": asking(reader, report),
        "the start page of a form": asking(nurse, filling.page.url),
        "a step of 20 questions": asking(filling.browser, filling.address(draft)),
        "the desk's queue": asking(officer, "/desk/"),
        "a case": asking(officer, f"/desk/{case.reference}/"),
        "an agency's work": asking(nurse, "/my/"),
    }
    ours: dict[str, list[float]] = {name: [] for name, _beside, _most in BESIDE}
    theirs: dict[str, list[float]] = {}
    for _turn in range(TURNS):
        for name, value in bare().items():
            theirs.setdefault(name, []).append(value)
        for name, ask in gets.items():
            ours[name].append(milliseconds(ask, rounds=6))
        ours["saving a step"].append(one_at_a_time(filling.opened, filling.save))
        ours["sending the whole form"].append(one_at_a_time(filling.filled, filling.send))
    for name, beside, most in BESIDE:
        ratio(name, median(ours[name]), beside=beside, theirs=median(theirs[beside]), at_most=most)


def test_a_web_process_beside_a_bare_one(ratio: Callable[..., Ratio], tmp_path: Path) -> None:
    """gunicorn with two workers, both asked a few times: CPU until the first answer, and memory of all three processes
    by two, shared pages counted once.
    """
    bare_environment = {"DJANGO_SETTINGS_MODULE": "tests.load.bare.settings", "BARE_DATABASE": str(tmp_path / "bare")}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"],
        cwd=settings.BASE_DIR,
        env=_clean(bare_environment),
        check=True,
    )
    ours_environment = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "PORTAL_DATA_DIR": str(tmp_path / "data")}
    (tmp_path / "data").mkdir()
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        copy_to(tmp_path / "data")
    else:
        pytest.skip("Measured on SQLite: a database of PostgreSQL would have to be made for it.")
    theirs = web.measured("tests.load.bare.wsgi", "/hello/", _clean(bare_environment), preload=False)
    ours = web.measured("portal.wsgi", "/healthz", _clean(ours_environment), preload=True)
    ratio("CPU until the first answer (s)", ours.cpu, beside="a bare site", theirs=theirs.cpu, at_most=2.2)
    ratio("memory of a worker (MB)", ours.memory, beside="a bare site", theirs=theirs.memory, at_most=1.5)


def _clean(more: dict[str, str]) -> dict[str, str]:
    left_out = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORTAL_DATA_DIR", "PYTHONDONTWRITEBYTECODE")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **more}
