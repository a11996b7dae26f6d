"""The portal beside the yardstick (tests/load/bare), in CPU milliseconds a request: what a busy machine does not blur.

Measured in turns, so that whatever the processor does meanwhile falls on both alike. A ratio is held, never a time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.conf import settings

from tests.browser.served import migrated_database
from tests.kept_database import copy_to
from tests.load import web
from tests.load.conftest import Ratio

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

TURNS = 5
# What is asked, beside what of the yardstick, and at most how many times as much.
BESIDE = [
    ("a report page, from the cache", "cached", "hello", 2.0),
    ("a report page, drawn", "report", "text", 1.0),
    ("a report page, for who is signed in", "report_of_person", "text", 1.3),
    ("the start page of a form", "start", "form", 1.2),
    ("a step of 20 questions", "step", "form", 0.8),
    ("saving a step", "save", "post", 1.0),
    ("sending the form", "send", "post", 1.0),
    ("sending a referral: a case, its clocks", "refer", "post", 2.3),
    ("the desk's queue", "queue", "form", 4.0),
    ("a case", "case", "form", 2.5),
    ("an agency's work", "work", "form", 2.0),
]


class Measured:
    """A process that measures itself, a turn for each line that it is sent (tests/load/measure.py)."""

    def __init__(self, *command: str, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=settings.BASE_DIR,
            env=_clean(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        # What it says on its way is not ours to read; the page's length stands before the word.
        while "ready" not in (line := self._from.readline()):
            assert line, f"{command[0]} did not start: its messages are above"
        self.told = line.partition("ready")[2].strip()

    def turn(self) -> dict[str, float]:
        return self.asked("turn")

    def asked(self, line: str) -> dict[str, Any]:
        """What it answers to a line."""
        self._to.write(f"{line}\n")
        self._to.flush()
        found: dict[str, Any] = json.loads(self._from.readline())
        return found

    def end(self) -> None:
        self._to.close()
        self._process.wait(30)
        self._from.close()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Measured]:
    folder = tmp_path_factory.mktemp("ours")
    with migrated_database(folder) as url:
        environment = {"PORTAL_DATA_DIR": str(folder), "PORTAL_LIBREOFFICE": "/nonexistent"}
        started = Measured("tests.load.measure", environment=environment | ({"DATABASE_URL": url} if url else {}))
        yield started
        started.end()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, ours: Measured) -> Iterator[Measured]:
    """The yardstick. Its page of text is as long as our report."""
    path = tmp_path_factory.mktemp("bare") / "bare.sqlite3"
    started = Measured("tests.load.bare.measure", ours.told, environment={"BARE_DATABASE": str(path)})
    yield started
    started.end()


def test_beside_a_bare_site(ours: Measured, bare: Measured, ratio: Callable[..., Ratio]) -> None:
    found: dict[str, list[float]] = {}
    theirs: dict[str, list[float]] = {}
    for _turn in range(TURNS):
        for asked, kept in ((bare, theirs), (ours, found)):
            for name, value in asked.turn().items():
                kept.setdefault(name, []).append(value)
    for name, key, beside, most in BESIDE:
        ratio(name, median(found[key]), beside=beside, theirs=median(theirs[beside]), at_most=most)


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
