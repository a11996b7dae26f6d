"""The database's own index of what is searched: FTS5 with its Porter stemmer on SQLite, English full text elsewhere.

On SQLite the index follows its table by triggers. A later migration that makes the table anew drops them: it has to
call `make` again.
"""

from typing import Any

from django.db import connection

from portal.full_text.model import PARTS

TABLE, FTS = "portal_reporttext", "portal_reporttext_fts"
COLUMNS = ", ".join(PARTS)
# Of each part how much a word counts that is found in it.
SQLITE_WEIGHTS = (10.0, 6.0, 4.0, 1.0)
POSTGRES_WEIGHTS = "ABCD"
VECTOR = " || ".join(
    f"setweight(to_tsvector('english', {part}), '{weight}')"
    for part, weight in zip(PARTS, POSTGRES_WEIGHTS, strict=True)
)


def _values(row: str) -> str:
    return ", ".join(f"{row}.{part}" for part in PARTS)


_GO = f"INSERT INTO {FTS}({FTS}, rowid, {COLUMNS}) VALUES ('delete', old.report_id, {_values('old')});"  # noqa: S608 - our own names
_COME = f"INSERT INTO {FTS}(rowid, {COLUMNS}) VALUES (new.report_id, {_values('new')});"  # noqa: S608 - our own names
SQLITE_MAKES = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5({COLUMNS}, content='{TABLE}', content_rowid='report_id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_comes AFTER INSERT ON {TABLE} BEGIN {_COME} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_goes AFTER DELETE ON {TABLE} BEGIN {_GO} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_changes AFTER UPDATE ON {TABLE} BEGIN {_GO} {_COME} END",
)
SQLITE_DROPS = (
    *(f"DROP TRIGGER IF EXISTS {TABLE}_{name}" for name in ("comes", "goes", "changes")),
    f"DROP TABLE IF EXISTS {FTS}",
)
POSTGRES_MAKES = (f"CREATE INDEX IF NOT EXISTS {FTS} ON {TABLE} USING gin (({VECTOR}))",)
POSTGRES_DROPS = (f"DROP INDEX IF EXISTS {FTS}",)


def make(apps: Any, schema_editor: Any) -> None:
    """In a migration, once the table is there."""
    for statement in SQLITE_MAKES if schema_editor.connection.vendor == "sqlite" else POSTGRES_MAKES:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE_DROPS if schema_editor.connection.vendor == "sqlite" else POSTGRES_DROPS:
        schema_editor.execute(statement)


def make_whole() -> None:
    """Have the index read its table anew, whatever it held."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in SQLITE_MAKES:
                cursor.execute(statement)
            cursor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')")  # noqa: S608 - our own names
