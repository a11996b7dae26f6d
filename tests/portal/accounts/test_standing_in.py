"""Whoever stands in for somebody is read together with whether they do, and reads what the other would."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms import present
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.workflow.desk.scene import signed_in
from workflow.models import Case
from workflow.parties.cover import Cover
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def away(case: Case) -> Actor:
    """The scrutineer of the case."""
    return assigned(case, actor(Role.SCRUTINEER, case.partnership))


@pytest.fixture
def other(case: Case) -> Actor:
    return actor(Role.SCRUTINEER, case.partnership)


def asked(client: Client, case: Case) -> tuple[int, int]:
    """How the file is answered, and how often it was asked for whom this person stands in."""
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(reverse("desk:case", args=[case.reference]))
    found = [one["sql"] for one in caught if one["sql"].startswith('SELECT "workflow_cover"')]
    return answer.status_code, sum('"standing_in_id" = ' in sql for sql in found)


def covers(away: Actor, standing_in: Actor, days: tuple[int, int] = (0, 0)) -> Cover:
    today = present.today()
    first, last = (today.fromordinal(today.toordinal() + number) for number in days)
    return Cover.objects.create(
        away=away.user,
        standing_in=standing_in.user,
        role=Role.SCRUTINEER,
        first_day=first,
        last_day=last,
        arranged_by=away.user,
        arranged_at=present.now(),
    )


def test_who_stands_in_reads_the_case(case: Case, away: Actor, other: Actor) -> None:
    client = signed_in(other.user)
    assert asked(client, case)[0] == 404
    covers(away, other)
    assert asked(client, case) == (200, 1)


def test_who_stands_in_for_nobody_is_asked_no_more(case: Case, away: Actor, other: Actor) -> None:
    client = signed_in(away.user)
    covers(away, other)
    assert asked(client, case) == (200, 0)


@pytest.mark.parametrize("days", [(-3, -1), (1, 3)])
def test_only_on_the_days_of_it(case: Case, away: Actor, other: Actor, days: tuple[int, int]) -> None:
    client = signed_in(other.user)
    covers(away, other, days)
    assert asked(client, case)[0] == 404
