"""A kept query of what hangs on a person finds what Django's own finds, whoever asks and however alike they hold."""

from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet

from forms import present
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, UserFactory, actor
from workflow.desk.case_file.asked import WAITED_FOR, _waited_for
from workflow.engine.step import local_date
from workflow.models import Case, CaseAssignment
from workflow.parties.cover import Cover
from workflow.parties.kept import KeptByPerson
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import SYSTEM, Actor, Group, Role, Seat
from workflow.waiting.reading import for_actor
from workflow.waiting.waiting import Waiting
from workflow.workspace import own
from workflow.workspace.waiting_for_me import SOONEST, _soonest

pytestmark = pytest.mark.django_db
VISIBLE: KeptByPerson[Case] = KeptByPerson(lambda by: Case.objects.visible_to(by).order_by("pk"))


def area(number: int) -> Partnership:
    made: Partnership = PartnershipFactory(slug=f"area-{number}", code=f"A{number}")
    return made


def again(by: Actor) -> Actor:
    """As the next request reads them."""
    return Actor.of(get_user_model().objects.get(pk=by.user.pk))


def test_an_office_finds_its_own_with_the_statement_of_another() -> None:
    makes = mock.Mock(side_effect=lambda by: Case.objects.visible_to(by).order_by("pk"))
    kept: KeptByPerson[Case] = KeptByPerson(makes)
    for number in range(3):
        case = CaseFactory(partnership=area(number))
        assert kept.rows(actor(Role.OFFICER, case.partnership)) == [case]
    assert makes.call_count == 1


def test_who_holds_otherwise_has_a_statement_of_their_own() -> None:
    one, other = (CaseFactory(partnership=area(number)) for number in range(2))
    officer = actor(Role.OFFICER, one.partnership)
    assert VISIBLE.rows(officer) == [one]
    Membership.objects.create(user=officer.user, role=Role.OFFICER, partnership=other.partnership)
    assert set(VISIBLE.rows(again(officer))) == {one, other}
    assert VISIBLE.rows(Actor.of(UserFactory())) == []
    assert VISIBLE.rows(SYSTEM) == []


def test_what_is_assigned_and_for_whom_somebody_stands_in() -> None:
    case, other = (CaseFactory(partnership=area(1)) for _one in range(2))
    away, standing_in = (actor(Role.SCRUTINEER, case.partnership) for _one in range(2))
    now, today = present.now(), present.today()
    CaseAssignment.objects.create(case=case, user=away.user, role=Role.SCRUTINEER, since=now)
    assert VISIBLE.rows(away) == [case]
    assert VISIBLE.rows(standing_in) == []
    days = {"first_day": today, "last_day": today + timedelta(days=1), "arranged_by": away.user, "arranged_at": now}
    Cover.objects.create(away=away.user, standing_in=standing_in.user, role=Role.SCRUTINEER, **days)
    assert VISIBLE.rows(again(standing_in)) == [case]
    CaseAssignment.objects.create(case=other, user=standing_in.user, role=Role.SCRUTINEER, since=now)
    assert set(VISIBLE.rows(again(standing_in))) == {case, other}


def _people(first: int) -> list[Actor]:
    """One of each kind, some of an agency that also notifies, one who holds in two partnerships."""
    here, there, authority = area(first), area(first + 1), AgencyFactory()
    authority.notifies_for = here
    authority.save()
    both = actor(Role.OFFICER, here)
    Membership.objects.create(user=both.user, role=Role.OFFICER, partnership=there)
    Membership.objects.create(user=both.user, role=Role.LEAD, agency=authority)
    return [
        again(both),
        *(actor(role, here) for role in (Role.OFFICER, Role.SCRUTINEER, Role.REVIEWER, Role.AUDITOR)),
        *(actor(Role.DECISION_MAKER, here, seat=seat) for seat in Seat.values),
        *(actor(Role.GROUP, here, group=group) for group in Group.values),
        *(actor(role, authority) for role in (Role.SUBMITTER, Role.LEAD)),
        actor(Role.LEAD, AgencyFactory()),
        again(actor(Role.SUBMITTER, authority)),
    ]


def test_each_statement_is_djangos_own() -> None:
    """With the numbers of whoever asks, whether they ask first or after somebody who holds alike."""
    case, today = UUID(int=7), local_date(present.now())
    asked: list[tuple[KeptByPerson[Any], Any, dict[str, Any]]] = [
        (WAITED_FOR, _waited_for, {"case": case, "today": today}),
        (SOONEST, _soonest, {"today": today}),
        (own.THREADS_OF, own._threads_of, {}),
        (VISIBLE, lambda by: Case.objects.visible_to(by).order_by("pk"), {}),
    ]
    for person in [*_people(1), *_people(3)]:
        for kept, made, values in asked:
            assert _asked(kept.rows, person, values) == _asked(made, person, values)


def _asked(ask: Any, by: Actor, values: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """The statements with their values; what is asked once a request is left out."""
    found: list[tuple[str, list[Any]]] = []

    def note(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        if "workflow_cover" not in sql:
            found.append((sql, sorted(map(str, params))))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(note):
        list(ask(by, **values))
    return found


def test_a_name_made_of_a_number_is_refused() -> None:
    """It would be somebody else's."""

    def made(by: Actor) -> "QuerySet[Waiting]":
        return Waiting.objects.filter(for_actor(by), step__in=[f"agency:{pk}" for pk in by.agency_ids()])

    kept: KeptByPerson[Waiting] = KeptByPerson(made)
    with pytest.raises(TypeError, match="part of what the query asks by"):
        kept.rows(actor(Role.LEAD, AgencyFactory()))
