"""SQLite: a compact copy of the file by VACUUM INTO, which writers do not wait for and which holds no freed page."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.keeping.archive import Writer
from portal.keeping.databases.place import INHABITED
from portal.keeping.databases.taken import PREFIX, Laying, Taken, compare
from portal.keeping.digests import Sum
from portal.keeping.files import blocks
from portal.keeping.plainly import Refused

NAME = f"{PREFIX}portal.sqlite3"
WAIT_SECONDS = 60
TAILS = ("", "-wal", "-shm")
DAMAGED = "The database is damaged: {said}. A backup of it would not help. Restore the last good one."


class Sqlite:
    """The database of a connection of Django's."""

    vendor = "sqlite"

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def look(self) -> None:
        """Raises Refused where there is nothing to take; asked first, since whoever opens a missing file makes one."""
        if not self.connection.is_in_memory_db() and not (self._path.exists() and self._path.stat().st_size):
            raise Refused(f"There is no database at {self._path}. Check PORTAL_DATA_DIR and DATABASE_URL.")

    def take(self, archive: Writer, folder: Path) -> Taken:
        """Copy it into `folder`, look it over, and write it into the archive. The copy does not stay."""
        copy = folder / ".database.part"
        try:
            self._copy(copy)
            taken = described(copy)
            with copy.open("rb") as file, archive.entry(NAME) as entry:
                for block in blocks(file):
                    entry.write(block)
        finally:
            _remove(copy)
        return taken

    def _copy(self, target: Path) -> None:
        _remove(target)
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if self.connection.is_in_memory_db():
            self.connection.ensure_connection()
            with closing(sqlite3.connect(target)) as copy:
                self.connection.connection.backup(copy)
            return
        # A connection of its own: VACUUM runs in no transaction, and reads what is committed at this moment.
        with closing(sqlite3.connect(self._path, timeout=WAIT_SECONDS)) as source:
            try:
                source.execute("VACUUM INTO ?", [str(target)])
            except sqlite3.Error as error:
                if "disk is full" in str(error) or "disk I/O" in str(error):
                    raise Refused("The disk is full. Make room and run it again.") from error
                raise Refused(f"The database cannot be copied: {error}.") from error

    def why_not_empty(self) -> str:
        """What is in it, "" where there is none, or it is only migrated."""
        if not self._path.exists():
            return ""
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=WAIT_SECONDS)) as source:
            try:
                tables = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
                for table in sorted(tables.intersection(INHABITED)):
                    if source.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # noqa: S608 - our own tables
                        return INHABITED[table]
            except sqlite3.Error as error:
                return f"a file that cannot be read as a database ({error})"
        return ""

    def move_aside(self, now: datetime) -> str:
        """Keep the file under another name, with what its log of writing still holds."""
        self.connection.close()
        kept = self._path.with_name(f"{self._path.name}.before-restore-{now:%Y%m%d-%H%M%S}")
        for tail in TAILS:
            if Path(f"{self._path}{tail}").exists():
                Path(f"{self._path}{tail}").rename(f"{kept}{tail}")
        return str(kept)

    @property
    def _path(self) -> Path:
        return Path(self.connection.settings_dict["NAME"])

    def laying(self, taken: Taken) -> Laying:
        return Incoming(self.connection, taken)


class Incoming:
    """A database file on its way into its place: written beside it, looked over, made quiet, then renamed."""

    takes_migrations = True

    def __init__(self, connection: Any, taken: Taken) -> None:
        self.connection, self.taken = connection, taken
        self.place = Path(connection.settings_dict["NAME"])
        self.aside = self.place.with_name(self.place.name + ".restoring")

    def begin(self) -> None:
        self.place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove(self.aside)

    def take(self, name: str, content: Iterator[bytes]) -> None:
        with open(os.open(self.aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())

    def check(self) -> None:
        """Raises Refused. From now on the connection leads to it."""
        compare(self.taken.tables, described(self.aside).tables)
        self._lead_to(self.aside)

    def finish(self) -> None:
        # Whatever lies in the log of writing comes into the file, which then goes alone.
        with self.connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._lead_to(self.place)
        for tail in TAILS[1:]:
            Path(f"{self.place}{tail}").unlink(missing_ok=True)
        self.aside.rename(self.place)
        _remove(self.aside)

    def give_up(self) -> None:
        self._lead_to(self.place)
        _remove(self.aside)

    def _lead_to(self, path: Path) -> None:
        self.connection.close()
        self.connection.settings_dict["NAME"] = str(path)


def described(path: Path) -> Taken:
    """What a database file holds. Raises Refused where it is damaged."""
    taken = Taken("sqlite")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
        # As it lies there: no text is read as one, so none can be refused.
        source.text_factory = bytes
        try:
            (said,) = source.execute("PRAGMA quick_check(1)").fetchone()
            if said != b"ok":
                raise Refused(DAMAGED.format(said=said.decode(errors="replace")))
            for (raw,) in source.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).fetchall():
                name = raw.decode()
                # The full text search's own face has no rows: they lie in its shadow tables.
                taken.tables[name] = _sum(source, name).told
            if "django_migrations" in taken.tables:
                rows = source.execute("SELECT app, name FROM django_migrations ORDER BY id")
                taken.migrations = [[app.decode(), name.decode()] for app, name in rows]
        except sqlite3.DatabaseError as error:
            raise Refused(DAMAGED.format(said=error)) from error
    return taken


def _sum(source: sqlite3.Connection, table: str) -> Sum:
    found = Sum()
    quoted = table.replace('"', '""')
    for row in source.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608 - a name from the catalogue, quoted
        found.add(repr(row).encode())
    return found


def _remove(path: Path) -> None:
    for tail in (*TAILS, "-journal"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
