"""The database cannot be written or reached: a plain 503, and what was typed stands in it to be sent again."""

import errno
import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from portal.accounts import unavailable as room
from portal.accounts.sessions.model import BrowserSession
from portal.settings import waits
from portal.site.steady_cache import SteadyFileCache
from portal.start import web
from tests.factories.case import CaseFactory
from tests.factories.referral import ReferralFactory
from tests.portal.api.program import Program
from tests.portal.conftest import person, sign_in
from workflow.models import Referral
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

TYPED = "\nMother says: “he fell”, & nobody saw\r\nit <happen>."
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def strict(partnership: Partnership) -> Client:
    """An officer's browser, whose forms have to carry their token; errors are answered as in life."""
    client = Client(enforce_csrf_checks=False, raise_request_exception=False)
    sign_in(client, person(Role.OFFICER, partnership))
    client.handler.enforce_csrf_checks = True
    return client


@pytest.fixture
def page(partnership: Partnership, clock: Any) -> str:
    """The page of a step on which an officer writes."""
    referral: Referral = ReferralFactory(case=CaseFactory(partnership=partnership), screening=True)
    return f"/desk/{referral.case.reference}/{referral.KIND}/{referral.pk}/decline/"


@contextmanager
def broken(*, only_writing: bool = False) -> Iterator[list[str]]:
    """The database is away, or locked by another process. Gives what it was asked meanwhile."""
    asked: list[str] = []

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if only_writing and not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        asked.append(sql)
        # The driver gives the code to the errors that it makes itself.
        told = sqlite3.OperationalError("database is locked")
        told.sqlite_errorcode = sqlite3.SQLITE_BUSY if only_writing else sqlite3.SQLITE_CANTOPEN  # type: ignore[misc]
        raise OperationalError(*told.args) from told

    with connection.execute_wrapper(refuse):
        yield asked


def token(client: Client, address: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found.group(1)


def form_of(text: str) -> dict[str, str]:
    """The fields of the form on the page as a browser sends them: without the first line end of a text area."""
    areas = re.findall(r'<textarea name="([^"]+)" hidden>\n?(.*?)</textarea>', text, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text)
    return {name: html.unescape(value) for name, value in [*areas, *hidden]}


def test_what_was_typed_comes_back_in_a_form_that_can_be_sent_again(strict: Client, page: str) -> None:
    fields = {"expect": "screening", "reason": TYPED, "csrfmiddlewaretoken": token(strict, page)}
    with broken(only_writing=True):
        refused = strict.post(page, fields)
    text = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (503, "30", "no-store, private")
    assert f'action="{page}"' in text
    assert "What you had typed" in text
    assert form_of(text) | {"csrfmiddlewaretoken": ""} == fields | {"csrfmiddlewaretoken": ""}

    done = strict.post(page, form_of(text))

    assert done.status_code == 302
    assert Referral.objects.get().state == "not_accepted"


def test_a_database_that_is_gone_is_told_before_anybody_is_known_and_keeps_it_too(strict: Client, page: str) -> None:
    fields = {"reason": TYPED, "csrfmiddlewaretoken": token(strict, page)}
    with broken() as asked:
        refused = strict.post(page, fields)
        assert len(asked) == 1, "The page of the fault asked the database."
        read = strict.get(page)
    assert (refused.status_code, read.status_code) == (503, 503)
    assert form_of(refused.content.decode())["reason"] == TYPED
    assert re.search(rf'<a class="govuk-link"\s+href="{page}">try again</a>', read.content.decode())


def test_files_are_named_and_chosen_again_in_the_same_form(strict: Client, page: str) -> None:
    fields = {"reason": TYPED, "csrfmiddlewaretoken": token(strict, page)}
    with broken():
        text = strict.post(page, fields | {"plan": SimpleUploadedFile("plan <1>.pdf", b"%PDF-")}).content.decode()
    assert 'enctype="multipart/form-data"' in text
    assert "Choose again: plan &lt;1&gt;.pdf" in text
    assert re.search(r'<input class="govuk-file-upload"\s+id="file-1"\s+name="plan"', text)


def test_what_another_site_sends_is_not_repeated(strict: Client, page: str) -> None:
    with broken():
        text = strict.post(page, {"reason": "sent from elsewhere"}).content.decode()
    assert "sent from elsewhere" not in text
    assert "<form" not in text


def test_passwords_and_what_signs_in_are_not_given_back(strict: Client, page: str) -> None:
    fields = {"reason": TYPED, "new_password": "swordfish", "csrfmiddlewaretoken": token(strict, page)}
    with broken():
        text = strict.post(page, fields).content.decode()
        signing_in = strict.post("/accounts/login/", fields | {"login": "olive@x.example"}).content.decode()
    assert "swordfish" not in text + signing_in
    assert "olive@x.example" not in signing_in


def test_a_script_gets_a_word(strict: Client, page: str) -> None:
    fields = {"reason": TYPED, "csrfmiddlewaretoken": token(strict, page)}
    with broken(only_writing=True):
        refused = strict.post(page, fields, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()) == (503, {"status": "unavailable", "reason": "database-locked"})


def test_a_program_gets_a_problem(partnership: Partnership) -> None:
    program = Program(person(Role.OFFICER, partnership))
    with broken():
        refused = program.ask("GET", "/forms")
    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert refused["Retry-After"] == "30"
    assert refused.json()["type"].endswith("#problem-unavailable")


def test_a_full_disk_under_a_file_is_the_same(strict: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    fields = {"expect": "screening", "reason": TYPED, "csrfmiddlewaretoken": token(strict, page)}
    monkeypatch.setattr("workflow.engine.log.append", full)
    refused = strict.post(page, fields)
    assert refused.status_code == 503
    assert form_of(refused.content.decode())["reason"] == TYPED


def test_a_mistake_of_the_program_stays_one(
    strict: Client, page: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def wrong(*args: Any, **kwargs: Any) -> None:
        raise KeyError("a mistake")

    sent = token(strict, page)
    monkeypatch.setattr("workflow.engine.log.append", wrong)
    refused = strict.post(page, {"expect": "screening", "reason": TYPED, "csrfmiddlewaretoken": sent})
    assert refused.status_code == 500


def test_a_use_that_cannot_be_noted_takes_no_answer_away(strict: Client, page: str) -> None:
    BrowserSession.objects.update(last_used_at="2026-03-02T08:55:00Z")
    with broken(only_writing=True) as asked:
        assert strict.get(page).status_code == 200
    assert len(asked) == 1


def test_a_web_process_begins_without_its_database_and_verifies_the_keys_later(
    strict: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "answer_in_time", lambda: None)
    monkeypatch.setattr(web.connections, "close_all", lambda: None)
    monkeypatch.setattr(room, "keys", room.Keys())
    monkeypatch.setattr(web, "keys", room.keys)
    with broken():
        web.begin()
        assert strict.get("/healthz").status_code == 200
        assert strict.get("/").status_code == 503
    with monkeypatch.context() as wrong:
        wrong.setattr(room, "verify_keys", refuse_keys)
        assert strict.get("/").status_code == 503
        with pytest.raises(web.NotToBeServed, match="The vault key"):
            web.begin()
    assert strict.get("/").status_code == 200
    assert not room.keys.are_to_be_verified


def refuse_keys() -> None:
    raise ImproperlyConfigured("The vault key is missing.")


def test_a_request_waits_less_than_a_person() -> None:
    lite, post = waits.options(waits.SQLITE, waits.WEB), waits.options("django.db.backends.postgresql", waits.WEB)
    assert lite["timeout"] < 5
    assert f"busy_timeout={lite['timeout'] * 1000};" in lite["init_command"]
    assert post["connect_timeout"] < 5
    assert "-c lock_timeout=4s" in post["options"]
    assert "-c statement_timeout=15s" in post["options"]
    assert "-c statement_timeout=0s" in waits.options("django.db.backends.postgresql", waits.PATIENT)["options"]


def test_tries_are_counted_on_a_full_disk(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = SteadyFileCache(str(tmp_path), {})
    cache.set("here", "before")

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.cache.backends.filebased.tempfile.mkstemp", full)
    cache.set("tries", 1)
    assert cache.add("tries", 7) is False
    cache.again_at = 0.0
    assert (cache.incr("tries"), cache.get("tries"), cache.get("here")) == (2, 2, "before")


def test_requests_that_cannot_be_read_are_told_too(rf: RequestFactory) -> None:
    request = rf.post("/my/", b"x", content_type="multipart/form-data; boundary=none")
    assert room.unavailable(request, room.Fault.FULL).status_code == 503
