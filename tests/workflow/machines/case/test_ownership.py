"""Which officer a case is with."""

from datetime import date

import pytest

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import PartnershipFactory, UserFactory, actor
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.engine.step import local_date
from workflow.models import Case, Event
from workflow.parties.cover import Cover
from workflow.parties.roles import SYSTEM, Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def colleague(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


def test_an_officer_takes_a_case_from_the_office_or_from_a_colleague(
    case: Case, officer: Actor, colleague: Actor
) -> None:
    taken = take(case, "take_case", officer)
    assert (taken.owner, taken.owner_since) == (officer.user, MONDAY)

    taken = take(case, "take_case", colleague, "2026-03-03")
    assert taken.owner == colleague.user
    assert local_date(taken.owner_since) == date(2026, 3, 3)
    assert Event.objects.filter(case=case, kind="case.take_case").count() == 2


def test_what_one_has_already_is_not_taken_again(case: Case, officer: Actor) -> None:
    take(case, "take_case", officer)

    assert "already" in refused(case, "take_case", officer, kind="guard")


def test_it_is_given_to_an_officer_of_the_same_office_who_is_told(case: Case, officer: Actor, colleague: Actor) -> None:
    given = take(case, "give_case", officer, person=colleague.user.pk)

    assert given.owner == colleague.user
    assert notices_of(case, "case-assigned") == [str(colleague.user)]
    event = Event.objects.get(case=case, kind="case.give_case")
    assert event.data["name"] == str(colleague.user)


def test_nobody_is_told_that_they_gave_it_to_themselves_or_that_all_of_it_was_handed_over(
    case: Case, officer: Actor, colleague: Actor
) -> None:
    take(case, "give_case", officer, person=officer.user.pk)
    take(case, "give_case", SYSTEM, person=colleague.user.pk)

    assert notices_of(case, "case-assigned") == []


def test_it_is_given_to_nobody_else(case: Case, officer: Actor) -> None:
    here, elsewhere = case.partnership, PartnershipFactory(slug="elsewhere")
    owner = take(case, "take_case", officer).owner
    left = actor(Role.OFFICER, here)
    left.user.memberships.update(ended_at=MONDAY)
    last_day_over = actor(Role.OFFICER, here)
    last_day_over.user.memberships.update(until=date(2026, 3, 1))
    locked = actor(Role.OFFICER, here)
    locked.user.is_active = False
    locked.user.save()
    others = [actor(Role.DECISION_MAKER, here, seat="police"), actor(Role.OFFICER, elsewhere), locked]

    for somebody in [owner, left.user, last_day_over.user, UserFactory(), *(one.user for one in others)]:
        reason = refused(case, "give_case", officer, kind="data", person=somebody.pk)
        assert reason == "Choose one of the officers of this partnership."


def test_it_is_laid_down_once(case: Case, officer: Actor) -> None:
    take(case, "take_case", officer)

    laid_down = take(case, "lay_down_case", officer)

    assert (laid_down.owner, laid_down.owner_since) == (None, None)
    assert refused(case, "lay_down_case", officer, kind="guard") == "Nobody has this case."


def test_who_has_the_case_is_the_business_of_the_office_that_leads_it(case: Case, officer: Actor) -> None:
    other = PartnershipFactory(slug="elsewhere")
    take(case, "take_case", officer)
    take(case, "involve_area", officer, area=other.pk, reason="They live there.")

    passed = take(case, "pass_lead", officer, area=other.pk, reason="They live there.")

    assert (passed.owner, passed.owner_since) == (None, None)


def test_mine_are_those_that_i_have_and_those_of_whom_i_stand_in_for(
    case: Case, officer: Actor, colleague: Actor
) -> None:
    take(case, "take_case", colleague)
    CaseFactory(partnership=case.partnership)
    theirs = actor(Role.OFFICER, PartnershipFactory(slug="elsewhere"))
    assert not Case.objects.owned_by(officer).exists()
    assert list(Case.objects.owned_by(colleague)) == [case]
    assert not Case.objects.owned_by(theirs).exists()

    days = {"first_day": date(2026, 3, 1), "last_day": date(2026, 3, 8)}
    for one in (officer, theirs):
        Cover.objects.create(
            away=colleague.user,
            standing_in=one.user,
            role=Role.OFFICER,
            **days,
            arranged_by=officer.user,
            arranged_at=MONDAY,
        )
        one.user.__dict__.pop("_stands_in_for", None)

    assert list(Case.objects.owned_by(officer)) == [case]
    # Standing in gives no role: the case is another office's.
    assert not Case.objects.owned_by(theirs).exists()
