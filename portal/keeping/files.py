"""The stored files: of the CMS (media) and of the cases (attachments), on this disk or in an object store."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.utils import validate_file_name

from portal.keeping.archive import Unreadable
from portal.keeping.digests import Sum
from portal.keeping.plainly import Refused

# By the name that an archive gives them.
STORES = {"media": "default", "attachments": "attachments"}
BLOCK = 1024 * 1024
# What is still being written is no file yet (forms.uploads.write_durably).
UNFINISHED = ".part"
ASIDE = ".restoring"


def store(name: str) -> Storage:
    return storages[STORES[name]]


def names(of: Storage) -> Iterator[str]:
    """Every stored file's name, folder by folder."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            below, files = of.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [str(PurePosixPath(folder, one)) for one in below if one]
        yield from (str(PurePosixPath(folder, one)) for one in files if one and not one.endswith(UNFINISHED))


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def is_empty(of: Storage) -> bool:
    return next(names(of), None) is None


def folder_of(of: Storage) -> Path | None:
    """Where a store lies on this disk, None where it is an object store."""
    return Path(of.location) if isinstance(of, FileSystemStorage) else None


def move_aside(of: Storage, now: datetime) -> Path | None:
    """Keep what is there under another name. Raises Refused where it lies in an object store."""
    if is_empty(of):
        return None
    folder = folder_of(of)
    if folder is None:
        raise Refused("Files in an object store are not moved aside. Name another bucket, or empty this one first.")
    kept = folder.with_name(f"{folder.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    folder.rename(kept)
    return kept


class Incoming:
    """Files on their way into an empty store: on this disk beside it, and in their place all at once."""

    def __init__(self, name: str) -> None:
        self.store = store(name)
        self.folder = folder_of(self.store)
        # Of the CMS's media what the settings say; attachments are their owner's alone.
        self.mode = getattr(self.store, "file_permissions_mode", None) or 0o600
        self.aside = self.folder.with_name(self.folder.name + ASIDE) if self.folder is not None else None
        self.sum, self.has_arrived, self.saved = Sum(), False, list[str]()
        if self.aside is not None:
            # Left by a restore that was killed.
            shutil.rmtree(self.aside, ignore_errors=True)

    def take(self, name: str, content: Iterable[bytes]) -> None:
        """Raises Unreadable for a name that leads elsewhere."""
        try:
            validate_file_name(name, allow_relative_path=True)
        except SuspiciousFileOperation as error:
            raise Unreadable(f"The backup names a file that no store holds: {name!r}.") from error
        digest = hashlib.sha256()
        seen = _seen(content, digest)
        if self.aside is None:
            self._save(name, seen)
        else:
            path = self.aside / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, self.mode), "wb") as file:
                file.writelines(seen)
                file.flush()
                os.fsync(file.fileno())
        self.sum.add(f"{name}\0{digest.hexdigest()}".encode())

    def check(self, wanted: Mapping[str, Any]) -> None:
        """Raises Refused where what came is not what the manifest names."""
        if self.sum.told != {name: wanted[name] for name in self.sum.told}:
            raise Refused("The files that were laid are not those of the backup. Nothing was put into its place.")

    def arrive(self) -> None:
        """Everything has come: into its place."""
        if self.aside is None or self.folder is None or not self.aside.exists():
            return
        _remove_empty(self.folder)
        self.aside.rename(self.folder)
        self.has_arrived = True

    def give_up(self) -> None:
        """Take away what came: the store was empty before."""
        if self.aside is not None and self.folder is not None:
            shutil.rmtree(self.folder if self.has_arrived else self.aside, ignore_errors=True)
        for name in self.saved:
            self.store.delete(name)

    def _save(self, name: str, content: Iterable[bytes]) -> None:
        with SpooledTemporaryFile(max_size=4 * BLOCK) as whole:
            whole.writelines(content)
            whole.seek(0)
            found: Any = whole
            if self.store.save(name, File(found)) != name:
                raise Refused(f"The store already holds {name}. Empty it first.")
        self.saved.append(name)


def _seen(content: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    for block in content:
        digest.update(block)
        yield block


def _remove_empty(folder: Path) -> None:
    """A store without a file may still have folders, and what was never finished."""
    if not folder.exists():
        return
    for below, _folders, files in os.walk(folder, topdown=False):
        for name in files:
            if name.endswith(UNFINISHED):
                Path(below, name).unlink()
        os.rmdir(below)
