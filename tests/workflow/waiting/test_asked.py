"""A case that is asked alone waits for what it waits for among others, though a new one is asked of few models."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.case_work import CaseTaskFactory
from tests.factories.extension import ExtensionFactory
from tests.factories.meeting import MeetingFactory, MessageThreadFactory
from tests.factories.notification import NotificationFactory
from tests.factories.publication import PublicationFactory
from tests.factories.publication_hold import PublicationHoldFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.recommendation_action import RecommendationActionFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import by_hand
from workflow.clocks.lifecycle import Opening, open_many
from workflow.models import Case, Difference
from workflow.waiting.asked import questions, waiting_in

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def clock(case: Any) -> None:
    open_many(case, [Opening("notification", TODAY, case)], now=MONDAY)


def closed(case: Any) -> None:
    Case.objects.filter(pk=case.pk).update(retention_over_on=TODAY)


def difference(case: Any) -> None:
    made = Difference(case=case, data_key=case.data_key, fact="incident.date", since=MONDAY)
    made.told = []
    made.save()


# What makes a case wait, by the name of the model that is asked.
MADE: dict[str, Callable[[Any], object]] = {
    "AgencyReturn": lambda case: AgencyReturnFactory(case=case),
    "Case": closed,
    "CaseTask": lambda case: CaseTaskFactory(case=case),
    "Deadline": clock,
    "Difference": difference,
    "Extension": lambda case: ExtensionFactory(case=case),
    "Meeting": lambda case: MeetingFactory(case=case),
    "MessageThread": lambda case: MessageThreadFactory(case=case, waits_for="office"),
    "Notice": by_hand,
    "Notification": lambda case: NotificationFactory(case=case),
    "Publication": lambda case: PublicationFactory(case=case),
    "PublicationHold": lambda case: PublicationHoldFactory(case=case),
    "RapidReview": lambda case: RapidReviewFactory(case=case),
    "RecommendationAction": lambda case: RecommendationActionFactory(case=case),
    "Referral": lambda case: ReferralFactory(case=case),
    "Review": lambda case: ReviewFactory(case=case),
}


def test_every_model_that_is_asked_is_here() -> None:
    assert {question.model.__name__ for question in questions()} == set(MADE)


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_case_alone_and_among_others(name: str) -> None:
    case, other = CaseFactory(closed=name == "Case"), CaseFactory()
    MADE[name](case)
    alone = {row.identity for row in waiting_in([case.pk], TODAY, may_be_new=True)}
    assert alone, "nothing waits"
    assert alone == {row.identity for row in waiting_in([case.pk, other.pk], TODAY)}
    assert waiting_in([other.pk], TODAY, may_be_new=True) == []


@pytest.mark.parametrize("name", sorted(MADE))
def test_of_a_case_that_is_not_new_it_is_not_asked(name: str) -> None:
    case = CaseFactory()
    MADE[name](case)
    as_new = {row.identity for row in waiting_in([case.pk], TODAY, may_be_new=True)}
    with CaptureQueriesContext(connection) as asked:
        assert {row.identity for row in waiting_in([case.pk], TODAY)} == as_new
    assert not [one for one in asked.captured_queries if one["sql"].startswith("SELECT EXISTS")]


def test_a_case_that_is_not_there_waits_for_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert waiting_in([uuid4()], TODAY, may_be_new=True) == []
    assert len(asked) == 2
