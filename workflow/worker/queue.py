"""The queue of wake-ups: what no worker will ever take is swept away. The tables are the truth, so nothing is lost."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage

log = logging.getLogger(__name__)

# A wake-up waits for seconds. One that waited so long is of a time without a worker, or of a queue of another name.
STALE_AFTER = timedelta(minutes=10)
# What is being worked on is locked for django-q's retry time; a lock beyond that was made by a clock that was ahead.
LOCK_MARGIN = timedelta(minutes=1)
MOST_READ = 200


def sweep_stale(now: datetime) -> int:
    """Take away wake-ups that wait for ever: forgotten, locked beyond every lock, or unreadable (an old SECRET_KEY, a
    class that is gone: such a one ends django-q's reader each time). `now`: the machine's time. Returns how many.
    """
    longest_lock = now + timedelta(seconds=Conf.RETRY) + LOCK_MARGIN
    forgotten = OrmQ.objects.filter(Q(lock__lt=now - STALE_AFTER) | Q(lock__gt=longest_lock))
    gone = forgotten.delete()[0]
    rows = OrmQ.objects.order_by("pk").values_list("pk", "payload")[:MOST_READ]
    if unreadable := [pk for pk, payload in rows if not _can_be_read(payload)]:
        gone += OrmQ.objects.filter(pk__in=unreadable).delete()[0]
    if gone:
        log.warning("%d wake-ups that nobody would have taken were swept away; what is due is found anyway.", gone)
    return gone


def _can_be_read(payload: str) -> bool:
    try:
        SignedPackage.loads(payload)
    except Exception:  # it may be anything that unpickling raises
        return False
    return True
