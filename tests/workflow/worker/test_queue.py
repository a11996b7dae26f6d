"""Wake-ups that nobody will take are swept away, and those that somebody takes stay."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import PickleSerializer, SignedPackage

from workflow.notices.wake import send_canary
from workflow.worker import health
from workflow.worker.queue import STALE_AFTER, sweep_stale

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def queued(clock):
    clock.move_to(NOW, tick=False)
    send_canary()


def test_what_waits_for_a_moment_and_what_is_being_worked_on_stay():
    send_canary()
    OrmQ.objects.filter(pk=OrmQ.objects.last().pk).update(lock=NOW + timedelta(minutes=4))
    assert sweep_stale(NOW) == 0
    assert OrmQ.objects.count() == 2


@pytest.mark.parametrize("lock", [NOW - STALE_AFTER - timedelta(seconds=1), NOW + timedelta(days=400)])
def test_what_was_forgotten_or_is_locked_for_ever_goes(lock):
    OrmQ.objects.update(lock=lock)
    assert sweep_stale(NOW) == 1
    assert not OrmQ.objects.exists()


class Gone:
    """Stands for something that cannot be made again when it is read."""

    def __reduce__(self):
        return _raise, ()


def _raise():
    raise ModuleNotFoundError("gone")


def of_an_old_key() -> str:
    job = {"func": "workflow.worker.jobs.sweep"}
    return signing.dumps(job, key="another key", salt=Conf.PREFIX, serializer=PickleSerializer)


@pytest.mark.parametrize(
    "made",
    [lambda: "rubbish", of_an_old_key, lambda: SignedPackage.dumps({"func": Gone()})],
    ids=["bad", "old", "gone"],
)
def test_what_cannot_be_read_goes(made):
    OrmQ.objects.update(payload=made())
    assert sweep_stale(NOW) == 1
    assert not OrmQ.objects.exists()


def test_another_clusters_queue_does_not_look_like_work_that_waits():
    assert health.jobs_waiting() == 1
    OrmQ.objects.update(key="of another name")
    assert health.jobs_waiting() == 0
