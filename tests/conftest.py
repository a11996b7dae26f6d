"""What every test lives under: no network, a clock that can be stopped, a log that can be cleared between tests."""

import shutil
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from pytest_django.plugin import blocking_manager_key
from pytest_socket import socket_allow_hosts

from tests import duties
from tests.kept_database import KeptDatabase
from workflow.engine import log

THIS_MACHINE = ["127.0.0.1", "::1", "localhost"]
# An ordinary Monday morning: no bank holiday within the month, no change of the clocks within three weeks.
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TRANSACTIONAL_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}


def is_transactional(item: pytest.Item) -> bool:
    """Whether the test commits, so that its tables are emptied afterwards."""
    mark = item.get_closest_marker("django_db")
    marked = mark is not None and bool(mark.kwargs.get("transaction") or mark.args)
    return marked or bool(TRANSACTIONAL_FIXTURES.intersection(getattr(item, "fixturenames", ())))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse unknown duties; let transactional tests put back what migrations laid (page tree, rules, permissions)."""
    duties.marks(items)
    for item in items:
        if is_transactional(item):
            mark = item.get_closest_marker("django_db")
            kwargs = {**(mark.kwargs if mark else {}), "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Nothing but this machine may be reached. Runs after pytest-socket's own hook, which lifts nothing here."""
    socket_allow_hosts(THIS_MACHINE, allow_unix_socket=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """The log refuses deletion, so its triggers stand aside while a transactional test's tables are emptied."""
    if not is_transactional(item):
        return (yield)
    unblocked = item.config.stash[blocking_manager_key].unblock
    with unblocked():
        log.drop_triggers(connection)
    try:
        return (yield)
    finally:
        # What pages remembered of the tables goes with the tables.
        cache.clear()
        # After the last test the test database is gone, and the connection would be the real one.
        if nextitem is not None:
            with unblocked():
                log.install_triggers(connection)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_createdb: bool, django_db_use_migrations: bool
) -> None:
    """On SQLite the migrated database is kept from run to run (tests/kept_database.py)."""
    if connection.vendor == "sqlite" and django_db_use_migrations and not django_db_createdb:
        connection.creation = KeptDatabase(connection)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the throw-away data folder that portal.settings.test made."""
    folder = Path(settings.DATA_DIR)
    if folder.name.startswith("portal-test-") and not hasattr(config, "workerinput"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """Time stands still on Monday 2 March 2026, 9:00 in London; `clock.move_to(...)` and `clock.shift(...)` move it."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine
