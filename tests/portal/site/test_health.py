"""/healthz says that the process lives, /readyz whether it can serve, and why not."""

import errno
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from portal.site import health
from workflow import faults
from workflow.faults import Fault
from workflow.worker.heartbeat import WorkerHeartbeat

pytestmark = pytest.mark.django_db


def worker_seen(ago: timedelta) -> None:
    WorkerHeartbeat.objects.update_or_create(pk=1, defaults={"seen_at": timezone.now() - ago})


def test_the_process_answers_without_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_ready(client: Client) -> None:
    worker_seen(timedelta(seconds=5))
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "reasons": []})


def test_a_silent_worker_is_a_reason(client: Client) -> None:
    worker_seen(timedelta(minutes=10))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "worker has not been seen" in response.json()["reasons"][0]


def test_an_unapplied_migration_is_a_reason(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("portal.site.health.MigrationExecutor.migration_plan", lambda self, targets: ["one"])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "manage.py migrate" in response.json()["reasons"][0]


def test_a_silent_database_is_a_reason_not_a_fault(client: Client, monkeypatch: Any) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("portal.site.health.health.worker_is_alive", down)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reasons"]) == (503, ["The database does not answer."])


@pytest.mark.parametrize("fault", [Fault.LOCKED, Fault.READ_ONLY, Fault.FULL, Fault.GONE])
def test_a_database_that_cannot_be_written_is_a_word_and_a_reason(
    client: Client, monkeypatch: Any, fault: Fault
) -> None:
    monkeypatch.setattr(health, "why_not_write", lambda: fault)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reason"]) == (503, fault.word)
    assert response.json()["reasons"][0].endswith(".")
    assert client.get("/healthz").status_code == 200


def test_a_full_disk_is_a_reason(client: Client, monkeypatch: Any, tmp_path: Any) -> None:
    def full(**kwargs: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(faults, "_folders", lambda: {tmp_path})
    assert faults.why_no_room() is None
    monkeypatch.setattr(faults, "TemporaryFile", full)
    assert client.get("/readyz").json()["reason"] == "disk-full"
    assert list(tmp_path.iterdir()) == []
