"""The demonstration's mail and clock: open on this machine or signed in, never in production."""

import email.message
import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches, set_urlconf

import portal.urls
from forms import present
from portal.site import frame_cache
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, tmp_path: Path, partnership: Partnership) -> Iterator[Path]:
    """The portal as a demonstration, with its data in a folder of the test."""
    settings.DEMO_CLOCK_FILE = tmp_path / "demo-clock"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    (tmp_path / "mail").mkdir()
    importlib.reload(portal.urls)
    clear_url_caches()
    yield tmp_path
    settings.DEMO_CLOCK_FILE = None
    importlib.reload(portal.urls)
    clear_url_caches()
    set_urlconf(None)


def lay_mail(folder: Path, name: str, *subjects: str) -> None:
    raw = b""
    for number, subject in enumerate(subjects):
        message = email.message.EmailMessage()
        message["Subject"], message["To"] = subject, "someone@north.example"
        message["Date"] = f"Mon, 02 Mar 2026 09:0{number}:00 -0000"
        message.set_content(f"About {subject}: http://testserver/<b>x</b>")
        raw += message.as_bytes() + b"\n" + b"-" * 79 + b"\n"
    (folder / "mail" / f"{name}.log").write_bytes(raw)


def test_every_page_says_that_it_is_a_demonstration(client: Client, demo: Path) -> None:
    text = client.get("/north/").content.decode()
    assert "All persons and cases are invented" in text
    assert 'href="/demo/clock/"' in text


def test_mails_are_listed_newest_first_and_read_one_by_one(client: Client, demo: Path) -> None:
    lay_mail(demo, "one", "First", "Second")
    text = client.get("/demo/mail/").content.decode()
    assert text.index("Second") < text.index("First")
    one = client.get("/demo/mail/one-0/").content.decode()
    assert "About First" in one
    assert "<b>x</b>" not in one
    assert client.get("/demo/mail/nothing-9/").status_code == 404
    assert client.get("/demo/mail/..%2F..%2Fsecret.key/").status_code == 404


def test_the_clock_moves_by_working_days_and_back(client: Client, demo: Path, clock: Any) -> None:
    start = present.today()
    client.post("/demo/clock/", {"by": "working_days", "number": "5"})
    assert present.today() == start + timedelta(days=7)
    client.post("/demo/clock/", {"by": "days", "number": "2"})
    assert present.today() == start + timedelta(days=9)
    client.post("/demo/clock/", {"by": "back"})
    assert present.today() == start


@pytest.mark.parametrize("sent", [{"by": "days", "number": "2"}, {"by": "back"}], ids=["forward", "back"])
def test_pages_that_told_another_day_are_drawn_anew(
    client: Client, demo: Path, sent: dict[str, str], django_capture_on_commit_callbacks: Any
) -> None:
    before = frame_cache.token()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/demo/clock/", sent)
    assert frame_cache.token() != before


@pytest.mark.parametrize("number", ["", "0", "-3", "1001", "x", "1e9"])
def test_a_number_that_makes_no_sense_moves_nothing(client: Client, demo: Path, number: str) -> None:
    response = client.post("/demo/clock/", {"by": "days", "number": number})
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert present.offset() == timedelta()


def test_strangers_on_a_network_see_neither(client: Client, demo: Path) -> None:
    for address in ("/demo/mail/", "/demo/clock/"):
        assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 403
        assert client.post(address, {"by": "back"}, REMOTE_ADDR="192.0.2.7").status_code in (403, 405)


def test_search_engines_stay_away(client: Client, demo: Path) -> None:
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()
