"""Taking a database as it stands at one moment, while it is written to, and laying it into an empty one."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.db import connection

from portal.keeping.archive import Writer
from portal.keeping.databases.postgres import Postgres
from portal.keeping.databases.sqlite import Sqlite
from portal.keeping.databases.taken import Laying, Taken

__all__ = ["Database", "Laying", "Taken", "database"]


class Database(Protocol):
    """What backup and restore ask of either kind."""

    vendor: str

    def look(self) -> None: ...

    def take(self, archive: Writer, folder: Path) -> Taken: ...

    def why_not_empty(self) -> str: ...

    def move_aside(self, now: datetime) -> str: ...

    def laying(self, taken: Taken) -> Laying: ...


def database() -> Database:
    """That of the portal's own connection."""
    return Sqlite(connection) if connection.vendor == "sqlite" else Postgres(connection)
