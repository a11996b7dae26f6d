"""Real errors of both databases and of the disk, each told by its word; a mistake of the program is none of them."""

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from workflow.faults import Fault, fault_of, why_not_write


def locked(file: Path) -> None:
    with sqlite3.connect(file, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        sqlite3.connect(file, timeout=0).execute("INSERT INTO t VALUES (1)")


def full(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA max_page_count = 3")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 9)


def read_only(file: Path) -> None:
    sqlite3.connect(f"file:{file}?mode=ro", uri=True).execute("INSERT INTO t VALUES (1)")


def gone(file: Path) -> None:
    sqlite3.connect(file.parent / "nowhere" / "no.sqlite3")


def damaged(file: Path) -> None:
    file.write_bytes(b"This is no database. " * 300)
    sqlite3.connect(file).execute("SELECT * FROM t")


def without_tables(file: Path) -> None:
    sqlite3.connect(file).execute("SELECT * FROM workflow_case")


@pytest.mark.parametrize(
    ("fails", "fault"),
    [
        (locked, Fault.LOCKED),
        (full, Fault.FULL),
        (read_only, Fault.READ_ONLY),
        (gone, Fault.GONE),
        (damaged, Fault.DAMAGED),
        (without_tables, Fault.NO_TABLES),
    ],
)
def test_sqlite(tmp_path: Path, fails: Callable[[Path], None], fault: Fault) -> None:
    file = tmp_path / "some.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE t (c TEXT)")
    with pytest.raises(sqlite3.Error) as caught:
        fails(file)
    assert fault_of(as_django_does(caught.value)) is fault


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("55P03", Fault.LOCKED),
        ("57014", Fault.LOCKED),
        ("57P01", Fault.GONE),
        ("53300", Fault.GONE),
        ("53100", Fault.FULL),
        ("25006", Fault.READ_ONLY),
        ("42P01", Fault.NO_TABLES),
        ("23505", None),
        ("42601", None),
    ],
)
def test_postgresql(state: str, fault: Fault | None) -> None:
    assert fault_of(as_django_does(psycopg.errors.lookup(state)("said by the server"))) is fault


def test_a_postgresql_that_is_not_there() -> None:
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect("postgres://nobody@127.0.0.1:9/none", connect_timeout=2)
    assert fault_of(caught.value) is Fault.GONE
    assert fault_of(InterfaceError("connection already closed")) is Fault.GONE


@pytest.mark.parametrize(
    ("number", "fault"),
    [(errno.ENOSPC, Fault.FULL), (errno.EROFS, Fault.READ_ONLY), (errno.EIO, Fault.DISK), (errno.ENOENT, None)],
)
def test_disks(number: int, fault: Fault | None) -> None:
    assert fault_of(OSError(number, "said by the system")) is fault


def test_a_mistake_of_the_program_is_no_fault() -> None:
    syntax = sqlite3.OperationalError('near "SELEKT": syntax error')
    assert [fault_of(one) for one in (None, KeyError("name"), as_django_does(syntax))] == [None] * 3


@pytest.mark.django_db(transaction=True)
def test_whether_the_database_can_be_written_is_asked_and_nothing_is_changed() -> None:
    assert why_not_write() is None
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            waits = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute("PRAGMA query_only = ON")
            cursor.execute("PRAGMA query_only = OFF")
            assert cursor.execute("PRAGMA busy_timeout").fetchone() == waits
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
            found = why_not_write()
            cursor.execute("SET default_transaction_read_only = off")
        assert found is Fault.READ_ONLY


def as_django_does(error: Exception) -> DatabaseError:
    """The driver's error in Django's."""
    wrapped = OperationalError(*error.args)
    wrapped.__cause__ = error
    return wrapped
