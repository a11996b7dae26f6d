"""The case: it closes when nothing in it is open, a review follows a decision, and foreign cases do not exist."""

from datetime import date
from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, UserFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.reviews.steps import at, refused, take
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.models import Case, Event
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


# --- Closing ----------------------------------------------------------------------------------------


def test_what_is_open_is_named(case: Case, officer: Actor) -> None:
    ReferralFactory(case=case, screening=True)
    NotificationFactory(case=case)
    reason = refused(case, "close", officer, kind="guard")
    assert reason == (
        "The case cannot be closed while these are open: notification (To be made); referral (Being screened)."
    )


def test_with_nothing_open_it_closes_and_reopens_for_a_reason(case: Case, officer: Actor) -> None:
    ReferralFactory(case=case, not_accepted=True)
    NotificationFactory(case=case, not_required=True)
    closed = take(case, "close", officer)
    assert (closed.state, closed.closed_at) == ("closed", at("2026-03-02"))
    assert refused(closed, "reopen", officer, kind="data") == "Enter the reason."
    again = take(closed, "reopen", officer, reason="New information.")
    assert (again.state, again.closed_at) == ("open", None)
    assert Event.objects.latest("position").data == {"reason": "New information."}


@pytest.mark.parametrize("step", ["open_rapid_review", "commission_review"])
def test_a_closed_case_opens_nothing(officer: Actor, case: Case, step: str) -> None:
    closed = CaseFactory(partnership=case.partnership, closed=True)
    assert "it is now “Closed”" in refused(closed, step, officer, kind="state")


# --- Commissioning a review ---------------------------------------------------------------------------


@pytest.mark.duty("D1")
def test_no_review_without_a_decision(case: Case, officer: Actor) -> None:
    ReferralFactory(case=case, accepted=True)
    RapidReviewFactory(case=case, decided=True, choice="no_review")
    assert "No review has been decided on" in refused(case, "commission_review", officer, kind="guard")


@pytest.mark.duty("D1")
def test_a_review_follows_from_the_decision_and_its_day(case: Case, officer: Actor) -> None:
    RapidReviewFactory(case=case, concluded=True)
    commissioned = take(case, "commission_review", officer, kind="local")
    review = commissioned.reviews.get()
    assert (review.state, review.kind, review.commissioned_on) == ("commissioned", "local", date(2026, 2, 27))
    assert Event.objects.get(kind="case.commission_review").data == {"kind": "local", "before_panel_answer": False}


@pytest.mark.duty("D1")
def test_only_the_review_that_was_decided_on(case: Case, officer: Actor) -> None:
    RapidReviewFactory(case=case, concluded=True)
    with pytest.raises(Refused, match="Nobody has decided on a national child safeguarding practice review"):
        perform(case, "commission_review", by=officer, now=at("2026-03-02"), data={"kind": "national"})
    assert not case.reviews.exists()


def test_commissioned_before_the_panel_answered_it_is_flagged(case: Case, officer: Actor) -> None:
    RapidReviewFactory(case=case, awaiting_panel=True)
    take(case, "commission_review", officer, kind="local")
    assert Event.objects.get(kind="case.commission_review").data["before_panel_answer"] is True


@pytest.mark.duty("D17")
def test_while_the_partners_reconsider_nothing_is_commissioned(case: Case, officer: Actor) -> None:
    RapidReviewFactory(case=case, reconsidering=True)
    assert "are reconsidering" in refused(case, "commission_review", officer, kind="guard")


def test_one_review_at_a_time(case: Case, officer: Actor) -> None:
    RapidReviewFactory(case=case, concluded=True)
    ReviewFactory(case=case, drafting=True)
    assert "A review is under way" in refused(case, "commission_review", officer, kind="guard")


# --- Who may know of it -------------------------------------------------------------------------------


@pytest.fixture
def cases(case: Case) -> dict[str, Any]:
    """One case with everything, one of the same area and one of another."""
    ReferralFactory(case=case)
    AgencyReturnFactory(rapid_review__case=case)
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    return {
        "case": case,
        "neighbour": CaseFactory(partnership=case.partnership),
        "foreign": CaseFactory(partnership=elsewhere),
    }


def seen(cases: dict[str, Any], person: Actor) -> set[str]:
    visible = set(Case.objects.visible_to(person).values_list("pk", flat=True))
    return {name for name, case in cases.items() if case.pk in visible}


@pytest.mark.parametrize(
    ("role", "extra"),
    [
        (Role.OFFICER, {}),
        (Role.DECISION_MAKER, {"seat": "icb"}),
        (Role.GROUP, {"group": "sign_off"}),
    ],
)
def test_case_workers_see_the_cases_of_their_area(cases: dict[str, Any], role: Role, extra: dict[str, str]) -> None:
    assert seen(cases, actor(role, cases["case"].partnership, **extra)) == {"case", "neighbour"}


@pytest.mark.parametrize("role", [Role.SCRUTINEER, Role.REVIEWER])
def test_who_is_assigned_sees_that_case_alone(cases: dict[str, Any], role: Role) -> None:
    person = actor(role, cases["case"].partnership)
    assert seen(cases, person) == set()
    assert seen(cases, assigned(cases["case"], person)) == {"case"}
    assert seen(cases, assigned(cases["foreign"], person)) == {"case"}


@pytest.mark.parametrize("role", [Role.CONTENT_EDITOR, Role.PUBLISHER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_runs_the_site_sees_no_case(cases: dict[str, Any], role: Role) -> None:
    assert seen(cases, actor(role, cases["case"].partnership)) == set()


def test_agencies_see_where_they_have_a_part(cases: dict[str, Any]) -> None:
    case = cases["case"]
    asked, referred = case.returns.get().agency, case.referrals.get().agency
    council = AgencyFactory(of=case.partnership, notifies_for=case.partnership)
    assert seen(cases, actor(Role.SUBMITTER, asked)) == {"case"}
    assert seen(cases, actor(Role.LEAD, referred)) == {"case"}
    assert seen(cases, actor(Role.SUBMITTER, council)) == {"case", "neighbour"}
    assert seen(cases, actor(Role.LEAD, AgencyFactory(of=case.partnership))) == set()
    assert seen(cases, Actor.of(UserFactory())) == set()


def test_a_submitter_sees_what_they_referred_themselves(cases: dict[str, Any]) -> None:
    referral = cases["case"].referrals.get()
    sender, colleague = (actor(Role.SUBMITTER, referral.agency) for _ in range(2))
    referral.submission = SubmissionFactory(partnership=cases["case"].partnership, owner=sender.user)
    referral.save()
    assert seen(cases, sender) == {"case"}
    assert seen(cases, colleague) == set()
