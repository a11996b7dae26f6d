"""Making a backup: database first, then files, then the manifest; read back whole before it gets its name.

The database goes first: every file that its rows speak of was there at that moment. A file that came later has no row
in the backup and is swept as an orphan after a restore.
"""

import json
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import wagtail
from django.core.files import locks
from django.db import connection

from portal.keeping import files, keys
from portal.keeping.archive import MANIFEST, Reader, Unreadable, Writer
from portal.keeping.databases import database
from portal.keeping.digests import Sum
from portal.keeping.plainly import Refused

FORMAT = 1
ENDING, UNFINISHED, LOCK = ".backup", ".part", ".backup.lock"
# Of the environment only the names go in: what a restored portal has to be given again.
NAMED = ("PORTAL_", "EMAIL_", "AWS_")
NAMED_TOO = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
Say = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    """A backup that was written and read back."""

    path: Path
    size: int
    tables: int
    rows: int
    files: int


def back_up(folder: Path, *, now: datetime, say: Say) -> Made:
    """One backup in this folder. Raises Refused, Unreadable and OSError; what was begun does not stay."""
    key = keys.backup_key()
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}. Make it first, outside the data folder, for this account alone.")
    database().look()
    with (folder / LOCK).open("w") as lock:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            raise Refused(f"Another backup into {folder} is under way.")
        # Left by one that was killed.
        for begun in (*folder.glob(f"*{ENDING}{UNFINISHED}"), *folder.glob(".database.part*")):
            begun.unlink(missing_ok=True)
        path = folder / f"portal-{now:%Y%m%d-%H%M%S}{ENDING}"
        if path.exists():
            raise Refused(f"{path} is there already.")
        part = path.with_name(path.name + UNFINISHED)
        try:
            manifest = _write(part, key, folder, now=now, say=say)
            say("Reading it back")
            verify(part, key, manifest)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        _flush_folder(folder)
    tables = manifest["database"]["tables"]
    return Made(
        path=path,
        size=path.stat().st_size,
        tables=len(tables),
        rows=sum(one["count"] for one in tables.values()),
        files=sum(one["count"] for one in manifest["files"].values()),
    )


def _write(part: Path, key: bytes, folder: Path, *, now: datetime, say: Say) -> dict[str, Any]:
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        archive = Writer(file, key, made_at=now.isoformat())
        say("Copying the database")
        manifest = _manifest(now)
        manifest["database"] = database().take(archive, folder).told
        for name in files.STORES:
            say(f"Copying {name}")
            manifest["files"][name] = _files(archive, name)
        with archive.entry(MANIFEST) as entry:
            entry.write(json.dumps(manifest, sort_keys=True).encode())
        archive.close()
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _manifest(now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "versions": {
            "python": platform.python_version(),
            "django": django.get_version(),
            "wagtail": wagtail.__version__,
            "database": ".".join(map(str, connection.get_database_version())),
        },
        "settings": sorted(name for name in os.environ if name.startswith(NAMED) or name in NAMED_TOO),
        "keys": keys.told(),
        "files": {},
    }


def _files(archive: Writer, name: str) -> dict[str, Any]:
    """Every file of a store; in the manifest stand how many, their sum, and each one's digest."""
    store, total, listed = files.store(name), Sum(), {}
    for found in sorted(files.names(store)):
        try:
            source = store.open(found)
        except FileNotFoundError:
            continue  # removed since the store was listed
        with source as file, archive.entry(f"{name}/{found}") as entry:
            for block in files.blocks(file):
                entry.write(block)
        listed[found] = entry.digest.hexdigest()
        total.add(f"{found}\0{listed[found]}".encode())
    return {**total.told, "listed": listed}


def verify(path: Path, key: bytes, wanted: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read the whole file: every chunk opens, every entry is what was written. The manifest. Raises Unreadable."""
    manifest: dict[str, Any] | None = None
    with path.open("rb") as file:
        reader = Reader(file, key)
        seen = set()
        for name, blocks in reader.entries():
            if name == MANIFEST:
                manifest = json.loads(b"".join(blocks))
            else:
                seen.add(name)
    if manifest is None:
        raise Unreadable("The backup has no manifest: it was never finished. Use another backup.")
    listed = {f"{name}/{one}" for name, store in manifest["files"].items() for one in store["listed"]}
    if lacking := sorted(listed - seen):
        raise Unreadable(f"The backup lacks {lacking[0]}, which its manifest names. Use another backup.")
    if wanted is not None and manifest != json.loads(json.dumps(wanted)):
        raise Unreadable("What was read back is not what was written. Look at the disk, and make another.")
    return manifest


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
