"""PostgreSQL: every table by COPY out of one snapshot, over the portal's own connection.

No client program is needed, whose version would have to fit the server's. The tables themselves are laid by the
migrations that the backup names, and the rows come into them in one transaction.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from portal.keeping.archive import Writer
from portal.keeping.databases.place import INHABITED
from portal.keeping.databases.taken import PREFIX, Laying, Taken, compare
from portal.keeping.digests import Sum
from portal.keeping.plainly import Refused

TABLES = """
SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
GROUP BY c.relname ORDER BY 1
"""
SEQUENCES = (
    "SELECT sequencename::text, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename"
)


class Postgres:
    """The database of a connection of Django's."""

    vendor = "postgresql"

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def look(self) -> None:
        """Raises Refused where there is nothing to take."""
        with self.connection.cursor() as cursor:
            cursor.execute(TABLES)
            if cursor.fetchone() is None:
                raise Refused("The database has no tables. Check DATABASE_URL.")

    def take(self, archive: Writer, folder: Path) -> Taken:
        """Write every table into the archive, all of one moment."""
        taken = Taken(self.vendor)
        apart = self.connection.copy()
        try:
            apart.ensure_connection()
            cursor = psycopg.Cursor(apart.connection)
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            columns = dict(cursor.execute(TABLES).fetchall())
            for table, names in columns.items():
                with archive.entry(PREFIX + table) as entry:
                    taken.tables[table] = _out(cursor, table, names, entry.write).told
            if "django_migrations" in columns:
                found = cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
                taken.migrations = [list(row) for row in found.fetchall()]
            taken.more = {"columns": columns, "sequences": dict(cursor.execute(SEQUENCES).fetchall())}
            cursor.execute("COMMIT")
        finally:
            apart.close()
        return taken

    def why_not_empty(self) -> str:
        """What is in it, "" where it is empty or only migrated."""
        with self.connection.cursor() as cursor:
            cursor.execute(TABLES)
            tables = {name for name, _columns in cursor.fetchall()}
            for table in sorted(tables.intersection(INHABITED)):
                cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table)))
                if cursor.fetchone():
                    return INHABITED[table]
        return ""

    def move_aside(self, now: datetime) -> str:
        """Keep what is there as a schema of another name."""
        with transaction.atomic(), self.connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            (schema,) = cursor.fetchone()
            kept = f"before_restore_{now:%Y%m%d_%H%M%S}"
            cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(schema), sql.Identifier(kept)))
            cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        return f"the schema {kept}"

    def laying(self, taken: Taken) -> Laying:
        return Incoming(self.connection, taken)


def _out(cursor: Any, table: str, columns: list[str], write: Any) -> Sum:
    """Every row as a line of text to `write`; their number and sum."""
    found, rest, waiting = Sum(), b"", bytearray()
    with cursor.copy(_statement("COPY {} ({}) TO STDOUT", table, columns)) as copied:
        for data in copied:
            *lines, rest = (rest + bytes(data)).split(b"\n")
            for line in lines:
                found.add(line)
                waiting += line + b"\n"
            if len(waiting) >= 512 * 1024:
                write(bytes(waiting))
                waiting.clear()
    write(bytes(waiting))
    return found


def _statement(text: str, table: str, columns: list[str]) -> Any:
    return sql.SQL(text).format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))


class Incoming:
    """Tables laid by the migrations of the backup, then filled in one transaction, which `finish` commits."""

    takes_migrations = False

    def __init__(self, connection: Any, taken: Taken) -> None:
        self.connection, self.taken = connection, taken
        self.atomic = transaction.atomic()
        self.has_begun = False

    def begin(self) -> None:
        self._lay_tables()
        self.atomic.__enter__()
        self.has_begun = True
        with self.connection.cursor() as cursor:
            cursor.execute(TABLES)
            tables = [sql.Identifier(name) for name, _columns in cursor.fetchall()]
            # The log's own refuse to empty it; they are back before anybody sees this.
            for table in tables:
                cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
            cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables)))

    def _lay_tables(self) -> None:
        executor = MigrationExecutor(self.connection)
        wanted = {(app, name) for app, name in self.taken.migrations}
        if further := set(executor.loader.applied_migrations) - wanted:
            app, name = min(further)
            raise Refused(
                f"The database has been migrated further than the backup ({app} {name}). Make an empty one and name it."
            )
        nodes = executor.loader.graph.node_map
        # The last ones that the backup knew: those on which none of its others builds.
        built_on = {parent.key for node in wanted if node in nodes for parent in nodes[node].parents}
        executor.migrate([node for node in sorted(wanted) if node in nodes and node not in built_on])

    def take(self, name: str, content: Iterator[bytes]) -> None:
        table = name.removeprefix(PREFIX)
        statement = _statement("COPY {} ({}) FROM STDIN", table, self.taken.more["columns"][table])
        with psycopg.Cursor(self.connection.connection).copy(statement) as copied:
            for block in content:
                copied.write(block)

    def check(self) -> None:
        """Raises Refused."""
        cursor = psycopg.Cursor(self.connection.connection)
        found = dict(cursor.execute(TABLES).fetchall())
        sums = {name: _out(cursor, name, columns, lambda _block: None).told for name, columns in found.items()}
        compare(self.taken.tables, sums)
        for name, last in self.taken.more["sequences"].items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', last or 1, last is not None])
        # What the rows refer to is looked at now, and not when somebody waits for the commit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in found:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))

    def finish(self) -> None:
        self.has_begun = False
        self.atomic.__exit__(None, None, None)

    def give_up(self) -> None:
        if self.has_begun:
            self.has_begun = False
            self.atomic.__exit__(Refused, Refused(), None)
