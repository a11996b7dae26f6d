"""A recommendation is asked of agencies, together and singly, and closed when each has done its part (D32, D44)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories.party import AgencyFactory, actor
from tests.factories.recommendation import RecommendationFactory
from tests.factories.recommendation_action import RecommendationActionFactory
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from tests.workflow.waiting import write_down
from workflow.models import ActionReminder, Event, Recommendation, RecommendationAction
from workflow.parties.roles import Actor, Role
from workflow.worker import chasing

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D44")]

EVIDENCE = {"evidence": "Audit of twenty files.", "changed": "Babies are seen sooner."}


def chase_actions(now: datetime) -> int:
    """As the sweep does, with what waits written down: factories take no steps."""
    write_down(now.date())
    return chasing.chase_actions(now)


def officer(record: Any) -> Actor:
    return actor(Role.OFFICER, record.case.partnership)


def assigned(*agencies: Any, recommendation: Any = None, **said: Any) -> Any:
    recommendation = recommendation or RecommendationFactory()
    for agency in agencies:
        agency.partnerships.add(recommendation.case.partnership)
    data = {"agencies": [agency.pk for agency in agencies], "by_when": "2026-08-31", **said}
    return take(recommendation, "assign", officer(recommendation), **data)


@pytest.mark.duty("D32")
def test_it_is_asked_of_agencies_together_and_singly_with_a_date() -> None:
    recommendation = RecommendationFactory()
    by = officer(recommendation)
    elsewhere = AgencyFactory()
    here, there, third = (AgencyFactory(of=recommendation.case.partnership) for _ in range(3))
    refused(recommendation, "assign", by, kind="data", agencies=[elsewhere.pk], by_when="2026-09-30")
    refused(recommendation, "assign", by, kind="data", agencies=[here.pk], by_when="2026-03-01")
    refused(recommendation, "assign", by, kind="data", agencies=[], by_when="2026-08-31")
    take(recommendation, "assign", by, agencies=[here.pk, there.pk], by_when="2026-08-31")
    take(recommendation, "assign", by, agencies=[third.pk], by_when="2026-06-30", asked="Train health visitors.")
    rows = list(recommendation.actions.order_by("pk"))
    assert {row.agency: row.by_when for row in rows} == {
        here: date(2026, 8, 31),
        there: date(2026, 8, 31),
        third: date(2026, 6, 30),
    }
    assert [row.asked for row in rows if row.agency == third] == ["Train health visitors."]
    assert notices_of(recommendation.case, "recommendation-assigned") == sorted([here.name, there.name, third.name])
    refused(recommendation, "assign", by, kind="data", agencies=[here.pk], by_when="2026-08-31")


def test_only_the_agency_that_is_asked_gives_evidence() -> None:
    agency = AgencyFactory()
    action = RecommendationActionFactory(agency=agency)
    refused(action, "add_evidence", actor(Role.LEAD, AgencyFactory()), kind="role", **EVIDENCE)
    by = actor(Role.SUBMITTER, agency)
    for name in EVIDENCE:
        refused(action, "add_evidence", by, kind="data", **{**EVIDENCE, name: ""})
    action = take(action, "add_evidence", by, **EVIDENCE)
    assert (action.state, action.evidenced_on, action.evidence) == ("evidenced", date(2026, 3, 2), EVIDENCE)
    assert Event.objects.get(record_id=action.pk).data == EVIDENCE
    assert len(notices_of(action.case, "recommendation-evidenced")) == 1


def test_the_recommendation_is_evidenced_when_every_agency_has_given_evidence() -> None:
    recommendation = assigned(AgencyFactory(), AgencyFactory())
    one, other = recommendation.actions.all()
    take(one, "add_evidence", officer(one), **EVIDENCE)
    assert fresh(recommendation).state == Recommendation.OPEN
    take(other, "add_evidence", officer(other), **EVIDENCE)
    assert fresh(recommendation).state == Recommendation.EVIDENCED
    other = take(other, "send_back", officer(other), reason="Which files?")
    assert (other.state, other.answer) == ("sent_back", "Which files?")
    assert notices_of(other.case, "recommendation-sent-back") == [other.agency.name]
    assert fresh(recommendation).state == Recommendation.OPEN
    take(other, "withdraw", officer(other), reason="The service has closed.")
    assert fresh(recommendation).state == Recommendation.EVIDENCED
    assigned(AgencyFactory(), recommendation=fresh(recommendation))
    assert fresh(recommendation).state == Recommendation.OPEN


def test_it_closes_when_all_evidence_is_accepted_and_can_be_opened_again() -> None:
    recommendation = assigned(AgencyFactory())
    by, action = officer(recommendation), recommendation.actions.get()
    refused(recommendation, "close", by, kind="data", conclusion="Met.")
    action = take(action, "add_evidence", by, **EVIDENCE)
    refused(recommendation, "close", by, kind="data", conclusion="Met.")
    action = take(action, "accept", by)
    assert (action.is_open, action.accepted_on) == (False, date(2026, 3, 2))
    recommendation = take(recommendation, "close", by, conclusion="Babies are seen sooner.")
    assert not recommendation.is_open
    recommendation = take(recommendation, "reopen", by, reason="The audit found gaps.")
    assert (recommendation.state, recommendation.evidenced_on) == (Recommendation.OPEN, None)
    action = take(action, "reopen", by, reason="Audit again.")
    assert (action.state, action.answer) == ("open", "Audit again.")


def test_the_agency_learns_that_its_evidence_was_accepted_that_it_is_asked_anew_or_no_more() -> None:
    recommendation = assigned(AgencyFactory())
    by, action = officer(recommendation), recommendation.actions.get()
    agency = action.agency.name
    action = take(take(action, "add_evidence", by, **EVIDENCE), "accept", by)
    assert notices_of(action.case, "recommendation-accepted") == [agency]
    assert fresh(recommendation).state == Recommendation.EVIDENCED

    action = take(action, "reopen", by, reason="Audit again.")
    assert notices_of(action.case, "recommendation-assigned") == [agency, agency]
    assert fresh(recommendation).state == Recommendation.OPEN

    take(action, "withdraw", by, reason="The service has closed.")
    assert notices_of(action.case, "recommendation-withdrawn") == [agency]


def test_closed_all_the_same_it_says_why_and_nothing_is_asked_any_more() -> None:
    recommendation = assigned(AgencyFactory(), AgencyFactory())
    by, first = officer(recommendation), recommendation.actions.first()
    take(take(first, "add_evidence", by, **EVIDENCE), "accept", by)
    reason = refused(recommendation, "close", by, kind="data", conclusion="Met.")
    assert "Not every agency’s evidence is accepted" in reason
    take(recommendation, "close", by, conclusion="Met.", despite="The service is gone.")
    assert sorted(recommendation.actions.values_list("state", flat=True)) == ["accepted", "lapsed"]


@pytest.mark.parametrize("state", ["evidenced", "sent_back"])
def test_evidence_under_way_is_not_asked_for_any_more_once_closed(state: str) -> None:
    action = RecommendationActionFactory(**{state: True})
    recommendation = action.recommendation
    take(recommendation, "close", officer(recommendation), conclusion="Met.", despite="The service is gone.")
    assert fresh(action).state == RecommendationAction.LAPSED


def test_a_recommendation_that_nobody_was_asked_for_closes_with_a_reason_only() -> None:
    recommendation = RecommendationFactory()
    refused(recommendation, "close", officer(recommendation), kind="data", conclusion="Met.")
    recommendation = take(recommendation, "close", officer(recommendation), conclusion="Met.", despite="National.")
    assert not recommendation.is_open


def test_a_date_is_changed_with_its_reason_and_the_agency_learns_of_it() -> None:
    action = RecommendationActionFactory()
    by = officer(action)
    refused(action, "change_date", by, kind="data", by_when="2026-12-31")
    refused(action, "change_date", by, kind="data", by_when="2026-03-01", reason="Later.")
    action = take(action, "change_date", by, by_when="2026-12-31", reason="The training was moved.")
    assert (action.by_when, action.answer) == (date(2026, 12, 31), "The training was moved.")
    assert notices_of(action.case, "recommendation-new-date") == [action.agency.name]


@pytest.mark.parametrize(
    ("state", "today", "overdue"),
    [
        ({}, date(2026, 9, 30), False),
        ({}, date(2026, 10, 1), True),
        ({"sent_back": True}, date(2026, 10, 1), True),
        ({"evidenced": True}, date(2026, 10, 1), False),
        ({"accepted": True}, date(2026, 10, 1), False),
        ({"lapsed": True}, date(2026, 10, 1), False),
    ],
)
def test_an_action_is_overdue_after_its_date_without_evidence(
    state: dict[str, bool], today: date, overdue: bool
) -> None:
    assert RecommendationActionFactory(**state).is_overdue(today) is overdue


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


# --- Chased -------------------------------------------------------------------------------------------------------


def asked_in_march(**fields: Any) -> RecommendationAction:
    action = RecommendationActionFactory(**fields)
    RecommendationAction.objects.filter(pk=action.pk).update(created_at=at("2026-03-02"))
    return fresh(action)


def test_agencies_are_reminded_around_the_date_and_never_twice() -> None:
    action = asked_in_march()
    reminded = []
    for day in range(-20, 40):
        when = f"{action.by_when + timedelta(days=day)}"
        if chase_actions(at(when)):
            reminded.append(day)
        assert chase_actions(at(f"{when} 17:00")) == 0
    assert reminded == [-14, 0, 7, 28]
    assert notices_of(action.case, "recommendation-chased") == [action.agency.name] * 2
    assert notices_of(action.case, "recommendation-overdue") == [action.agency.name] * 2


def test_a_machine_that_was_off_sends_the_newest_reminder_only() -> None:
    action = asked_in_march()
    assert chase_actions(at("2026-10-20")) == 1
    assert list(ActionReminder.objects.values_list("offset", flat=True)) == [7]
    assert notices_of(action.case, "recommendation-overdue") == [action.agency.name]


def test_nobody_is_reminded_of_days_before_they_were_asked_or_of_what_is_done() -> None:
    asked_in_march(by_when=date(2026, 3, 6))
    for state in ("evidenced", "accepted", "lapsed"):
        asked_in_march(**{state: True})
    assert chase_actions(at("2026-03-05")) == 0
    assert chase_actions(at("2026-10-01")) == 1


def test_a_new_date_is_reminded_of_anew() -> None:
    action = asked_in_march()
    chase_actions(at("2026-09-30"))
    take(action, "change_date", officer(action), "2026-09-30", by_when="2026-12-31", reason="Later.")
    assert chase_actions(at("2026-10-01")) == 0
    assert chase_actions(at("2026-12-31")) == 1


def test_the_office_reminds_by_hand() -> None:
    action = RecommendationActionFactory()
    action = take(action, "chase", officer(action))
    assert notices_of(action.case, "recommendation-chased") == [action.agency.name]
