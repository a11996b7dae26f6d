"""What a backup or a restore will not do, said in plain words, with nothing written; never a traceback."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from portal.keeping import backing_up, keys, restoring
from portal.keeping.archive import CHUNK, TAG, Reader, Unreadable, Writer
from tests.factories.party import PartnershipFactory, UserFactory
from tests.portal.keeping.conftest import Ground

KEY, OTHER = b"k" * 32, b"o" * 32
NO_LIST = ("--no-erasures-because", "A drill: no case was ever erased.")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three parts, one of them longer than a chunk."""
    path = tmp_path / "an.archive"
    with path.open("wb") as file:
        writer = Writer(file, KEY, made_at="2026-03-02")
        for name, content in {"one": b"1" * 10, "long": b"x" * (2 * CHUNK + 5), "manifest": b'{"files": {}}'}.items():
            with writer.entry(name) as entry:
                entry.write(content)
        writer.close()
    return path


def read(path: Path, key: bytes = KEY) -> dict[str, int]:
    with path.open("rb") as file:
        return {name: sum(map(len, blocks)) for name, blocks in Reader(file, key).entries()}


def test_what_was_written_is_read(archive: Path) -> None:
    assert read(archive) == {"one": 10, "long": 2 * CHUNK + 5, "manifest": 13}


def _cut(content: bytes) -> bytes:
    return content[:-20]


def _cut_at_a_chunk(content: bytes) -> bytes:
    head = content.index(b"\n", content.index(b"\n") + 1) + 1
    return content[: head + CHUNK + TAG]


def _one_bit(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def _head(content: bytes) -> bytes:
    return content.replace(b"2026-03-02", b"2027-03-02", 1)


def _swapped(content: bytes) -> bytes:
    head = content.index(b"\n", content.index(b"\n") + 1) + 1
    size = CHUNK + TAG
    return (
        content[:head]
        + content[head + size : head + 2 * size]
        + content[head : head + size]
        + content[head + 2 * size :]
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_cut, "its end is missing or was changed"),
        (_cut_at_a_chunk, "its end is missing or was changed"),
        (_one_bit, "was changed"),
        (_head, "was changed"),
        (_swapped, "part 1 was changed"),
        (lambda content: content[:60], "first lines cannot be read"),
        (lambda _content: b"PK\x03\x04 something else\n", "is no backup of this portal"),
        (lambda _content: b"", "is no backup of this portal"),
    ],
)
def test_a_damaged_cut_or_foreign_archive_is_refused(archive: Path, change: Any, said: str) -> None:
    archive.write_bytes(change(archive.read_bytes()))
    with pytest.raises(Unreadable, match=said):
        read(archive)


def test_another_key_is_told_from_damage(archive: Path) -> None:
    with pytest.raises(Unreadable, match="made with another backup key"):
        read(archive, OTHER)


@pytest.fixture
def made(ground: Callable[..., Ground], tmp_path: Path) -> tuple[Ground, Path]:
    """A small portal and its backup."""
    old = ground("old").enter()
    PartnershipFactory()
    UserFactory()
    storages["default"].save("guide.txt", ContentFile(b"Guidance."))
    (tmp_path / "backups").mkdir()
    with Path(os.devnull).open("w") as nowhere:
        call_command("backup", str(tmp_path / "backups"), stdout=nowhere)
    return old, next((tmp_path / "backups").glob("*.backup"))


def refused(command: str, *args: object) -> str:
    """What the command says; a CommandError is told without a traceback."""
    with pytest.raises(CommandError) as error, Path(os.devnull).open("w") as nowhere:
        call_command(command, *map(str, args), stdout=nowhere)
    return str(error.value)


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != "serve.lock")


def test_a_restore_refuses_before_it_writes_anything(
    ground: Callable[..., Ground], made: tuple[Ground, Path], tmp_path: Path, settings: Any
) -> None:
    old, backup = made
    new = ground("new", laid=False).enter()
    before = everything_in(new.folder)

    assert "There is no list of erasures" in refused("restore", backup)
    assert "There is no file" in refused("restore", tmp_path / "nowhere", *NO_LIST)
    assert "say why" in refused("restore", backup, "--no-erasures-because", " ")
    (tmp_path / "list").write_text('{"name": "no erasure"}')
    assert "is not a list of erasures" in refused("restore", backup, "--erasures", tmp_path / "list")
    cut = tmp_path / "cut.backup"
    cut.write_bytes(backup.read_bytes()[:-100])
    assert "cut off or damaged" in refused("restore", cut, *NO_LIST)
    vault, settings.VAULT_KEYS = settings.VAULT_KEYS, ["other:" + settings.BACKUP_KEY]
    assert "the vault key test (its print is" in refused("restore", backup, *NO_LIST)
    settings.VAULT_KEYS = ["test:" + settings.BACKUP_KEY]
    assert "the vault key test is another one" in refused("restore", backup, *NO_LIST)
    settings.VAULT_KEYS = vault
    settings.VAULT_INDEX_KEY, index = settings.BACKUP_KEY, settings.VAULT_INDEX_KEY
    assert "the index key with the print" in refused("restore", backup, *NO_LIST)
    settings.VAULT_INDEX_KEY = index
    settings.BACKUP_KEY, key = index, settings.BACKUP_KEY
    assert "another backup key" in refused("restore", backup, *NO_LIST)
    settings.BACKUP_KEY = ""
    assert "PORTAL_BACKUP_KEY is not set" in refused("restore", backup, *NO_LIST)
    settings.BACKUP_KEY = key
    assert everything_in(new.folder) == before

    old.enter()
    said = refused("restore", backup, *NO_LIST)
    assert "This is no empty place: the database has accounts, there are media" in said
    with Path(os.devnull).open("w") as nowhere:
        call_command("restore", str(backup), *NO_LIST, "--replace", stdout=nowhere)
    kept = [name for name in os.listdir(old.folder) if ".before-restore-" in name]
    assert sorted(name.partition(".before")[0] for name in kept if not name.endswith(("-wal", "-shm"))) == [
        "media",
        *(["portal.sqlite3"] if connection.vendor == "sqlite" else []),
    ]
    with storages["default"].open("guide.txt") as file:
        assert file.read() == b"Guidance."


def test_a_restore_that_breaks_off_leaves_an_empty_place(
    ground: Callable[..., Ground], made: tuple[Ground, Path], monkeypatch: Any
) -> None:
    _old, backup = made
    new = ground("new", laid=False).enter()
    before = everything_in(new.folder)

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(restoring.quiet, "begin_again", full)
    assert refused("restore", backup, *NO_LIST) == "Nothing was restored. The disk is full. Make room and run it again."
    assert everything_in(new.folder) == before


def test_a_newer_release_is_told(ground: Callable[..., Ground], made: tuple[Ground, Path], monkeypatch: Any) -> None:
    _old, backup = made
    ground("new", laid=False).enter()
    known = restoring._known()
    monkeypatch.setattr(restoring, "_known", lambda: known - {("forms", "0006_keys_are_known")})
    assert "made by a newer release" in refused("restore", backup, *NO_LIST)


@pytest.mark.parametrize("fault", ["no folder", "a file", "full", "no key", "a short key", "no database"])
def test_a_backup_that_cannot_be_made_says_why_and_leaves_nothing(
    ground: Callable[..., Ground], tmp_path: Path, settings: Any, monkeypatch: Any, fault: str
) -> None:
    there = ground("old").enter()
    folder = tmp_path / "backups"
    folder.mkdir()
    if fault == "no folder":
        assert "There is no folder" in refused("backup", tmp_path / "nowhere")
    elif fault == "a file":
        (tmp_path / "file").write_text("")
        assert "There is no folder" in refused("backup", tmp_path / "file")
    elif fault == "full":

        def full(*args: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(backing_up.os, "fsync", full)
        assert "The disk is full" in refused("backup", folder)
    elif fault == "no key":
        settings.BACKUP_KEY = ""
        assert "PORTAL_BACKUP_KEY is not set" in refused("backup", folder)
    elif fault == "a short key":
        settings.BACKUP_KEY = "c2hvcnQ="
        assert "must be 32 bytes" in refused("backup", folder)
    elif connection.vendor == "sqlite":
        connection.close()
        shutil.move(there.folder / "portal.sqlite3", tmp_path / "elsewhere")
        assert "There is no database at" in refused("backup", folder)
        assert "There is no database at" in refused("rotate_keys")
        assert not (there.folder / "portal.sqlite3").exists()
    assert [name for name in os.listdir(folder) if name != backing_up.LOCK] == []


def test_tables_that_are_not_up_to_date_are_backed_up_and_no_key_is_changed(
    ground: Callable[..., Ground], tmp_path: Path
) -> None:
    ground("old").enter()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'forms' AND name = '0006_keys_are_known'")
        cursor.execute("DROP TABLE forms_indexkey")
        cursor.execute("ALTER TABLE forms_datakey RENAME TO forms_datakey_old")
    assert "Run manage.py migrate first" in refused("rotate_keys")
    (tmp_path / "backups").mkdir()
    with Path(os.devnull).open("w") as nowhere:
        call_command("backup", str(tmp_path / "backups"), stdout=nowhere)
    manifest = backing_up.verify(next((tmp_path / "backups").glob("*.backup")), keys.backup_key())
    assert "forms_datakey_old" in manifest["database"]["tables"]
    assert "PORTAL_" not in json.dumps(manifest["keys"])
