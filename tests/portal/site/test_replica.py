"""Who reads the replica; whatever is unsure reads the primary. With a real one: tests/drills/test_replica.py."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.database import replica as database
from portal.database.replica import REPLICA, Router
from portal.site import frame_cache, replica
from portal.site.replica import ReplicaMiddleware
from workflow.models import Partnership


@pytest.fixture(autouse=True)
def primary(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Outside a transaction, for all that the portal can tell; the replica has caught up."""
    monkeypatch.setattr(replica, "_what_it_has", lambda: "token")
    monkeypatch.setattr(replica, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(replica, "_alone_until", 0.0)
    yield
    database.let(None)


def asked(method: str = "GET", view: str = "wagtail_serve", **more: Any) -> HttpRequest:
    request = RequestFactory().generic(method, "/north/", headers=more.get("headers", {}))
    request.COOKIES.update(more.get("cookies", {}))
    request.resolver_match = SimpleNamespace(view_name=view, func=answer, args=(), kwargs={})  # type: ignore[assignment]
    return request


def answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(Router().db_for_read(Partnership))


def middleware() -> ReplicaMiddleware:
    made = ReplicaMiddleware(answer)
    made.is_on = True
    return made


def let(request: HttpRequest) -> bool:
    middleware().process_view(request, answer, (), {})
    return database.is_read()


@pytest.mark.parametrize("view", sorted(replica.READS))
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_visitors_read_public_pages_from_it(view: str, method: str) -> None:
    assert let(asked(method, view))


@pytest.mark.parametrize(
    "request_",
    [
        asked("POST"),
        asked(cookies={"sessionid": "x"}),
        asked(cookies={"__Host-sessionid": "x"}),
        asked(cookies={"messages": "x"}),
        asked(headers={"Authorization": "Bearer x"}),
        asked(view="desk:queue"),
        asked(view="account_login"),
        asked(view="library:copy"),
        asked(view="forms:step"),
    ],
)
def test_nobody_else_does(request_: HttpRequest) -> None:
    assert not let(request_)


def test_nor_anybody_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "connection", SimpleNamespace(in_atomic_block=True))
    assert not let(asked())


def test_nor_where_it_has_not_caught_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "_what_it_has", str)
    assert not let(asked())


def test_after_a_write_the_primary_is_read() -> None:
    assert let(asked())
    assert Router().db_for_read(Session) == REPLICA
    assert Router().db_for_write(Session) == DEFAULT_DB_ALIAS
    assert Router().db_for_read(Session) == DEFAULT_DB_ALIAS


def test_nothing_is_left_to_the_next_request_of_the_thread() -> None:
    assert let(asked())
    middleware()(asked())
    assert not database.is_read()


def test_where_it_fails_in_the_middle_the_page_is_drawn_from_the_primary() -> None:
    assert let(asked())
    drawn = middleware().process_exception(asked(), OperationalError("gone"))
    assert drawn is not None
    assert getattr(drawn, "content", b"") == DEFAULT_DB_ALIAS.encode()


def test_other_mistakes_stay_mistakes() -> None:
    assert let(asked())
    assert middleware().process_exception(asked(), ValueError()) is None
    database.let(None)
    assert middleware().process_exception(asked(), OperationalError()) is None


def test_migrations_are_for_the_primary() -> None:
    assert Router().allow_migrate(REPLICA, "workflow") is False
    assert Router().allow_migrate(DEFAULT_DB_ALIAS, "workflow") is None


def test_the_frame_remembers_nothing_that_may_be_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_cache.transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
    read = iter(["an old name", "a new name", "never"])
    database.let("the token of before")
    assert frame_cache.recall("tried", lambda: next(read)) == "an old name"
    database.let(frame_cache.token())
    assert [frame_cache.recall("tried", lambda: next(read)) for _ in range(2)] == ["a new name"] * 2


# --- A change that falls into a time without the shared cache ---------------------------------------------------------


class Away:
    """A cache that is away for a while, and this process's memory in its place."""

    def __init__(self) -> None:
        self.is_away, self.there, self.here = False, dict[str, str](), dict[str, str]()

    def _now(self) -> dict[str, str]:
        return self.here if self.is_away else self.there

    def get(self, key: str) -> str | None:
        return self._now().get(key)

    def set(self, key: str, value: str, _timeout: object) -> None:
        self._now()[key] = value

    def add(self, key: str, value: str, _timeout: object) -> None:
        self._now().setdefault(key, value)


def test_a_change_without_the_cache_is_told_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Away()
    monkeypatch.setattr(frame_cache, "cache", shared)
    before = frame_cache.token()
    shared.is_away = True
    assert not frame_cache.is_shared()
    frame_cache._renew()
    shared.is_away = False
    assert frame_cache.token() != before
    again = frame_cache.token()
    assert frame_cache.token() == again


def test_without_the_cache_nobody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    shared = Away()
    shared.is_away = True
    monkeypatch.setattr(frame_cache, "cache", shared)
    assert replica._what_it_has() == ""


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no log of this kind")
def test_how_far_the_primary_is_is_asked_once_a_token(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(replica, "connection", connection)
    cache.clear()
    with django_assert_num_queries(1):
        first = replica._reached("one")
        assert replica._reached("one") == first
    with django_assert_num_queries(1):
        replica._reached("two")
