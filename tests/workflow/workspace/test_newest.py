"""The first few of what was sent are those of the whole list, however many there are and however they are found."""

from datetime import timedelta
from typing import Any

import pytest

from forms import present
from forms.kept_query import KeptQuery
from forms.models import Submission
from tests.factories.party import AgencyFactory, actor
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import Area
from workflow.desk import narrowing
from workflow.intake.writing_for import of_agency
from workflow.models import Membership
from workflow.parties.roles import Actor, Role
from workflow.workspace import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that six are many, and two are a few that are not read whole."""
    monkeypatch.setattr(sent, "FEW", 5)
    monkeypatch.setattr(narrowing, "FEW", 5)
    monkeypatch.setattr(sent, "SHORT", 2)
    kept: Any = KeptQuery(sent._a_few, user=int, names=list[str], led=list[str])
    monkeypatch.setattr(sent, "A_FEW", kept)


@pytest.mark.parametrize("own", [0, 1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("others", [0, 1, 3, 6])
def test_they_are_the_first_of_all(here: Area, few: None, own: int, others: int) -> None:
    first, second = AgencyFactory(), AgencyFactory()
    lead, other = actor(Role.LEAD, first), actor(Role.LEAD, second)
    page = form_page("open_case", here.partnership)
    for number in range(own + others):
        who = lead if number < own else other
        agency = first if number % 2 else second
        made: Any = SubmissionFactory(page=page, owner=who.user, reference=f"R-{number}")
        at = present.now() - timedelta(days=own + others - number)
        Submission.objects.filter(pk=made.pk).update(written_for=of_agency(agency.pk), submitted_at=at)
    Membership.objects.create(user=lead.user, role=Role.LEAD, agency=second)
    by = Actor.of(type(lead.user).objects.get(pk=lead.user.pk))
    for number in (1, 2, 4):
        assert [one.pk for one in sent.newest(by, number)] == [one.pk for one in sent.sent(by)[:number]]
