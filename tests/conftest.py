"""What every test lives under: no network, a clock that can be stopped, a database as the migrations laid it."""

import shutil
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key
from pytest_socket import socket_allow_hosts

from tests import duties, promises
from tests.files_together import FilesTogether
from tests.kept_database import KeptPostgres, KeptSqlite, kept
from tests.laid import MONDAY, lay_for
from tests.portal.access import summary
from tests.promises import promise  # noqa: F401 - a fixture
from tests.shared_definitions import definitions_stay_as_read  # noqa: F401 - a fixture

# Of the tools that read our description of the API, and not with a portal: jsonschema would load it with its grammar,
# which takes six seconds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # what Python calls a module that is not there

THIS_MACHINE = ["127.0.0.1", "::1", "localhost"]
KEPT = pytest.StashKey[KeptSqlite | KeptPostgres]()
TRANSACTIONAL_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}


def is_transactional(item: pytest.Item) -> bool:
    """Whether the test commits, so that the database is laid anew afterwards."""
    mark = item.get_closest_marker("django_db")
    marked = mark is not None and bool(mark.kwargs.get("transaction") or mark.args)
    return marked or bool(TRANSACTIONAL_FIXTURES.intersection(getattr(item, "fixturenames", ())))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse unknown duties, and mark what tells a row of `make drill`."""
    duties.marks(items)
    promises.mark(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """No test begins with a connection that the drop of a database has ended."""
    if KEPT in item.config.stash:
        with item.config.stash[blocking_manager_key].unblock():
            item.config.stash[KEPT].drop_dead_connections()
    found = yield
    # After pytest-socket's own hook, which lifts nothing here: nothing but this machine may be reached.
    socket_allow_hosts(THIS_MACHINE, allow_unix_socket=True)
    return found


# Django would empty every table after a test that committed, and leave them empty: here the database is laid anew.
TransactionTestCase._fixture_teardown = lambda test: None  # type: ignore[attr-defined]  # Django’s own


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """What tests share is laid (tests/laid.py) between the making of the database and a test's own transaction."""
    if fixturedef.argname == "_django_db_helper":
        lay_for(request.node, commits=is_transactional(request.node))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """After a test that committed the database is again what the migrations laid, and no file finds what the one before
    remembered: no test after it has to care.
    """
    try:
        return (yield)
    finally:
        if nextitem is not None and nextitem.path != item.path:
            cache.clear()
        # After the last test the test database is gone, and the connection would be the real one.
        if is_transactional(item) and nextitem is not None and KEPT in item.config.stash:
            # What pages remembered of the tables goes with the tables.
            cache.clear()
            with item.config.stash[blocking_manager_key].unblock():
                item.config.stash[KEPT].put_back()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None, django_db_createdb: bool
) -> None:
    """The migrated database is kept from run to run (tests/kept_database.py)."""
    request.config.stash[KEPT] = connection.creation = kept(connection, anew=django_db_createdb)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Also where no test of this run asks for the test database itself: the portals that are served begin with a copy
    of the one that is kept.
    """
    with django_db_blocker.unblock():
        made = (
            None
            if request.config.stash[KEPT].is_kept()
            else setup_databases(verbosity=0, interactive=False, aliases={connection.alias})
        )
    yield
    if made:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether:
    """In several processes each file stays in one."""
    return FilesTogether(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The numbers of the access matrix and of the promises, where they were tried."""
    reports = [one for outcome in ("passed", "failed") for one in terminalreporter.stats.get(outcome, [])]
    if said := summary.told(reports):
        terminalreporter.write_sep("=", "access matrix")
        terminalreporter.write_line(said)
    if lines := promises.table(reports):
        terminalreporter.write_sep("=", "promises")
        for line in lines:
            terminalreporter.write_line(line)


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


@pytest.fixture
def attachments(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own for sealed files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "attachments": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }
    return tmp_path
