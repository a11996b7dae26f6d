"""What lies in the store of attachments beside what the tables name: checked against what was sealed, and swept where
nobody knows it.

Whatever model has a `stored_name` keeps its files here (forms.uploads, and the frozen reports of `workflow`).
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage

from forms.uploads import PART, storage
from forms.vault import VaultError, unseal

# A file is written before its row is committed; what is that old belongs to nothing that is still going on.
LEFT_ALONE, PART_LEFT_ALONE = timedelta(days=7), timedelta(days=1)
# More than this are no leftovers: the database is of another time than the store.
MOST_ORPHANS, MOST_SHARE = 50, 10
AT_ONCE = 100
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """One file that a row names. `fault` is "" where it is what was kept; `erased` where its key is destroyed."""

    row: Any
    fault: str = ""
    erased: bool = False


@dataclass(frozen=True)
class Leftovers:
    """Names in the store that no row names, and how many files rows do name."""

    orphans: tuple[str, ...]
    known: int

    @property
    def is_another_time(self) -> bool:
        return len(self.orphans) > max(MOST_ORPHANS, self.known // MOST_SHARE)


def models_with_files() -> list[Any]:
    return [
        model for model in apps.get_models() if any(field.name == "stored_name" for field in model._meta.get_fields())
    ]


def check_all() -> Iterator[Checked]:
    """Open every file that a row names, one at a time. What was changed by a single bit does not open."""
    for model in models_with_files():
        for row in model._base_manager.select_related("data_key").order_by("pk").iterator(chunk_size=AT_ONCE):
            yield check(row)


def check(row: Any) -> Checked:
    if row.data_key.wrapped is None:
        return Checked(row, erased=True)
    try:
        with storage().open(row.stored_name) as file:
            content = unseal(row.data_key.unwrap(), file.read(), row.content_context)
    except FileNotFoundError:
        return Checked(row, "is missing")
    except OSError as error:
        return Checked(row, f"cannot be read: {error}")
    except VaultError:
        return Checked(row, "was changed, or is another file")
    digest = getattr(row, "digest", "")
    if len(content) != row.size or digest and hashlib.sha256(content).hexdigest() != digest:
        return Checked(row, "was changed, or is another file")
    return Checked(row)


def leftovers(now: datetime) -> Leftovers:
    """What lies in the store and old enough, and what no row names."""
    known = {
        name for model in models_with_files() for name in model._base_manager.values_list("stored_name", flat=True)
    }
    store = storage()
    orphans = [name for name in _names(store) if name not in known and _is_older(store, name, now - _left_alone(name))]
    return Leftovers(tuple(orphans), len(known))


def sweep(now: datetime, *, even_many: bool = False) -> int:
    """Delete what nobody knows; how many. None where they are so many that something else is wrong."""
    found = leftovers(now)
    if found.is_another_time and not even_many:
        log.error(
            "%s files in the store of attachments are known to no row, beside %s that are. Nothing was deleted: is "
            "this the database that belongs to the store? See manage.py check_files.",
            len(found.orphans),
            found.known,
        )
        return 0
    for name in found.orphans:
        storage().delete(name)
    if found.orphans:
        log.info("%s files that no row names were deleted from the store of attachments.", len(found.orphans))
    return len(found.orphans)


def _left_alone(name: str) -> timedelta:
    return PART_LEFT_ALONE if name.endswith(PART) else LEFT_ALONE


def _names(store: Storage) -> Iterator[str]:
    """Every name in the store: two letters, then the rest."""
    try:
        folders, files = store.listdir("")
    except FileNotFoundError:
        return
    yield from files
    for folder in folders:
        yield from (f"{folder}/{name}" for name in store.listdir(folder)[1])


def _is_older(store: Storage, name: str, limit: datetime) -> bool:
    told: Callable[[str], datetime] = store.get_modified_time
    try:
        return told(name) < limit
    except FileNotFoundError:
        return False
