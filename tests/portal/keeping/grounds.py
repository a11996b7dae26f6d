"""A database of a test's own, of the kind that the suite runs on: a file, or one beside that of DATABASE_URL."""

import secrets
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.keeping.archive import Writer
from portal.keeping.databases import Database
from tests.kept_database import copy_to


def connection(of: BaseDatabaseWrapper, folder: Path, *, laid: bool) -> BaseDatabaseWrapper:
    """A new connection to a new database. On PostgreSQL an empty one is migrated too: laying it would take minutes."""
    told = dict(of.settings_dict)
    if of.vendor == "sqlite":
        told["NAME"] = str(folder / "portal.sqlite3")
        if laid:
            copy_to(folder)
    else:
        # The suite's own: the name of the connection's database ends in that of the process.
        template = of.creation.template  # type: ignore[attr-defined]  # of tests/kept_database.py
        told["NAME"] = f"ground_{secrets.token_hex(6)}"
        with of._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # Django’s own way to make databases
            cursor.execute(f'CREATE DATABASE {told["NAME"]} TEMPLATE "{template}"')
    made: Any = type(of)(told, of.alias)
    return made


def forget(of: BaseDatabaseWrapper, made: BaseDatabaseWrapper) -> None:
    if of.vendor != "sqlite":
        with of._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # of Django
            cursor.execute(f"DROP DATABASE IF EXISTS {made.settings_dict['NAME']} WITH (FORCE)")


def tables(of: Database, folder: Path) -> dict[str, Any]:
    with (folder / "looked.at").open("wb") as file:
        found = of.take(Writer(file, b"k" * 32, made_at=""), folder).tables
    (folder / "looked.at").unlink()
    return found
