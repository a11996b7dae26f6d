"""What the secret key signed and a table keeps. Django itself takes cookies, links and sessions of the former keys.

django-q2 drops a task that another key signed: what waits is signed anew.
"""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django_q import core_signing
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import PickleSerializer, SignedPackage

from portal.keeping.rotation.stage import Progress, Stage, batches
from portal.library.alerts.keeping import digests_of
from portal.library.alerts.model import ReportAlert


def tasks(progress: Progress) -> int:
    """Wake-ups of the worker. Nothing is opened that neither today's key nor a former one signed."""
    return sum(_task(row) for batch in batches(OrmQ.objects.all(), progress) for row in batch)


def _task(row: OrmQ) -> bool:
    try:
        SignedPackage.loads(row.payload)
        return False
    except BadSignature:
        task = _by_former(row.payload)
    # Nobody works a task that nobody signed; which of our own it was, the tables know.
    again = {"payload": SignedPackage.dumps(task)} if task is not None else None
    as_read = OrmQ.objects.filter(pk=row.pk, payload=row.payload)
    return bool(as_read.update(**again) if again is not None else as_read.delete()[0])


def _by_former(payload: str) -> Any:
    for key in settings.SECRET_KEY_FALLBACKS:
        try:
            return core_signing.loads(payload, key=key, salt=Conf.PREFIX, serializer=PickleSerializer)
        except BadSignature:
            continue
    return None


def alerts(progress: Progress) -> int:
    """By what it is known that an address asked for the same before."""
    found = ReportAlert.objects.all()
    return sum(_alert(one) for batch in batches(found, progress) for one in batch)


def _alert(one: ReportAlert) -> bool:
    today, *former = digests_of(one.address, one.index_id, one.wanted)
    if one.digest not in former:
        return False
    if ReportAlert.objects.filter(digest=today).exists():
        # It asked once more, through a process that knew today's key alone.
        return bool(ReportAlert.objects.filter(pk=one.pk).delete()[0])
    return bool(ReportAlert.objects.filter(pk=one.pk, digest=one.digest).update(digest=today))


STAGES = (Stage("Tasks of the worker", tasks), Stage("Who asked for alerts", alerts))
