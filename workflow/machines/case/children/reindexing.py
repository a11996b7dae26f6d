"""The index of children's names, written anew from their records when what makes two names the same has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from workflow.machines.case.children.child import Child, index_of

PROGRESS_EVERY = 100


@dataclass
class Reindexed:
    """How many names were read, how many of them had another index, and how many are erased."""

    read: int
    changed: int
    erased: int


def reindex(progress: Callable[[int, int], object] = lambda _read, _of: None) -> Reindexed:
    """Read every child that is not erased; write only an index that differs. Each in a transaction of its own.

    `progress` is told every hundred children how many of how many were read.

    Raises VaultError where a key is missing that should be there: what was done until then stays, and is right.
    """
    readable = Child.objects.filter(data_key__wrapped__isnull=False)
    keys = list(readable.order_by("pk").values_list("pk", flat=True))
    changed = 0
    for number, key in enumerate(keys, start=1):
        changed += _reindex(key)
        if number % PROGRESS_EVERY == 0 or number == len(keys):
            progress(number, len(keys))
    return Reindexed(len(keys), changed, Child.objects.filter(data_key__wrapped=None).count())


def _reindex(key: UUID) -> bool:
    """Whether the index was another one. Locked: a name corrected at this moment is not given the old one's."""
    with transaction.atomic():
        child = Child.objects.select_related("data_key").select_for_update(of=("self",)).filter(pk=key).first()
        if child is None or child.data_key.wrapped is None:
            return False
        before, child.name_index = child.name_index, index_of(str((child.details or {}).get("child.name") or ""))
        if child.name_index == before:
            return child.mark()
        child.save(update_fields=["name_index"])
        return True
