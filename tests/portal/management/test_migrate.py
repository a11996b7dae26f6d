"""`migrate` gives up a table that is in use before anybody else has to wait for it, and says what to do."""

import threading
import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as djangos
from django.db import connection, connections

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, who waits for nobody."),
]
CHANGE = "ALTER TABLE workflow_partnership ADD COLUMN tried text"


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one migration, which changes a table that everybody reads."""

    def handle(_command: Any, *_args: Any, **_options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(CHANGE)

    monkeypatch.setattr(djangos.Command, "handle", handle)


@pytest.fixture
def reader() -> Any:
    """Somebody in the middle of a long transaction that has read the table."""
    holds, over = threading.Event(), threading.Event()

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM workflow_partnership")
            holds.set()
            over.wait(30)
            cursor.execute("ROLLBACK")
        connections.close_all()

    thread = threading.Thread(target=read)
    thread.start()
    assert holds.wait(30)
    yield
    over.set()
    thread.join()


def test_a_table_in_use_is_given_up_in_time_and_in_words(changes: None, reader: None) -> None:
    before, began = lock_timeout(), time.monotonic()
    with pytest.raises(CommandError, match="is in use, and after 2 seconds it gave up"):
        call_command("migrate")
    assert time.monotonic() - began < 4
    assert lock_timeout() == before


def test_a_free_table_is_changed(changes: None) -> None:
    before = lock_timeout()
    call_command("migrate")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tried FROM workflow_partnership")
    assert lock_timeout() == before
