"""The demonstration of a served portal, made once and kept, as the migrated database is: it takes half a minute.

Kept by the contents of whatever may tell in it, and by the day: its cases began so many days ago. Whoever serves it
begins with a copy of its folder and, on PostgreSQL, of its database.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import kept_database
from tests.browser.served import (
    ROOT,
    ServedPortal,
    beside,
    free_port,
    migrated_portal,
    on_server,
    scratch_database,
)

FOLDER = ROOT / ".pytest_cache" / "demonstration"
MADE_FROM = ["forms", "workflow", "portal", "templates", "locale", "requirements"]


@cache
def _made_from() -> str:
    found = hashlib.sha256(date.today().isoformat().encode())  # noqa: DTZ011 - this machine's day will do
    for name in MADE_FROM:
        # What the front end's programs built lies behind a link.
        for path in sorted(each for top in (ROOT / name).iterdir() for each in (top, *top.rglob("*"))):
            if path.is_file() and path.suffix != ".pyc":
                found.update(str(path.relative_to(ROOT)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:20]


def _start() -> str:
    """How the kept ones of this database are called: on PostgreSQL its own name, as they lie beside it."""
    return f"{beside() or 'sqlite'}_demo_"


def _name(_beside: str = "") -> str:
    return _start() + _made_from()


def _databases() -> list[str]:
    found = on_server("SELECT datname FROM pg_database") if beside() else []
    return [name for (name,) in found if name.startswith(_start())]


def _is_kept() -> bool:
    return (FOLDER / _name()).exists() and (not beside() or _name() in _databases())


def _make() -> None:
    """This one, and no older one any more."""
    for old in FOLDER.glob(f"{_start()}*"):
        shutil.rmtree(old)
    for name in _databases():
        on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
    with TemporaryDirectory() as folder, migrated_portal(Path(folder)) as portal:
        portal.manage("collectstatic", "--noinput", "--verbosity", "0")
        portal.manage("demo_content")
        if portal.database_name:
            on_server(f'CREATE DATABASE "{_name()}" TEMPLATE "{portal.database_name}"')
        shutil.copytree(folder, FOLDER / _name())


@contextmanager
def demonstration(data_dir: Path) -> Iterator[ServedPortal]:
    """A portal with its demonstration, as `make demo` has it before it is served; not running yet."""
    with kept_database.one_at_a_time("demonstration"):
        if not _is_kept():
            _make()
    shutil.copytree(FOLDER / _name(), data_dir, dirs_exist_ok=True)
    with scratch_database(_name) as url, closing(ServedPortal(free_port(), data_dir, url)) as portal:
        # Writes its own addresses into the list of accounts, and leaves what is there as it is.
        portal.manage("demo_content")
        yield portal
