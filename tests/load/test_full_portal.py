"""A full portal: 10,000 cases beside the demonstration's. What each page of the day asks of the database, and its CPU.

`make drill`: making the cases takes a minute or two (`MANY=300` makes fewer, while a page is mended). The figures are
printed; only the number of queries is held.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.start.load.cases import load
from tests.portal.start.test_demo_content import fill
from tests.workflow.desk.scene import signed_in
from workflow.models import Case

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
MANY = int(os.environ.get("MANY", "10000"))
# Whose page, and how many queries it may take, however many cases there are.
PAGES = [
    ("officer", "/desk/overview/", 40),
    ("officer", "/desk/?tab=open", 20),
    ("officer", "/desk/?tab=mine", 20),
    ("officer", "/desk/?tab=all&q=Ash", 20),
    ("officer", "/desk/?tab=all&page=40", 20),
    ("officer", "/desk/{case}/", 48),
    ("officer", "/desk/{case}/timeline/", 40),
    ("officer", "/desk/{case}/decision/", 40),
    ("officer", "/desk/returns/", 22),
    ("officer", "/desk/publications/", 40),
    ("officer", "/desk/statistics/", 25),
    ("officer", "/desk/forms/", 25),
    ("officer", "/desk/health/", 25),
    ("auditor", "/desk/log/", 22),
    ("seat-police", "/desk/", 22),
    ("health", "/my/", 30),
    ("health", "/my/cases/", 25),
    ("health", "/my/sent/", 25),
    (None, "/nottinghamshire/reports/", 25),
]


@pytest.fixture(scope="module", autouse=True)
def full(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Made once for this file and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(tmp_path_factory.mktemp("full"))
        began = time.process_time()
        rows = load(MANY, seed=1, now=timezone.now(), progress=lambda done: None)
        print(f"\n{MANY} cases, {rows} rows: {time.process_time() - began:.0f} s of CPU")  # noqa: T201 - a figure
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("key", "path", "most"), PAGES, ids=[f"{key}{path}" for key, path, _most in PAGES])
def test_a_page_asks_as_much_with_ten_thousand_cases(key: str | None, path: str, most: int) -> None:
    client: Any = signed_in(get_user_model().objects.get(email=f"{key}@demo.example")) if key else Client()
    case = Case.objects.filter(partnership__code="NSCP", rapid_reviews__isnull=False).first()
    assert case is not None
    address = path.format(case=case.reference)
    client.get(address)
    began = time.process_time()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    took = (time.process_time() - began) * 1000
    print(f"{len(asked):3} queries {took:7.0f} ms CPU {answer.status_code} {len(answer.content) // 1024:4} kB {path}")  # noqa: T201 - a figure
    assert answer.status_code == 200, answer.get("Location", "")
    assert len(asked) <= most, "\n".join(one["sql"][:200] for one in asked.captured_queries)
