"""Django's migrate, which on PostgreSQL waits for a table for a moment only: whoever waits for one makes everybody wait
who comes after.
"""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, connections

from workflow.faults import Fault, fault_of

# People wait four seconds for a lock (portal.settings.waits): they are to notice nothing.
LOCK_SECONDS = 2
IN_USE = (
    "A table that this migration changes is in use, and after {seconds} seconds it gave up, so that nobody else had to "
    "wait. What was applied before it stays; of this one nothing was, unless it says atomic = False. Run it again. "
    "Where that does not help, end what holds the table: SELECT pid, state, xact_start, query FROM pg_stat_activity "
    "WHERE xact_start < now() - interval '10 seconds', then SELECT pg_terminate_backend(pid)."
)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        before = wait_for_locks(connection, f"{LOCK_SECONDS}s")
        try:
            super().handle(*args, **options)
        except DatabaseError as error:
            if fault_of(error) is not Fault.LOCKED:
                raise
            raise CommandError(IN_USE.format(seconds=LOCK_SECONDS)) from error
        finally:
            if connection.connection is not None and connection.is_usable():
                wait_for_locks(connection, before)


def wait_for_locks(connection: Any, value: str) -> str:
    """From now on this connection waits so long for a lock, as PostgreSQL writes it; what it was before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [value])
    return str(before)
