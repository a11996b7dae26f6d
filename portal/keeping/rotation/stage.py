"""One stage of a change of keys, and going through many rows in small steps."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

BATCH = 200
# Called with how many of how many rows were looked at.
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Stage:
    """`turn` brings everything of it under today's keys and returns how many rows it changed."""

    name: str
    turn: Callable[[Progress], int]


def batches(found: QuerySet[Any], progress: Progress) -> Iterator[list[Any]]:
    """The rows by their primary key, a batch at a time; one that comes or goes meanwhile confuses nothing."""
    total, seen, after = found.count(), 0, None
    while batch := list((found if after is None else found.filter(pk__gt=after)).order_by("pk")[:BATCH]):
        yield batch
        seen, after = seen + len(batch), batch[-1].pk
        progress(seen, max(seen, total))


def changed(found: Iterable[bool]) -> int:
    return sum(found)
