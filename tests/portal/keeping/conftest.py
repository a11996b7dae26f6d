"""Grounds: a data folder with a database of its own, into which a test moves the whole portal and out again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.keeping import files
from portal.keeping.databases import database
from tests.portal.keeping import grounds

ALIAS = "default"


@dataclass
class Ground:
    """One place where a portal can stand. `enter` makes it the one that the program sees."""

    folder: Path
    connection: BaseDatabaseWrapper
    settings: Any

    def enter(self) -> "Ground":
        connections[ALIAS].close()
        connections[ALIAS] = self.connection
        self.settings.DATA_DIR = self.folder
        stores = {
            store: {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": self.folder / name, "base_url": f"/{name}/"},
            }
            for name, store in files.STORES.items()
        }
        self.settings.STORAGES = {**self.settings.STORAGES, **stores}
        cache.clear()
        return self

    @property
    def tables(self) -> dict[str, Any]:
        """By table its number of rows and their sum, as a backup would find them."""
        return grounds.tables(database(), self.folder)


@pytest.fixture
def ground(
    django_db_setup: None, django_db_blocker: Any, settings: Any, tmp_path: Path
) -> Iterator[Callable[..., Ground]]:
    """Makes grounds: `ground("name")` as the migrations laid it, `ground("name", laid=False)` with nothing in it."""
    with django_db_blocker.unblock():
        outside = connections[ALIAS]
        made: list[Ground] = []

        def make(name: str, *, laid: bool = True) -> Ground:
            folder = tmp_path / name
            folder.mkdir()
            one = Ground(folder, grounds.connection(outside, folder, laid=laid), settings)
            made.append(one)
            return one

        try:
            yield make
        finally:
            for one in made:
                one.connection.close()
            connections[ALIAS] = outside
            for one in made:
                grounds.forget(outside, one.connection)
