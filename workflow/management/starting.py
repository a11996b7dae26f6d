"""What a command looks at before it starts anything: disk, database, tables, keys. It says what to do, and why."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from forms.vault import VaultError, check_keys, verify_keys
from workflow.faults import Fault, fault_of, why_no_room, why_not_write

# Faults that pass by themselves, as after a restart of the whole machine.
PASSING = (Fault.GONE, Fault.LOCKED)
LOOK_EVERY_SECONDS = 3
SAY_EVERY_SECONDS = 30


class CannotStart(CommandError):
    """Says in plain words what to do first; nothing was started and nothing was changed."""

    def __init__(self, advice: str, fault: Fault | None = None) -> None:
        super().__init__(f"{advice} Nothing was started, and nothing was changed.")
        self.fault = fault


def refuse_what_cannot_start() -> None:
    """Raises CannotStart where the portal cannot work on this data folder and database as they are."""
    _refuse_a_missing_file()
    if (fault := why_no_room() or why_not_write()) is not None:
        raise CannotStart(fault.advice, fault)
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CannotStart(Fault.NO_TABLES.advice, Fault.NO_TABLES)
        check_keys()
    except DatabaseError as error:
        fault = fault_of(error) or Fault.GONE
        raise CannotStart(fault.advice, fault) from error
    except (ImproperlyConfigured, VaultError) as error:
        raise CannotStart(str(error)) from error


def wait_until_it_can_start(say: Callable[[str], object], *, clock: Callable[[], float] = monotonic) -> None:
    """The same, but a database that is away or held by somebody is waited for, PORTAL_START_SECONDS at most."""
    began = said = clock()
    while True:
        try:
            refuse_what_cannot_start()
        except CannotStart as error:
            now = clock()
            if error.fault not in PASSING or now - began > settings.START_SECONDS:
                raise
            if said == began or now - said > SAY_EVERY_SECONDS:
                said = now
                left = int(settings.START_SECONDS - (now - began))
                say(f"Waiting for the database, {left} seconds more: {error.fault.advice}")
        else:
            verify_keys()
            return
        connection.close()
        sleep(LOOK_EVERY_SECONDS)


def _refuse_a_missing_file() -> None:
    """SQLite would make an empty database of a file that is not there."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith(("file:", ":")) and not Path(name).exists():
        raise CannotStart(Fault.NO_TABLES.advice, Fault.NO_TABLES)
