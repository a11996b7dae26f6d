"""The migrated SQLite database of the suite, made once and kept: what the migrations lay takes longer than most files.

Kept by the contents of whatever the migrations read, so that a changed migration makes another. PostgreSQL has its own
way (`--reuse-db`), and `--create-db` makes a new one on either.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

FOLDER = Path(settings.BASE_DIR) / ".pytest_cache" / "database"
READ_BY_MIGRATIONS = ["*/migrations/*.py", "workflow/procedures/*.json", "workflow/engine/log.py", "requirements/*.txt"]


def _made_from() -> str:
    """The name of the database that the files of this checkout make."""
    found = hashlib.sha256()
    for pattern in READ_BY_MIGRATIONS:
        for path in sorted(Path(settings.BASE_DIR).rglob(pattern)):
            if ".venv" not in path.parts:
                found.update(path.read_bytes())
    return found.hexdigest()[:20]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """The first process makes the database while the others wait for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class KeptDatabase(DatabaseCreation):
    """Makes a test database as Django does, from the kept file where there is one."""

    def create_test_db(self, *args: Any, serialize: bool = True, **kwargs: Any) -> str:
        kept = FOLDER / f"{_made_from()}.sqlite3"
        with one_at_a_time():
            if not kept.exists():
                name: str = super().create_test_db(*args, serialize=serialize, **kwargs)
                self._keep(kept)
                return name
        name = self._create_test_db(0, autoclobber=True)
        self.connection.close()
        settings.DATABASES[self.connection.alias]["NAME"] = self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        with sqlite3.connect(f"file:{kept}?mode=ro", uri=True) as source:
            source.backup(self.connection.connection)
        source.close()
        if serialize:
            self.connection._test_serialized_contents = self.serialize_db_to_string()
        return name

    def _keep(self, kept: Path) -> None:
        for old in FOLDER.glob("*.sqlite3"):
            old.unlink()
        part = kept.with_suffix(".part")
        part.unlink(missing_ok=True)
        target = sqlite3.connect(part)
        self.connection.connection.backup(target)
        target.close()
        part.rename(kept)
