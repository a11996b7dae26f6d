"""What one machine asks of another: the table names what exists, and a closed case holds nothing open."""

from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.reviews.steps import fresh, refused, take
from workflow import report_seam
from workflow.engine.door import available
from workflow.engine.machine import machines, steps_of
from workflow.models import Case
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> Case:
    return CaseFactory(closed=True)


@pytest.fixture
def officer(closed: Case) -> Actor:
    return actor(Role.OFFICER, closed.partnership)


def test_what_is_asked_of_other_machines_is_a_guard_of_its_step_once() -> None:
    asked = [step for model in machines().values() for step in steps_of(model).values() if step.across]

    assert len(asked) > 20
    for step in asked:
        assert [step.guards.count(guard) for guard in step.across] == [1] * len(step.across), step.label


def test_in_a_closed_case_nothing_is_taken_up_again(closed: Case, officer: Actor) -> None:
    sent = AgencyReturnFactory(rapid_review=RapidReviewFactory(case=closed, concluded=True), accepted=True)

    reason = refused(sent, "reopen", officer, kind="guard", reason="More is known.")

    assert reason == "The case is closed. Reopen the case first."
    case = take(closed, "reopen", officer, reason="More is known.")
    assert take(fresh(sent), "reopen", officer, reason="More is known.").is_open
    assert case.is_open


def test_nor_does_anything_move_into_another_closed_state(closed: Case, officer: Actor) -> None:
    lead = actor(Role.LEAD, AgencyFactory(of=closed.partnership))
    council = AgencyFactory(of=closed.partnership, notifies_for=closed.partnership)
    referral = ReferralFactory(case=closed, agency=lead.memberships[0].agency)
    notification = NotificationFactory(case=closed)

    for step in ("decline", "withdraw", "join", "accept"):
        assert "closed" in refused(referral, step, officer, kind="guard")
    assert "closed" in refused(referral, "ask_to_withdraw", lead, kind="guard")
    assert "closed" in refused(notification, "submit", actor(Role.SUBMITTER, council), kind="guard")


@pytest.mark.duty("D2")
def test_a_referral_that_was_notified_is_not_asked_back() -> None:
    referral = ReferralFactory()
    NotificationFactory(case=referral.case, submitted=True)
    lead = actor(Role.LEAD, referral.agency)

    assert "submitted to the Panel" in refused(referral, "ask_to_withdraw", lead, kind="guard", reason="A mistake.")


def test_a_closed_case_can_be_reopened_itself(closed: Case, officer: Actor) -> None:
    offered = {option.name for option in available(closed, by=officer, now=MONDAY) if option.allowed}

    assert "reopen" in offered


@pytest.mark.duty("D36")
def test_taking_a_report_down_waits_for_nobody_and_reopens_the_case(
    closed: Case, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk: Any = RememberingDesk()
    monkeypatch.setattr(report_seam, "_desk", [desk])
    publication = PublicationFactory(published=True, review__case=closed)

    taken = take(publication, "take_down", officer, reason="A name stands in it.")

    assert taken.is_open
    assert fresh(closed).is_open
    assert fresh(closed).events.filter(kind="case.reopen", actor=None).exists()
