"""How the portal reaches PostgreSQL, as the environment says; what does not go together is refused in words."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from portal.database.bouncer import wrong_limits
from portal.settings import databases, waits
from portal.start import web

POSTGRES = "postgres://somebody@127.0.0.1:5432/portal"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (databases.POOL, databases.KEEP, databases.BOUNCER):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", POSTGRES)


def made() -> dict[str, object]:
    return databases.from_environment("sqlite:////nowhere")["default"]


def test_without_a_word_each_thread_keeps_a_connection_for_a_minute() -> None:
    found = made()
    assert (found["ENGINE"], found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (waits.POSTGRES, 60, True)
    assert "-c lock_timeout=20s" in found["OPTIONS"]["options"]  # type: ignore[index]


def test_for_how_long_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(databases.KEEP, "0")
    assert made()["CONN_MAX_AGE"] == 0


def test_with_a_pool_no_thread_keeps_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(databases.POOL, "4")
    assert made()["CONN_MAX_AGE"] == 0
    assert databases.pool_size() == 4


def test_behind_pgbouncer_nothing_outlives_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(databases.BOUNCER, "yes")
    found = made()
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    options: dict[str, object] = found["OPTIONS"]  # type: ignore[assignment]
    assert options["prepare_threshold"] is None
    assert options["asks_server"] is True
    assert "options" not in options


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({databases.POOL: "4", databases.BOUNCER: "yes"}, "one pool behind another"),
        ({databases.POOL: "4", databases.KEEP: "60"}, "no thread keeps a connection"),
        ({databases.POOL: "-1"}, "is below 0"),
        ({databases.POOL: "four"}, "Set it to a whole number"),
        ({databases.POOL: "4", "DATABASE_URL": ""}, "is for PostgreSQL alone"),
        ({databases.BOUNCER: "yes", "DATABASE_URL": ""}, "is for PostgreSQL alone"),
    ],
)
def test_what_does_not_go_together(environment: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=words):
        made()


def test_a_replica_is_a_second_database_that_is_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(databases.REPLICA_URL, "postgres://somebody@127.0.0.1:5433/portal")
    monkeypatch.setenv(databases.BOUNCER, "yes")
    found = databases.from_environment("sqlite:////nowhere")
    assert found["replica"]["PORT"] == 5433
    # Reached by itself, also where PgBouncer stands before the primary.
    assert "options" in found["replica"]["OPTIONS"]
    assert databases.routers(found) == ["portal.database.replica.Router"]
    assert databases.routers({"default": found["default"]}) == []


def test_a_replica_of_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(databases.REPLICA_URL, "sqlite:////tmp/other")
    with pytest.raises(ImproperlyConfigured, match="is for PostgreSQL alone"):
        made()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PgBouncer is for PostgreSQL")
def test_limits_that_pgbouncer_does_not_bring_along_are_named() -> None:
    told = wrong_limits(connection, waits.WEB)
    assert "SET statement_timeout = ''15s'';" in told
    assert "below [databases]" in told
    with connection.cursor() as cursor:
        for name, value in waits.limits(waits.WEB).items():
            cursor.execute(f"SET LOCAL {name} = '{value}'")
    assert wrong_limits(connection, waits.WEB) == ""
    assert "come with" in wrong_limits(connection, waits.PATIENT)


def test_the_web_process_does_not_start_without_them(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.PGBOUNCER = True
    monkeypatch.setattr(web, "answer_in_time", lambda: None)
    monkeypatch.setattr(web.connections, "close_all", lambda: None)
    monkeypatch.setattr(web, "wrong_limits", lambda *_about: "Write connect_query.")
    with pytest.raises(web.NotToBeServed, match="Write connect_query. The web process did not start."):
        web.begin()
