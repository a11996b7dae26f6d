"""Whether anything may wait otherwise, or stand elsewhere, than when it was counted."""

from datetime import datetime

from django.db import models
from django.db.models import Count, Max

from forms.kept_query import KeptQuery
from forms.kept_writing import insert

# A sweep leaves the newest once there are so many.
COMPACT_AFTER = 2_000


class WaitingMark(models.Model):
    """Placed by whoever settles a case, in the same transaction. Only ever added, so that nobody waits for another."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"change {self.pk} at {self.at}"


def note(now: datetime) -> None:
    """Something changed in a case."""
    insert([WaitingMark(at=now)])


def version() -> str:
    """Another text after anything was noted: one query. A mark that another transaction placed earlier and committed
    later changes the number, though it is not the newest.
    """
    return repr(STANDS_AT.first())


def compact(now: datetime) -> int:
    """A step of the sweep: the newest mark says as much as all of them. Returns how many went."""
    if WaitingMark.objects.count() < COMPACT_AFTER:
        return 0
    last = WaitingMark.objects.aggregate(last=Max("pk"))["last"]
    # What is placed meanwhile is newer, and stays.
    gone, _each = WaitingMark.objects.filter(pk__lt=last).delete()
    return gone


def _stands_at() -> "models.QuerySet[WaitingMark, tuple[int, int]]":
    everything = WaitingMark.objects.order_by().annotate(all=models.Value(1)).values("all")
    return everything.annotate(number=Count("pk"), newest=Max("pk")).values_list("number", "newest")


STANDS_AT: KeptQuery[tuple[int, int]] = KeptQuery(_stands_at)
