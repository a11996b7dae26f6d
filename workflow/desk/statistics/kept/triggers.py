"""The triggers that note what changed, on SQLite and PostgreSQL. Laid by a migration, and after
every `migrate`: SQLite loses those of a table that a later migration makes anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections

MARKS = "workflow_quartermark"
OF_CASE = "SELECT partnership_id FROM workflow_case WHERE id = {row}.case_id"
OF_ANSWER = (
    "SELECT c.partnership_id FROM workflow_case c JOIN workflow_rapidreview r ON r.case_id = c.id "
    "WHERE r.id = {row}.rapid_review_id"
)


@dataclass(frozen=True)
class Watched:
    """A table that is counted: by which days and moments, and how a row leads to its partnership."""

    table: str
    days: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    partnership: str = OF_CASE


WATCHED = (
    Watched("workflow_referral", ("referred_on",)),
    Watched("workflow_notification", ("aware_on",)),
    Watched("workflow_deadline", ("started_on", "met_on")),
    Watched("workflow_rapidreview", moments=("created_at", "decided_at")),
    Watched("workflow_agencyreturn", ("due_on",)),
    Watched("workflow_panelanswer", ("answered_on",), partnership=OF_ANSWER),
    Watched("workflow_review", ("commissioned_on",)),
    Watched("workflow_publication", moments=("published_at",)),
    Watched("workflow_recommendation", ("by_when",)),
)
# Table, the columns whose change concerns every quarter, and what `row` (NEW or OLD) says of the partnership.
WHOLE = (
    # Led elsewhere, everything open in it rests (D26); joined, a notification takes its rapid review along.
    ("workflow_case", ("partnership_id", "led_by_id", "state"), "{row}.partnership_id"),
    ("workflow_notification", ("state",), f"({OF_CASE})"),
)
EVERYWHERE = ("workflow_bankholiday",)
ACTIONS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _sqlite() -> Iterable[tuple[str, str, str]]:
    """Name, table and statement of each trigger."""
    for one in WATCHED:
        for action, rows in ACTIONS.items():
            selects = []
            for row in rows:
                # A moment lies in UTC: the local day of its quarter's end may be the next one.
                days = [f"{row}.{day}" for day in (*one.days, *one.moments)]
                days += [f"datetime({row}.{moment}, '+1 hour')" for moment in one.moments]
                where = one.partnership.format(row=row)
                selects += [f"SELECT ({where}) AS p, {_quarter_of(day)} AS q" for day in days]
            body = f"SELECT p, q FROM ({' UNION '.join(selects)}) WHERE p IS NOT NULL AND q IS NOT NULL"  # noqa: S608 - ours
            yield f"{one.table}_counted_{action.lower()}", one.table, _created(one.table, action, body)
    for table, columns, partnership in WHOLE:
        changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        selects = [f"SELECT {partnership.format(row=row)}, 0" for row in ("OLD", "NEW")]
        statement = _created(table, f"UPDATE OF {', '.join(columns)}", " UNION ".join(selects), changed, "whole")
        yield f"{table}_counted_whole", table, statement
    for table in EVERYWHERE:
        for action in ACTIONS:
            yield f"{table}_counted_{action.lower()}", table, _created(table, action, "SELECT NULL, 0")


def _quarter_of(day: str) -> str:
    return f"CAST(strftime('%Y', {day}) AS INTEGER) * 4 + (CAST(strftime('%m', {day}) AS INTEGER) - 1) / 3"


def _created(table: str, action: str, body: str, when: str = "", name: str = "") -> str:
    called = f"{table}_counted_{name or action.lower()}"
    condition = f" WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {called} AFTER {action} ON {table}{condition} "
        f"BEGIN INSERT INTO {MARKS} (partnership, quarter) {body}; END"
    )


def _postgres() -> Iterable[tuple[str, str, str]]:
    for one in WATCHED:
        inserts = []
        for row in ("OLD", "NEW"):
            local = [f"{row}.{moment} AT TIME ZONE '{settings.TIME_ZONE}'" for moment in one.moments]
            days = ", ".join(f"({day})" for day in [*(f"{row}.{day}" for day in one.days), *local])
            quarter = "EXTRACT(YEAR FROM day)::int * 4 + EXTRACT(QUARTER FROM day)::int - 1"
            insert = (
                f"INSERT INTO {MARKS} (partnership, quarter) SELECT DISTINCT p, {quarter} "  # noqa: S608 - ours
                f"FROM (VALUES {days}) AS days(day), ({one.partnership.format(row=row)}) AS of(p) "
                "WHERE day IS NOT NULL AND p IS NOT NULL;"
            )
            other = "INSERT" if row == "OLD" else "DELETE"
            inserts.append(f"IF TG_OP <> '{other}' THEN {insert} END IF;")
        yield from _function(f"{one.table}_counted", one.table, "INSERT OR UPDATE OR DELETE", " ".join(inserts))
    for table, columns, partnership in WHOLE:
        rows = " UNION ".join(f"SELECT {partnership.format(row=row)}, 0" for row in ("OLD", "NEW"))
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
        insert = f"IF {changed} THEN INSERT INTO {MARKS} (partnership, quarter) {rows}; END IF;"
        yield from _function(f"{table}_counted_whole", table, f"UPDATE OF {', '.join(columns)}", insert)
    for table in EVERYWHERE:
        insert = f"INSERT INTO {MARKS} (partnership, quarter) VALUES (NULL, 0);"  # noqa: S608 - ours
        yield from _function(f"{table}_counted", table, "INSERT OR UPDATE OR DELETE", insert)


def _function(name: str, table: str, action: str, body: str) -> Iterable[tuple[str, str, str]]:
    yield (
        name,
        table,
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$; "
        f"CREATE OR REPLACE TRIGGER {name} AFTER {action} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def install(*, using: str, **kwargs: Any) -> None:
    """Idempotent; a receiver of post_migrate too. Before the tables are there (a part of the migrations) nothing."""
    _run(using, [(table, statement) for _name, table, statement in _all(using)])


def drop(*, using: str) -> None:
    """For undoing the migration."""
    own = "" if connections[using].vendor == "sqlite" else " ON {}"
    _run(using, [(table, f"DROP TRIGGER IF EXISTS {name}{own.format(table)}") for name, table, _sql in _all(using)])


def _all(using: str) -> list[tuple[str, str, str]]:
    return list(_sqlite() if connections[using].vendor == "sqlite" else _postgres())


def _run(using: str, statements: Iterable[tuple[str, str]]) -> None:
    tables = connections[using].introspection.table_names()
    if MARKS not in tables:
        return
    with connections[using].cursor() as cursor:
        for table, statement in statements:
            if table in tables:
                cursor.execute(statement)
