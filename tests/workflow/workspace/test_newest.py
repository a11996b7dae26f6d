"""The first few of what was sent are those of the whole list, however many there are and however they are found."""

from datetime import timedelta
from typing import Any

import pytest

from forms import present
from forms.models import Submission
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory, actor
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import Area
from workflow.desk import narrowing, paging
from workflow.intake.writing_for import of_agency
from workflow.models import Membership
from workflow.parties.roles import Actor, Role
from workflow.workspace import sent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("own", [0, 1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("others", [0, 1, 3, 6])
def test_they_are_the_first_of_all(here: Area, own: int, others: int) -> None:
    lead = lead_of_two(here, own, others)
    theirs = (one for one in Submission.objects.all() if one.reference.removeprefix("R-").isdigit())
    every = sorted(theirs, key=lambda one: one.submitted_at, reverse=True)
    assert len(every) == own + others
    assert list(sent.sent(lead)) == every
    for number in (1, 2, 4, 10):
        assert sent.newest(lead, number) == every[:number]


def lead_of_two(place: Area, own: int, others: int) -> Actor:
    """Somebody who leads two agencies, for which they and another wrote in turn; that one sent something else too."""
    first, second = AgencyFactory(), AgencyFactory()
    lead, other = actor(Role.LEAD, first), actor(Role.LEAD, second)
    read, unread = form_page("open_case", place.partnership), form_page("audit_rapid_review", place.partnership)
    for number in range(own + others):
        made = SubmissionFactory(page=read, owner=(lead if number < own else other).user, reference=f"R-{number}")
        written(made, first if number % 2 else second, days_ago=own + others - number)
    written(SubmissionFactory(page=unread, owner=other.user, reference="R-other"), second, days_ago=0)
    written(SubmissionFactory(page=read, owner=other.user, reference="R-elsewhere"), AgencyFactory(), days_ago=0)
    Membership.objects.create(user=lead.user, role=Role.LEAD, agency=second)
    return Actor.of(type(lead.user).objects.get(pk=lead.user.pk))


def written(made: Any, agency: Any, *, days_ago: int) -> None:
    at = present.now() - timedelta(days=days_ago)
    Submission.objects.filter(pk=made.pk).update(written_for=of_agency(agency.pk), submitted_at=at)


def test_all_of_it_is_reached_window_by_window(here: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST", 4)
    lead = lead_of_two(here, 6, 7)
    found: list[Submission] = []
    after = ""
    while True:
        shown = paging.Window(sent.sent(lead), 3, after=after, whole=sent.whole, ways=sent.ways(lead))
        found += [row for number in shown.page_range for row in shown.page(number)]
        if not shown.has_more:
            break
        after = shown.last
    assert found == list(sent.sent(lead))
    assert len(found) == 13


@pytest.mark.parametrize("few", [0, 500])
def test_what_was_sent_is_found_by_reference_and_sender(here: Area, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(sent, "FEW", few)
    monkeypatch.setattr(narrowing, "FEW", few)
    agency = AgencyFactory()
    lead, nurse = actor(Role.LEAD, agency), actor(Role.SUBMITTER, agency)
    for who, first_name, last_name in ((nurse, "Wilhelmina", "Ashby"), (lead, "Lena", "Lead")):
        type(who.user).objects.filter(pk=who.user.pk).update(first_name=first_name, last_name=last_name)
    page, case = form_page("open_case", here.partnership), CaseFactory(partnership=here.partnership)
    hers = SubmissionFactory(page=page, owner=nurse.user, reference=case.reference)
    own = SubmissionFactory(page=page, owner=lead.user, reference="R-77")
    for made in (hers, own):
        written(made, agency, days_ago=1)
    number = case.reference.rpartition("-")[2]
    for asked in (
        case.reference,
        case.reference.lower(),
        number,
        str(int(number)),
        case.reference[:-2],
        "wilhel",
        "SHB",
    ):
        assert list(sent.sent(lead, search=asked)) == [hers], asked
    assert list(sent.sent(lead, search="r-7")) == [own]
    assert list(sent.sent(lead, search=f"ashby {case.reference}")) == [hers]
    assert not sent.sent(lead, search="ashby R-77")
    assert not sent.sent(lead, search="nobody")
    assert not sent.sent(nurse, search="R-77"), "a lead's alone"
