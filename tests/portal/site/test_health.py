"""/healthz says that the process lives, /readyz whether it can serve, and why not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

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
