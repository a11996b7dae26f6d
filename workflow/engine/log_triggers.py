"""The database's own refusal to change the log, on SQLite and PostgreSQL. Laid by migrations, which read this file.

Who holds the database's password can take the triggers away: they stop mistakes, the signatures show the rest.
"""

from collections.abc import Iterable, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

EVENTS = ("workflow_event",)
TABLES = (*EVENTS, "workflow_auditanchor", "workflow_auditbreak")
# What makes a row of the table the same as another.
UNIQUE = {"workflow_event": ("id", "position")}


def _sqlite(table: str) -> Iterable[tuple[str, str]]:
    """Name and statement of each trigger."""
    refuse = "SELECT RAISE(ABORT, 'the log is append-only')"
    for action in ("UPDATE", "DELETE"):
        name = f"{table}_no_{action.lower()}"
        yield name, f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {action} ON {table} BEGIN {refuse}; END"
    # INSERT OR REPLACE deletes without asking the trigger above, unless the connection has recursive triggers on.
    name, same = f"{table}_no_replace", " OR ".join(f"{one} = NEW.{one}" for one in UNIQUE.get(table, ("id",)))
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our tables
    yield name, f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE INSERT ON {table} WHEN {taken} BEGIN {refuse}; END"


def _postgres(table: str) -> Iterable[tuple[str, str]]:
    name = f"{table}_no_change"
    yield (
        name,
        f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION workflow_refuse_change()",
    )


def install_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str] = EVENTS) -> None:
    """Refuse UPDATE and DELETE on these tables, and INSERT in the place of a row that is there."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION workflow_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$"
            )
        for table in tables:
            for _name, statement in _of(connection, table):
                cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str] = EVENTS) -> None:
    """Take the triggers away: for undoing a migration, and for tests that tamper."""
    with connection.cursor() as cursor:
        for table in tables:
            for name, _statement in _of(connection, table):
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS {name}{'' if connection.vendor == 'sqlite' else f' ON {table}'}"
                )


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of those that are not there, or are turned off."""
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = {row[0] for row in cursor.fetchall()}
    return [name for table in TABLES for name, _statement in _of(connection, table) if name not in found]


def _of(connection: BaseDatabaseWrapper, table: str) -> list[tuple[str, str]]:
    return list(_sqlite(table) if connection.vendor == "sqlite" else _postgres(table))
