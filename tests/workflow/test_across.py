"""What one machine asks of another: the table names what exists, and a closed case holds nothing open."""

from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.reviews.steps import fresh, refused, take
from workflow import report_seam
from workflow.across import ACROSS
from workflow.models import Case
from workflow.roles import Actor, Role
from workflow.transitions import available, machines, steps_of, use_guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> Case:
    return CaseFactory(closed=True)


@pytest.fixture
def officer(closed: Case) -> Actor:
    return actor(Role.OFFICER, closed.partnership)


def test_every_line_is_a_guard_of_its_step() -> None:
    for key, guards in ACROSS.items():
        kind, _, name = key.partition(".")
        assert set(guards) <= set(steps_of(machines()[kind])[name].guards), key


def test_a_step_that_does_not_exist_is_found_at_start_up() -> None:
    with pytest.raises(LookupError, match=r"referral\.aceept"):
        use_guards({"referral.aceept": ()})
    with pytest.raises(LookupError, match=r"no_machine\.accept"):
        use_guards({"no_machine.accept": ()})


def test_in_a_closed_case_nothing_is_taken_up_again(closed: Case, officer: Actor) -> None:
    sent = AgencyReturnFactory(rapid_review=RapidReviewFactory(case=closed, concluded=True), accepted=True)

    reason = refused(sent, "reopen", officer, kind="guard", reason="More is known.")

    assert reason == "The case is closed. Reopen the case first."
    case = take(closed, "reopen", officer, reason="More is known.")
    assert take(fresh(sent), "reopen", officer, reason="More is known.").is_open
    assert case.is_open


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
