"""Cases and tasks that an officer has: handed over to a colleague, or back with the office when the role ends."""

from typing import Any

import pytest

from portal.accounts.people import handing_over, holding
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.case_work import CaseTaskFactory
from tests.factories.party import PartnershipFactory
from tests.portal.accounts.people.scene import NOW, give, holder
from tests.workflow.reviews.steps import fresh
from workflow.models import Event, Membership, Partnership
from workflow.parties.roles import Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def area() -> Partnership:
    made: Partnership = PartnershipFactory()
    return made


@pytest.fixture
def chief() -> Actor:
    return holder(Role.ADMINISTRATOR)


@pytest.fixture
def away(area: Partnership) -> Membership:
    return holder(Role.OFFICER, area).memberships[0]


@pytest.fixture
def work(away: Membership, area: Partnership) -> dict[str, Any]:
    """What this officer has here, in another area, and what is done or erased."""
    far = PartnershipFactory(slug="far")
    owned = {"owner": away.user, "owner_since": MONDAY}
    here = CaseFactory(partnership=area, **owned)
    return {
        "open": here,
        "closed": CaseFactory(partnership=area, closed=True, **owned),
        "erased": CaseFactory(partnership=area, erased=True, **owned),
        "far": CaseFactory(partnership=far, **owned),
        "task": CaseTaskFactory(case=here, person=away.user),
        "done": CaseTaskFactory(case=here, person=away.user, done=True),
        "far_task": CaseTaskFactory(case=CaseFactory(partnership=far), person=away.user),
    }


def whose(work: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (now := fresh(one)) and (now.person if hasattr(now, "due_on") else now.owner)
        for name, one in work.items()
    }


def test_handed_over_the_colleague_has_them(
    away: Membership, area: Partnership, chief: Actor, work: dict[str, Any]
) -> None:
    other = holder(Role.OFFICER, area).user

    moved = handing_over.hand_over(away, other, by=chief, now=NOW)

    assert moved == ["2 cases of their own", "1 task"]
    theirs = dict.fromkeys(("open", "closed", "task"), other)
    assert whose(work) == {**dict.fromkeys(work, away.user), **theirs}
    assert fresh(work["task"]).what == "Ask the school for its records."
    assert Event.objects.filter(kind="case.give_case", actor=None).count() == 2


def test_when_the_role_ends_they_are_nobodys_and_the_office_sees_it(
    away: Membership, chief: Actor, work: dict[str, Any]
) -> None:
    holding.end(away, by=chief, now=NOW, reason="They left.")

    assert whose(work) == {**dict.fromkeys(work, away.user), **dict.fromkeys(("open", "closed", "task"), None)}
    assert Event.objects.filter(case=work["open"], kind="case.lay_down_case").exists()


def test_who_works_on_in_another_role_keeps_their_tasks_and_not_their_cases(
    away: Membership, area: Partnership, chief: Actor, work: dict[str, Any]
) -> None:
    give(away.user, Role.DECISION_MAKER, area)

    holding.end(away, by=chief, now=NOW, reason="Another post.")

    found = whose(work)
    assert (found["open"], found["task"]) == (None, away.user)


def test_a_decision_makers_tasks_are_handed_over_and_an_officers_cases_stay(
    away: Membership, area: Partnership, chief: Actor, work: dict[str, Any]
) -> None:
    seat = give(away.user, Role.DECISION_MAKER, area)
    other = give(holder(Role.OFFICER, area).user, Role.DECISION_MAKER, area).user

    assert handing_over.hand_over(seat, other, by=chief, now=NOW) == ["1 task"]

    found = whose(work)
    assert (found["open"], found["task"]) == (away.user, other)


def test_a_reviewers_tasks_go_with_their_cases(area: Partnership, chief: Actor) -> None:
    reviewer, other = (holder(Role.REVIEWER, area) for _ in range(2))
    case = CaseFactory(partnership=area)
    case.assignments.create(user=reviewer.user, role=Role.REVIEWER, since=MONDAY)
    task = CaseTaskFactory(case=case, person=reviewer.user)

    moved = handing_over.hand_over(reviewer.memberships[0], other.user, by=chief, now=NOW)

    assert moved == ["1 task", "1 case"]
    assert fresh(task).person == other.user
