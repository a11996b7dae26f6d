"""Whether the background work runs: for the readiness check, the worker's watchdog and staff's view of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from workflow.notices.notice import Notice
from workflow.worker.heartbeat import WorkerHeartbeat

HEARTBEAT_EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=90)
ONLY_ROW = 1
# Of the portal, which knows this package and is not known by it: each says what is wrong, "" where nothing is.
Look = Callable[[datetime], str]
looks: list[Look] = []


def look_at(look: Look) -> None:
    """Let health ask this too."""
    if look not in looks:
        looks.append(look)


def warnings() -> list[str]:
    """What an administrator has to see to although the portal serves, in words. No query."""
    now = timezone.now()
    return [said for look in looks if (said := look(now))]


def beat(known: datetime | None = None) -> datetime:
    """Note that a job ran through; at most one write in ten seconds, however often it is called. Returns when the
    worker was last seen: whoever beats often gives that back, and nothing is asked before the ten seconds are over.

    Machine time on purpose: a demonstration that moves its clock must not look like a worker that died.
    """
    now = timezone.now()
    if known is not None and abs(now - known) < HEARTBEAT_EVERY:
        return known
    seen = last_seen()
    if seen is not None and abs(now - seen) < HEARTBEAT_EVERY:
        return seen
    WorkerHeartbeat.objects.update_or_create(pk=ONLY_ROW, defaults={"seen_at": now})
    return now


def last_seen() -> datetime | None:
    """When the worker last ran a job through (machine time), None when it never did. One query."""
    return WorkerHeartbeat.objects.filter(pk=ONLY_ROW).values_list("seen_at", flat=True).first()


def worker_is_alive() -> bool:
    """Whether the worker was seen within the last 90 seconds."""
    return _is_recent(last_seen())


def _is_recent(seen: datetime | None) -> bool:
    return seen is not None and abs(timezone.now() - seen) <= SILENT_AFTER


def jobs_waiting() -> int:
    """How many wake-ups wait for the worker, those being worked on not counted. One query."""
    return OrmQ.objects.filter(key=Conf.CLUSTER_NAME, lock__lte=timezone.now()).count()


@dataclass(frozen=True)
class Health:
    """The background work at a glance, in counts and moments only."""

    last_seen: datetime | None
    alive: bool
    jobs_waiting: int
    notices_waiting: int
    oldest_waiting: datetime | None
    notices_failed: int
    notices_parked: int
    notices_by_hand: int
    warnings: list[str]


def health() -> Health:
    """How the worker and the outbox stand, over all partnerships. Three queries."""
    state, seen = Notice.State, last_seen()
    on_the_way = Q(state__in=[state.QUEUED, state.SENDING])
    # By the states that are not over: the few rows of an index, not all letters that ever went.
    counts = Notice.objects.filter(state__in=Notice.WAITING).aggregate(
        notices_waiting=Count("pk", filter=on_the_way),
        oldest_waiting=Min("queued_at", filter=on_the_way),
        notices_failed=Count("pk", filter=Q(state=state.FAILED)),
        notices_parked=Count("pk", filter=Q(state=state.PARKED)),
        notices_by_hand=Count("pk", filter=Q(state=state.BY_HAND)),
    )
    return Health(last_seen=seen, alive=_is_recent(seen), jobs_waiting=jobs_waiting(), warnings=warnings(), **counts)
