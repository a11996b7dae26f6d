"""SQLite is told once a day how full its tables are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.database import planning
from tests.factories.case import MONDAY, CaseFactory
from workflow.worker import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_done_on", [])


def asked(now: Any) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        planning.look_at_tables(now)
    return [one["sql"] for one in queries.captured_queries]


def test_once_a_day() -> None:
    CaseFactory()
    sqlite = connection.vendor == "sqlite"
    assert ("ANALYZE" in asked(MONDAY)) == sqlite
    assert asked(MONDAY + timedelta(hours=8)) == []
    assert ("ANALYZE" in asked(MONDAY + timedelta(days=1))) == sqlite
    if sqlite:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'workflow_case'")
            assert cursor.fetchone()[0] > 0


def test_the_worker_does_it() -> None:
    assert planning.look_at_tables in jobs.joined
