"""Restoring a backup into an empty place: everything is checked before anything is written.

Files come first, the database last and whole: where a restore breaks off, there is no portal yet that could run.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.files import locks
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from portal.keeping import files, keys, quiet
from portal.keeping.archive import MANIFEST, Reader, Unreadable
from portal.keeping.backing_up import FORMAT, verify
from portal.keeping.databases import Laying, Taken, database
from portal.keeping.databases.taken import PREFIX
from portal.keeping.plainly import Refused
from portal.keeping.quiet import Begun
from workflow.machines.case.retention import erasure

Say = Callable[[str], object]
# So many references are left out where nothing else is asked for.
ROOM = 100
NO_LIST = (
    "There is no list of erasures at {path}: cases that were erased after the backup was made would come back. Name "
    "the newest list with --erasures FILE: it is erasures.jsonl in the old data folder, and beside the backups that "
    "the worker made. Where no case was ever erased, or the list is lost, say so: --no-erasures-because 'REASON'."
)


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `without_list`: why there is no list of erasures, "" where there is one."""

    archive: Path
    erasures: Path | None = None
    without_list: str = ""
    replace: bool = False
    room: int = ROOM


@dataclass
class Restored:
    """What was restored, and what the office has to know."""

    made_at: datetime
    gap: timedelta
    begun: Begun
    rows: int
    files: int
    moved_aside: list[str] = field(default_factory=list)
    settings_missing: list[str] = field(default_factory=list)


def restore(wanted: Wanted, *, now: datetime, say: Say) -> Restored:
    """Raises Refused and Unreadable before anything is written, and OSError; what was begun is taken away again."""
    key = keys.backup_key()
    if not wanted.archive.is_file():
        raise Refused(f"There is no file {wanted.archive}.")
    say("Reading the backup from end to end")
    manifest = verify(wanted.archive, key)
    taken = _fitting(manifest)
    if lacking := keys.missing(manifest["keys"]):
        raise Refused(
            f"What the backup holds could not be read here: {'; '.join(lacking)}. Set the keys of that time and try "
            "again."
        )
    erasures = list(_erasures(wanted))
    with ExitStack() as held:
        _hold_data_folder(held)
        _refuse_what_is_there(replace=wanted.replace)
        done = Restored(
            made_at=datetime.fromisoformat(manifest["made_at"]),
            gap=now - datetime.fromisoformat(manifest["made_at"]),
            begun=Begun(),
            rows=sum(one["count"] for one in taken.tables.values()),
            files=sum(one["count"] for one in manifest["files"].values()),
            settings_missing=sorted(name for name in manifest["settings"] if name not in os.environ),
        )
        if wanted.replace:
            done.moved_aside = _move_aside(now)
        try:
            done.begun = _lay(wanted, key, manifest, taken, erasures, now=now, say=say)
        except (Refused, Unreadable, OSError, DatabaseError) as error:
            if not done.moved_aside:
                raise
            raise Refused(f"{error} What was there before is kept: {', '.join(done.moved_aside)}.") from error
    return done


def _fitting(manifest: dict[str, Any]) -> Taken:
    """Raises Refused where this release, or this kind of database, cannot take it."""
    if manifest.get("format") != FORMAT:
        raise Refused(
            f"The backup has the format {manifest.get('format')}, this release reads {FORMAT}: use a newer one."
        )
    taken = Taken.of(manifest["database"])
    if taken.vendor != connection.vendor:
        raise Refused(
            f"The backup is of {taken.vendor}, DATABASE_URL leads to {connection.vendor}. Restore it into its own kind."
        )
    if newer := sorted({(app, name) for app, name in taken.migrations} - _known()):
        app, name = newer[0]
        raise Refused(
            f"The backup was made by a newer release: this one does not know the migration {name} of {app}. "
            "Install the release that made it, or a newer one."
        )
    return taken


def _erasures(wanted: Wanted) -> Iterator[dict[str, Any]]:
    path = wanted.erasures or erasure.list_path()
    if not path.exists():
        beside = wanted.archive.with_name(erasure.LIST)
        if wanted.erasures is None and beside.exists():
            path = beside
        elif wanted.without_list and wanted.erasures is None:
            return
        else:
            raise Refused(NO_LIST.format(path=path))
    try:
        for entry in erasure.read_list(path):
            if not {"case", "reference", "erased_at"} <= set(entry):
                raise ValueError("a line says of no case that it was erased")
            yield entry
    except (ValueError, TypeError) as error:
        raise Refused(f"{path} is not a list of erasures: {error}.") from error


def _hold_data_folder(held: ExitStack) -> None:
    """Nobody serves a portal from this folder while it is filled. Raises Refused where somebody does."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    lock = held.enter_context((settings.DATA_DIR / "serve.lock").open("a"))
    if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
        raise Refused("A portal runs on this data folder. Stop it first, and every worker.")


def _refuse_what_is_there(*, replace: bool) -> None:
    found = [f"the database has {what}"] if (what := database().why_not_empty()) else []
    found += [f"there are {name}" for name in files.STORES if not files.is_empty(files.store(name))]
    if found and not replace:
        raise Refused(
            f"This is no empty place: {', '.join(found)}. Restore into an empty one, or add --replace: what is there "
            "is then kept under another name."
        )
    for name in files.STORES:
        store = files.store(name)
        if found and files.folder_of(store) is None and not files.is_empty(store):
            raise Refused(f"The {name} lie in an object store, where --replace moves nothing. Name an empty bucket.")


def _move_aside(now: datetime) -> list[str]:
    moved = [str(kept) for name in files.STORES if (kept := files.move_aside(files.store(name), now))]
    there = database()
    return [*moved, there.move_aside(now)] if there.why_not_empty() else moved


def _lay(
    wanted: Wanted,
    key: bytes,
    manifest: dict[str, Any],
    taken: Taken,
    erasures: list[dict[str, Any]],
    *,
    now: datetime,
    say: Say,
) -> Begun:
    incoming = {name: files.Incoming(name) for name in files.STORES}
    laying = database().laying(taken)
    made_at = datetime.fromisoformat(manifest["made_at"])
    try:
        say("Laying the database and the files")
        laying.begin()
        _take(wanted.archive, key, laying, incoming)
        say("Comparing with the backup")
        laying.check()
        for name, one in incoming.items():
            one.check(manifest["files"][name])
        counts = quiet.hush(taken.tables)
        is_older = _known() != {(app, name) for app, name in taken.migrations}
        if is_older:
            say("Bringing the tables up to date")
            if not laying.takes_migrations:
                laying.finish()
            call_command("migrate", interactive=False, verbosity=0)
        for one in incoming.values():
            one.arrive()
        say("Making it quiet")
        begun = quiet.begin_again(made_at, now=now, erasures=erasures, room=wanted.room, counts=counts)
        if laying.takes_migrations or not is_older:
            laying.finish()
        _forget()
    except BaseException:
        laying.give_up()
        for one in incoming.values():
            one.give_up()
        raise
    return begun


def _forget() -> None:
    """What was remembered is of the time before: pages, numbers, names."""
    for name in caches.settings:
        caches[name].clear()


def _take(archive: Path, key: bytes, laying: Laying, incoming: dict[str, files.Incoming]) -> None:
    with archive.open("rb") as file:
        for name, blocks in Reader(file, key).entries():
            kind, _slash, rest = name.partition("/")
            if name.startswith(PREFIX):
                laying.take(name, blocks)
            elif kind in incoming:
                incoming[kind].take(rest, blocks)
            elif name != MANIFEST:
                raise Unreadable(f"The backup holds something that this release does not know: {name}.")


def _known() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
