"""A recommendation gets an owner, a date and evidence before it is closed (D44)."""

from datetime import date

import pytest

from tests.factories.party import AgencyFactory, actor
from tests.factories.recommendation import RecommendationFactory
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.models import Event, Recommendation
from workflow.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D44")]


def test_it_is_assigned_to_an_agency_of_the_partnership_with_a_date() -> None:
    recommendation = RecommendationFactory()
    by = actor(Role.OFFICER, recommendation.case.partnership)
    elsewhere, here = AgencyFactory(), AgencyFactory(of=recommendation.case.partnership)
    refused(recommendation, "assign", by, kind="data", owner=elsewhere.pk, by_when="2026-09-30")
    refused(recommendation, "assign", by, kind="data", owner=here.pk, by_when="2026-03-01")
    recommendation = take(recommendation, "assign", by, owner=here.pk, by_when="2026-08-31")
    assert (recommendation.owner, recommendation.by_when) == (here, date(2026, 8, 31))
    assert notices_of(recommendation.case, "recommendation-assigned") == [here.name]


def test_only_the_agency_that_owns_it_gives_evidence() -> None:
    owner = AgencyFactory()
    recommendation = RecommendationFactory(owner=owner)
    refused(recommendation, "add_evidence", actor(Role.LEAD, AgencyFactory()), kind="role", evidence="Done.")
    by = actor(Role.SUBMITTER, owner)
    assert "evidence" in refused(recommendation, "add_evidence", by, kind="data", evidence="")
    recommendation = take(recommendation, "add_evidence", by, evidence="Audit of twenty files.")
    assert (recommendation.state, recommendation.evidenced_on) == (Recommendation.EVIDENCED, date(2026, 3, 2))
    assert Event.objects.get(record_id=recommendation.pk).data == {"evidence": "Audit of twenty files."}


def test_it_is_closed_only_after_evidence_and_can_be_opened_again() -> None:
    recommendation = RecommendationFactory()
    by = actor(Role.OFFICER, recommendation.case.partnership)
    assert "Not at this stage" in refused(recommendation, "close", by, kind="state", conclusion="Met.")
    recommendation = take(recommendation, "add_evidence", by, evidence="Audit.")
    recommendation = take(recommendation, "close", by, conclusion="Babies are seen sooner.")
    assert not recommendation.is_open
    recommendation = take(recommendation, "reopen", by, reason="The audit found gaps.")
    assert (recommendation.state, recommendation.evidenced_on) == (Recommendation.OPEN, None)


@pytest.mark.parametrize(
    ("state", "today", "overdue"),
    [
        ({}, date(2026, 9, 30), False),
        ({}, date(2026, 10, 1), True),
        ({"evidenced": True}, date(2026, 10, 1), False),
        ({"closed": True}, date(2026, 10, 1), False),
    ],
)
def test_overdue_is_shown_after_its_date_without_evidence(state: dict[str, bool], today: date, overdue: bool) -> None:
    assert RecommendationFactory(**state).is_overdue(today) is overdue
