"""Who stops advising leaves somebody to be assigned: the table of what waits follows memberships (D13)."""

from datetime import date

import pytest

from portal.accounts.people import holding
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.portal.accounts.people.scene import NOW
from tests.workflow.desk.scene import area
from tests.workflow.waiting import write_down
from workflow.models import Waiting
from workflow.parties.roles import Actor, Role
from workflow.waiting.reading import rows_for

pytestmark = pytest.mark.django_db


def test_who_stops_advising_leaves_somebody_to_be_assigned() -> None:
    here = area("here")
    case = CaseFactory(partnership=here.partnership)
    RapidReviewFactory(case=case, drafted=True, votes="local_review no_review local_review", submission=None)
    scrutineer = here.people["scrutineer"]
    assigned(case, Actor.of(scrutineer))
    write_down(date(2026, 3, 2))
    assert rows_for(Actor.of(scrutineer), today=date(2026, 3, 2)).filter(case=case).exists()

    membership = scrutineer.memberships.get(role=Role.SCRUTINEER)
    holding.end(membership, by=Actor.of(here.people["officer"]), now=NOW, reason="Left.")
    assert Waiting.objects.filter(case=case, what=Waiting.What.ASSIGN, role=Role.OFFICER).exists()
