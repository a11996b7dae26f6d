"""Adding to the log and proving it whole."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from forms.vault import sign
from workflow.engine.event import AuditHead, Event
from workflow.parties.roles import Actor

TABLES = ("workflow_event",)


def digest_of(event: Event) -> str:
    """SHA-256 over the row's content, the previous row's digest included. 64 hexadecimal digits."""
    canonical = json.dumps(event.content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _signature(position: int, digest: str) -> str:
    return sign("audit-head", f"{position}:{digest}".encode())


# Part of the transaction that it logs: alone it is a transaction, inside another it needs no savepoint of its own.
@transaction.atomic(savepoint=False)
def append(events: Sequence[Event]) -> None:
    """Add events to the end of the chain in their order: three queries however many they are."""
    head = AuditHead.objects.select_for_update().filter(pk=1).first() or AuditHead(pk=1)
    position, previous = head.position, head.digest
    for event in events:
        position += 1
        event.position, event.previous = position, previous
        previous = event.digest = digest_of(event)
    Event.objects.bulk_create(events)
    head.position, head.digest, head.signature = position, previous, _signature(position, previous)
    head.save()


def record_reading(case: Any, *, kind: str, by: Actor, now: datetime, record_id: Any = None) -> None:
    """Log that a person opened a case file or one of its documents."""
    append([Event(case=case, kind=kind, record_id=record_id, actor=by.user, at=now)])


@dataclass(frozen=True)
class Broken:
    """The first row at which the chain does not hold, and why."""

    position: int
    reason: str


def verify() -> tuple[int, Broken | None]:
    """Walk the whole chain. Returns how many rows hold and the first broken one, None when all hold."""
    previous, count = "", 0
    for event in _all_events():
        count += 1
        if event.position != count:
            return count - 1, Broken(count, "a row is missing or out of order")
        if event.previous != previous:
            return count - 1, Broken(count, "the row before it was changed or replaced")
        if digest_of(event) != event.digest:
            return count - 1, Broken(count, "the row was changed after it was written")
        previous = event.digest
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        # An empty log belongs to a portal that has no case yet: each begins with an event.
        is_new = count == 0 and not _cases().exists()
        return count, None if is_new else Broken(count, "the head of the chain is missing")
    if head.signature != _signature(head.position, head.digest):
        return count, Broken(head.position, "the head of the chain was changed")
    if (head.position, head.digest) != (count, previous):
        return count, Broken(count + 1, "rows at the end are missing")
    return count, None


def _cases() -> Any:
    return Event._meta.get_field("case").related_model._default_manager


def _all_events() -> Iterator[Event]:
    return Event.objects.order_by("position").iterator(chunk_size=2000)


def _trigger_statements(vendor: str, table: str) -> Iterable[str]:
    if vendor == "sqlite":
        for action in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            )
    else:
        yield (
            "CREATE OR REPLACE FUNCTION workflow_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION workflow_refuse_change()"
        )


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Refuse UPDATE and DELETE on the log, on SQLite and PostgreSQL."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in _trigger_statements(connection.vendor, table):
                cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for undoing the migration, and for the suite's clean-up between transactional tests."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
