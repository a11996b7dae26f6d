"""What a step costs does not grow with the past of its case: typical steps on a case with 500 events."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflow.clock_scene import at
from tests.workflow.long_past import STEPS, long_past, step_scene
from tests.workflow.reviews.conftest import report_desk
from workflow.engine.door import perform
from workflow.engine.settling import settle

__all__ = ["report_desk"]
pytestmark = pytest.mark.django_db
# Statements that open and close the transaction are not counted.
AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
# What waits is written down: asked at once with its days, compared, what came and what went; three more where the
# partners can vote; one asks which webhooks are told. The most: submitting the notification, which opens the review.
MOST = 26
# Publishing opens once more what the case knows: nobody may be named whom the check did not look for (D36).
MOST_TO_PUBLISH = 35


def queries_of(name: str, events: int) -> list[str]:
    record, by, step, data = step_scene(name)
    long_past(record.case, events)
    # As the step before has left it.
    settle([record.case_id], at("2026-03-12 09:00"))
    with CaptureQueriesContext(connection) as captured:
        perform(record, step, by=by, now=at("2026-03-12 09:00"), data=data)
    return [query["sql"] for query in captured if not query["sql"].startswith(AROUND)]


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_on_a_case_with_a_long_past(name: str, report_desk: Any) -> None:
    # Once for what is read once a process.
    queries_of(name, 0)
    empty, long = queries_of(name, 0), queries_of(name, 500)
    assert len(long) <= (MOST_TO_PUBLISH if name == "publish" else MOST), "\n".join(long)
    assert len(long) == len(empty), "\n".join(sorted(set(long) - set(empty)))
