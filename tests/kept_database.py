"""The migrated database of the suite, made once and kept: what the migrations lay takes longer than most files.

Kept by the contents of whatever the migrations read, so that a changed migration makes another. Every process of the
suite, every portal that it serves and every test after one that committed begins with a copy of it. `--create-db` makes
it anew.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from django.db.backends.sqlite3.creation import DatabaseCreation as SqliteCreation

FOLDER = Path(settings.BASE_DIR) / ".pytest_cache" / "database"
READ_BY_MIGRATIONS = [
    "*/migrations/*.py",
    "workflow/procedures/*.json",
    "workflow/engine/log_triggers.py",
    "workflow/desk/statistics/kept/triggers.py",
    "requirements/*.txt",
]


@cache
def _made_from() -> str:
    """The name of the database that the files of this checkout make."""
    found = hashlib.sha256()
    for pattern in READ_BY_MIGRATIONS:
        for path in sorted(Path(settings.BASE_DIR).rglob(pattern)):
            # The yardstick of `make bench` has migrations of its own.
            if not {".venv", "tests"}.intersection(path.relative_to(settings.BASE_DIR).parts):
                found.update(path.read_bytes())
    return found.hexdigest()[:20]


@contextmanager
def one_at_a_time(what: str = "lock") -> Iterator[None]:
    """The first process makes it while the others wait for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / what).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Kept(BaseDatabaseCreation):
    """Makes a test database from the kept one, which Django's way makes where there is none."""

    def __init__(self, connection: BaseDatabaseWrapper, *, anew: bool) -> None:
        super().__init__(connection)
        self._anew = anew

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        name: str = self._get_test_db_name()  # type: ignore[attr-defined]  # of Django’s class
        with one_at_a_time():
            if self._anew or not self.is_kept():
                made: str = super().create_test_db(*args, **{**kwargs, "autoclobber": True})
                self.keep(made)
                return made
            self.connection.close()
            name = self.lay(name)
        settings.DATABASES[self.connection.alias]["NAME"] = self.connection.settings_dict["NAME"] = name
        self.fill()
        return name

    def put_back(self) -> None:
        """As the migrations laid it, after a test that committed."""
        raise NotImplementedError

    def drop_dead_connections(self) -> None:
        """Before each test: a connection that a forced drop ended is opened anew."""

    def is_kept(self) -> bool:
        raise NotImplementedError

    def keep(self, made: str) -> None:
        """Keep the database that was just made, and no older one."""
        raise NotImplementedError

    def lay(self, name: str) -> str:
        """A database of this name; the name that leads to it."""
        raise NotImplementedError

    def fill(self) -> None:
        """What is left to do once the connection leads to it."""
        self.connection.ensure_connection()


def _sqlite_file() -> Path:
    return FOLDER / f"{_made_from()}.sqlite3"


class KeptSqlite(_Kept, SqliteCreation):
    """The kept one is a file, the test database a copy of it in memory."""

    def is_kept(self) -> bool:
        return _sqlite_file().exists()

    def keep(self, made: str) -> None:
        for old in FOLDER.glob("*.sqlite3"):
            old.unlink()
        part = _sqlite_file().with_suffix(".part")
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as target:
            self.connection.connection.backup(target)
        part.rename(_sqlite_file())

    def lay(self, name: str) -> str:
        laid: str = self._create_test_db(0, autoclobber=True)  # type: ignore[attr-defined]  # of Django’s class
        return laid

    def fill(self) -> None:
        super().fill()
        self.put_back()

    def put_back(self) -> None:
        with closing(sqlite3.connect(f"file:{_sqlite_file()}?mode=ro", uri=True)) as source:
            source.backup(self.connection.connection)


def postgres_template(name: str) -> str:
    """The kept database beside the one that DATABASE_URL names."""
    return f"{name}_kept_{_made_from()}"


class KeptPostgres(_Kept, PostgresCreation):
    """The kept one is a template beside the database that DATABASE_URL names."""

    def __init__(self, connection: BaseDatabaseWrapper, *, anew: bool) -> None:
        super().__init__(connection, anew=anew)
        self._beside = str(connection.settings_dict["NAME"])

    @property
    def template(self) -> str:
        """The kept one, whichever process asks."""
        return postgres_template(self._beside)

    def _on_server(self, *statements: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # of Django’s class
            for statement in statements:
                cursor.execute(statement)
                found = cursor.fetchall() if cursor.description else []
        return found

    def _all_kept(self) -> list[str]:
        """This one and those of earlier migrations."""
        start = self.template.removesuffix(_made_from())
        return [row[0] for row in self._on_server("SELECT datname FROM pg_database") if row[0].startswith(start)]

    def is_kept(self) -> bool:
        return self.template in self._all_kept()

    def keep(self, made: str) -> None:
        self.connection.close()
        self._on_server(*(f'DROP DATABASE "{old}" WITH (FORCE)' for old in self._all_kept()))
        self._on_server(f'CREATE DATABASE "{self.template}" TEMPLATE "{made}"')

    def lay(self, name: str) -> str:
        self._destroy_test_db(name, 0)
        self._on_server(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        return name

    def put_back(self) -> None:
        # That of Playwright's loop too, which Django keeps apart.
        connections.close_all()
        self.connection.close()
        self.lay(str(self.connection.settings_dict["NAME"]))

    def drop_dead_connections(self) -> None:
        # While Playwright's loop runs Django keeps other connections for this thread: closing all closes those alone,
        # and the drop ends the ones that are met again when the loop has ended.
        for one in connections.all(initialized_only=True):
            if one.connection is not None and not one.in_atomic_block and not one.is_usable():
                one.close()

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Also while a thread of a test still holds a connection."""
        self._on_server(f'DROP DATABASE IF EXISTS "{test_database_name}" WITH (FORCE)')


def kept(connection: BaseDatabaseWrapper, *, anew: bool) -> KeptSqlite | KeptPostgres:
    """What makes the test databases of this connection."""
    return (KeptSqlite if connection.vendor == "sqlite" else KeptPostgres)(connection, anew=anew)


def copy_to(data_dir: Path) -> None:
    """A portal's own SQLite database in its data folder."""
    shutil.copyfile(_sqlite_file(), data_dir / "portal.sqlite3")
