"""What keeps a database or a disk from being read or written, told from the error that it raised.

A fault has one word, for programs, and a sentence that says what an operator does about it. Codes: SQLite's result
codes (sqlite.org/rescode.html), SQLSTATE (PostgreSQL's documentation, appendix A), errno.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError, InterfaceError, connection, transaction

# Django wraps the driver's error, a view may wrap Django's: never more than this.
DEEPEST = 12
# What a request or a command may need at once: a few pages of a database, a piece of a file.
ROOM_BYTES = 1024 * 1024


class Fault(Enum):
    """`word`: for programs and the log. `advice`: a whole sentence or two, for whoever runs the portal."""

    GONE = (
        "database-gone",
        "The database does not answer. Check that it runs, and that DATABASE_URL and the data folder are right.",
    )
    LOCKED = (
        "database-locked",
        "Another program holds the database, so nothing can be written. Let it finish or stop it, then try again.",
    )
    FULL = ("disk-full", "The disk is full. Make room on it, then try again.")
    READ_ONLY = (
        "read-only",
        "The database or the data folder cannot be written. Check who owns the data folder and whether its disk is "
        "mounted for writing; of PostgreSQL, whether this server is a standby or set to read only.",
    )
    DISK = ("disk-fault", "The disk answers with errors. It may be full or broken: look at the system's log.")
    DAMAGED = ("database-damaged", "The database file is damaged or is none. Restore a backup (docs/operations.md).")
    NO_TABLES = ("tables-missing", "The tables are not there yet or not up to date. Run manage.py migrate.")

    def __init__(self, word: str, advice: str) -> None:
        self.word, self.advice = word, advice


SQLITE = {
    sqlite3.SQLITE_BUSY: Fault.LOCKED,
    sqlite3.SQLITE_LOCKED: Fault.LOCKED,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
    sqlite3.SQLITE_PERM: Fault.READ_ONLY,
    sqlite3.SQLITE_IOERR: Fault.DISK,
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_CANTOPEN: Fault.GONE,
    sqlite3.SQLITE_CORRUPT: Fault.DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault.DAMAGED,
}
POSTGRES = {
    "55P03": Fault.LOCKED,  # a lock that was not had in time
    "57014": Fault.LOCKED,  # a statement that took too long
    "40P01": Fault.LOCKED,
    "53100": Fault.FULL,
    "25006": Fault.READ_ONLY,
    "42P01": Fault.NO_TABLES,
    "42703": Fault.NO_TABLES,
}
# Connection lost, out of means, ended by an operator, trouble of the system below it.
POSTGRES_CLASSES = {"08": Fault.GONE, "53": Fault.GONE, "57": Fault.GONE, "58": Fault.DISK}
DISKS = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EFBIG: Fault.FULL,
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.READ_ONLY,
    errno.EPERM: Fault.READ_ONLY,
    errno.EIO: Fault.DISK,
}


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault that this error comes from, itself or by what caused it; None where it is another mistake."""
    for _ in range(DEEPEST):
        if error is None:
            return None
        if (found := _of_one(error)) is not None:
            return found
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None


def why_not_write(*, within: float = 1) -> Fault | None:
    """What keeps the default database from being written just now; None where nothing does. Writes nothing.

    On SQLite it takes the lock that every writer needs, waiting for it so many seconds, and gives it back; on
    PostgreSQL it asks whether a transaction may write. Not inside a transaction.
    """
    try:
        with _waiting(within), transaction.atomic(), connection.cursor() as cursor:
            # SQLite's transactions are IMMEDIATE (settings): to begin one is to have the lock.
            cursor.execute("SELECT 1" if connection.vendor == "sqlite" else "SHOW transaction_read_only")
            if cursor.fetchone() == ("on",):
                return Fault.READ_ONLY
    except (DatabaseError, InterfaceError) as error:
        return fault_of(error) or Fault.GONE
    return None


def why_no_room() -> Fault | None:
    """What keeps a file from being written where the portal writes some; None where nothing does. Leaves nothing."""
    for folder in _folders():
        try:
            with TemporaryFile(dir=folder) as probe:
                probe.write(bytes(ROOM_BYTES))
                probe.flush()
        except FileNotFoundError:
            continue  # made with its first file
        except OSError as error:
            return fault_of(error) or Fault.DISK
    return None


def _folders() -> set[Path]:
    """The folders of the database and of the attachments, as far as they lie on this machine."""
    found = set[Path]()
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's own
        found.add(Path(str(connection.settings_dict["NAME"])).parent)
    if isinstance(storages["attachments"], FileSystemStorage):
        found.add(Path(settings.ATTACHMENT_ROOT))
    return found


@contextmanager
def _waiting(seconds: float) -> Iterator[None]:
    """SQLite waits so long for a lock, and afterwards as long as before."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


def _of_one(error: BaseException) -> Fault | None:
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if type(error).__module__.partition(".")[0] == "psycopg":
        return _of_postgres(error)
    if isinstance(error, InterfaceError) and error.__cause__ is None:
        return Fault.GONE  # Django's own: the connection was closed in the middle of a transaction
    if isinstance(error, OSError):
        return DISKS.get(error.errno or 0)
    return None


def _of_sqlite(error: sqlite3.Error) -> Fault | None:
    if "no such table" in str(error) or "no such column" in str(error):
        return Fault.NO_TABLES
    # The lowest byte is the kind; what stands above says more.
    return SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _of_postgres(error: BaseException) -> Fault | None:
    state: str | None = getattr(error, "sqlstate", None)
    if state is None:
        # The driver's own errors about a connection carry no code.
        return Fault.GONE if type(error).__name__ in ("OperationalError", "ConnectionTimeout") else None
    return POSTGRES.get(state) or POSTGRES_CLASSES.get(state[:2])
