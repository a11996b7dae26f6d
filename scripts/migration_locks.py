"""Refuses migrations that would stop a portal in use: people work on while tables change, first the old program, then
the new one (make check).

    python -m scripts.migration_locks

Those after scripts/released_migrations.toml are turned into PostgreSQL's SQL, without a server, and read by squawk and
by rules of our own. What is right all the same stands beside the migration, with a reason a rule:

    LOCKS_BECAUSE = {"adding-foreign-key-constraint": "The table has a row a partnership: it is read at once."}
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RELEASED = ROOT / "scripts" / "released_migrations.toml"
SQUAWK = [str(Path(sys.executable).parent / "squawk"), "--reporter=json", "--pg-version=15.0"]
EXCEPTIONS, REASON_LENGTH = "LOCKS_BECAUSE", 30
MIXED, DROPPED, UNKNOWN = "data-with-tables", "default-dropped", "sql-unknown"
SCAN = "the table is locked while all of it is read"
# By the names of squawk's rules, and of our own. Its others are matters of taste, or Django's own way.
HELD = {
    "adding-exclusion-constraint": f"{SCAN}",
    "adding-field-with-default": "the whole table is written anew. Add the field empty, fill it in a later migration",
    "adding-foreign-key-constraint": f"{SCAN}, and the other table too",
    "adding-not-nullable-field": f"{SCAN}. Add a check NOT VALID, validate it in a later migration, then set NOT NULL",
    "adding-primary-key-constraint": f"{SCAN}",
    "adding-required-field": "it fails where there are rows, and the old program writes none. Give it a db_default",
    "adding-serial-primary-key-field": "the whole table is written anew",
    "ban-concurrent-index-creation-in-transaction": "PostgreSQL refuses it. Set atomic = False",
    "ban-drop-column": "the old program still reads the column. Take the field out of the code in one release and out "
    "of the table in the next",
    "ban-drop-database": "nothing is left",
    "ban-drop-table": "the old program still reads the table. Take the model out of the code in one release and out of "
    "the database in the next",
    "ban-truncate-cascade": "more is emptied than is named",
    "changing-column-type": "the whole table is written anew. Add a second column, fill it, then read that",
    "constraint-missing-not-valid": f"{SCAN}. Use AddConstraintNotValid, and ValidateConstraint in a later migration",
    "disallowed-unique-constraint": f"{SCAN}. Make a unique index with forms.online.AddIndexOnline first",
    "renaming-column": "the old program reads it by the old name. Keep it with db_column",
    "renaming-table": "the old program reads it by the old name. Keep it with db_table",
    "require-concurrent-index-creation": "nobody writes to the table meanwhile. Use forms.online.AddIndexOnline",
    "require-concurrent-index-deletion": "the table is locked. Use forms.online.RemoveIndexOnline",
    "transaction-nesting": "a transaction of its own does not go inside the migration's",
    "syntax-error": "squawk does not understand it",
    MIXED: "rows are changed while the tables are locked. Put the code into a migration of its own",
    DROPPED: "the column's default goes again at once, and the old program, which does not know the column, can then "
    "write no row. Give the field a db_default, or null=True",
    UNKNOWN: "its SQL cannot be told without a database",
}


@dataclass(frozen=True)
class Finding:
    """What one statement would do. `rule`: a key of HELD."""

    rule: str
    statement: str

    def __str__(self) -> str:
        return f"{self.rule}: {HELD[self.rule]}.\n      {' '.join(self.statement.split())[:160]}"


# --- The SQL of a migration ---------------------------------------------------------------------------------------


class _NoServer:
    """Stands for the cursor that Django opens to ask a server what is there."""

    def __enter__(self) -> "_NoServer":
        return self

    def __exit__(self, *_about: object) -> None:
        return


@contextmanager
def without_a_server(connection: Any) -> Iterator[None]:
    """The connection composes SQL as for PostgreSQL 15 and asks no server; names that only one knows are left out."""
    from psycopg import sql  # noqa: PLC0415 - where the check runs alone

    def composed(text: str, parameters: Iterable[Any] | None) -> str:
        return text % tuple(sql.quote(one) for one in parameters) if parameters else text

    connection.__dict__["pg_version"] = 150000
    kept = connection.cursor
    connection.cursor = lambda *_a, **_k: _NoServer()
    connection.ops.compose_sql = composed
    connection.introspection.get_constraints = lambda _cursor, _table: {}
    connection.introspection.get_sequences = lambda _cursor, _table, _fields=(): []
    try:
        yield
    finally:
        connection.cursor = kept
        del connection.ops.compose_sql, connection.introspection.get_constraints
        del connection.introspection.get_sequences


def statements_of(migration: Any, state: Any, connection: Any) -> list[str]:
    """The migration's SQL. Raises ValueError where it depends on what a database has."""
    with without_a_server(connection), connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
    return [one for one in editor.collected_sql if not one.startswith("--")]


# --- What is wrong with it ------------------------------------------------------------------------------------------

MADE = re.compile(r'^CREATE TABLE "([^"]+)"')
ABOUT = re.compile(r'^(?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?"[^"]+" ON) "([^"]+)"')
DEFAULTED = re.compile(r'^ALTER TABLE "([^"]+)" ADD COLUMN "([^"]+)" .*DEFAULT .*NOT NULL')


def findings(statements: list[str], *, atomic: bool = True, runs_code: bool = False) -> list[Finding]:
    """What these statements, one migration, would do to people at work. `runs_code`: a program changes rows too."""
    new = {found[1] for one in statements if (found := MADE.match(one))}
    found = [*_by_squawk(statements, atomic=atomic), *_dropped_defaults(statements)]
    if runs_code and atomic and statements:
        found.append(Finding(MIXED, statements[0]))
    return [one for one in found if one.rule == MIXED or _table(one.statement) not in new]


def _table(statement: str) -> str:
    found = ABOUT.match(statement)
    return found[1] if found else ""


def _dropped_defaults(statements: list[str]) -> Iterator[Finding]:
    for one in statements:
        if (added := DEFAULTED.match(one)) and any(
            other.startswith(f'ALTER TABLE "{added[1]}" ALTER COLUMN "{added[2]}" DROP DEFAULT') for other in statements
        ):
            yield Finding(DROPPED, one)


def _by_squawk(statements: list[str], *, atomic: bool) -> Iterator[Finding]:
    # One line each, so that a line's number is that of its statement.
    lines = [" ".join(one.split()) for one in statements]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migration.sql"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [*SQUAWK, *(["--assume-in-transaction"] if atomic else []), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a tool of the suite, and our own file
    if done.returncode not in (0, 1):
        raise RuntimeError(f"squawk did not run: {done.stderr}")
    seen = set()
    for told in json.loads(done.stdout or "[]"):
        finding = Finding(told["rule_name"], lines[min(told["line"], len(lines) - 1)])
        if finding.rule in HELD and finding not in seen:
            seen.add(finding)
            yield finding


# --- All of those that are not released -----------------------------------------------------------------------------


def unexcused(found: list[Finding], module: ModuleType) -> list[str]:
    """Findings without a reason beside the migration, and reasons that are none or excuse nothing."""
    reasons: Mapping[str, str] = getattr(module, EXCEPTIONS, {})
    said = [str(one) for one in found if one.rule not in reasons]
    for rule, reason in reasons.items():
        if rule not in {one.rule for one in found}:
            said.append(f"{EXCEPTIONS} names “{rule}”, which the migration does not do. Take it out.")
        elif len(reason.strip()) < REASON_LENGTH:
            said.append(f"{EXCEPTIONS} gives no reason for “{rule}”. Say why nobody has to wait.")
    return said


def unreleased(loader: Any, released: Mapping[str, str]) -> list[tuple[str, str]]:
    """Apps and names, in their order. Raises ValueError where the file names what is not there."""
    for app, name in released.items():
        if (app, name) not in loader.disk_migrations:
            raise ValueError(f"{RELEASED.name} names {app} {name}, and there is no such migration.")
    return sorted(key for key in loader.disk_migrations if key[0] in released and key[1] > released[key[0]])


def runs_code(migration: Any) -> bool:
    from django.db.migrations.operations import RunPython  # noqa: PLC0415 - once the settings are there

    return any(isinstance(one, RunPython) for one in migration.operations)


def look_at(loader: Any, key: tuple[str, str], connection: Any) -> list[str]:
    """What is wrong with one migration, in words."""
    migration = loader.disk_migrations[key]
    module = sys.modules[type(migration).__module__]
    try:
        statements = statements_of(migration, loader.project_state(key, at_end=False), connection)
    except ValueError as error:
        return unexcused([Finding(UNKNOWN, str(error))], module)
    return unexcused(findings(statements, atomic=migration.atomic, runs_code=runs_code(migration)), module)


def main() -> None:
    # No server is asked; only the kind of database matters.
    os.environ["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django  # noqa: PLC0415 - the settings are read when this is loaded

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    loader = MigrationLoader(None)
    said = [
        f"{app} {name}\n    {words}"
        for app, name in unreleased(loader, tomllib.loads(RELEASED.read_text(encoding="utf-8")))
        for words in look_at(loader, (app, name), connection)
    ]
    if said:
        sys.exit("\n".join(["These migrations would stop a portal in use:", *said]))


if __name__ == "__main__":
    main()
