"""How the portal reaches PostgreSQL, as the environment says; what does not go together is refused in words."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import databases, waits

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
