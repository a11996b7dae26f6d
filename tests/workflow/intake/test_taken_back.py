"""What was taken down by mistake is taken back: the record stays, and nothing follows from it (D2, D30)."""

from typing import Any

import pytest
from django.urls import reverse

from forms.models import Submission
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.models import AgencyReturn, Arrival, Event
from workflow.parties.roles import Actor, Role
from workflow.worker.return_reminders import remind_due

pytestmark = pytest.mark.django_db
CAME = {"came_by": "telephone", "came_on": "2026-02-27", "told_by": "The ward sister"}
WHY = "It belongs to another case."


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


@pytest.fixture
def asked(here: Area) -> Any:
    review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    return AgencyReturnFactory(rapid_review=review, agency=here.hospital)


def recorded(place: Area, asked: Any, officer: Actor) -> Submission:
    """The return taken down and recorded by the office on the hospital's behalf."""
    page = form_page("agency_return", place.partnership)
    take(asked, "note_arrival", officer, **CAME)
    arrival = Arrival.objects.get(record_id=asked.pk, submission=None, mistaken_at=None)
    said = {"return.involved": "yes", "return.period_from": "2018-01-01", "return.period_to": "2026-02-26"}
    return send(page, place.people["officer"], said, now=MONDAY, subject=arrival.pk)


@pytest.mark.duty("D30")
def test_what_waits_is_taken_back_and_stays_on_record(here: Area, asked: Any, officer: Actor) -> None:
    take(asked, "note_arrival", officer, **CAME)

    take(asked, "take_back_arrival", officer, reason=WHY)

    arrival = Arrival.objects.get()
    assert (arrival.mistaken_by, arrival.mistake, arrival.told_by) == (officer.user, WHY, "The ward sister")
    assert fresh(asked).state == AgencyReturn.REQUESTED
    assert "First take down" in refused(asked, "submit_on_behalf", officer, kind="guard", submission="x")
    assert "Nothing that came" in refused(asked, "take_back_arrival", officer, kind="guard", reason=WHY)
    assert "Enter why" in refused(after_another(asked, officer), "take_back_arrival", officer, kind="data")
    tab = signed_in(officer.user).get(reverse("desk:returns", args=[asked.case.reference])).content.decode()
    assert "Taken down by mistake" in tab
    assert WHY in tab


def after_another(asked: Any, officer: Actor) -> Any:
    return take(asked, "note_arrival", officer, **CAME)


@pytest.mark.duty("D30")
def test_a_return_that_counted_because_of_it_is_awaited_again(here: Area, asked: Any, officer: Actor) -> None:
    submission = recorded(here, asked, officer)
    assert fresh(asked).state == AgencyReturn.SUBMITTED
    take(asked, "accept", officer)

    take(asked, "take_back_recorded", officer, reason=WHY, due_on="2026-03-20")

    after = fresh(asked)
    assert (after.state, after.submission, after.submitted_at) == (AgencyReturn.REQUESTED, None, None)
    assert str(after.due_on) == "2026-03-20"
    assert (Arrival.objects.get().submission, Arrival.objects.get().mistake) == (submission, WHY)
    assert notices_of(asked.case, "return-requested") == [here.hospital.name]
    assert remind_due(at("2026-03-20 08:00")) == 1
    client, reference = signed_in(officer.user), asked.case.reference
    assert "Recorded by mistake" in client.get(reverse("desk:case", args=[reference])).content.decode()
    page = client.get(reverse("desk:submission", args=[reference, submission.pk])).content.decode()
    assert "Recorded by mistake" in page
    own = signed_in(here.people["lead"]).get(reverse("workspace:case", args=[reference])).content.decode()
    assert "It is awaited again" in own
    assert WHY not in own


@pytest.mark.duty("D30")
def test_it_can_then_come_once_more(here: Area, asked: Any, officer: Actor) -> None:
    first = recorded(here, asked, officer)
    take(asked, "take_back_recorded", officer, reason=WHY)

    second = recorded(here, asked, officer)

    assert fresh(asked).submission == second != first
    assert Arrival.objects.filter(mistaken_at=None).get().submission == second


def test_what_the_agency_sent_itself_is_no_mistake_of_the_office(here: Area, officer: Actor) -> None:
    review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    sent = AgencyReturnFactory(rapid_review=review, agency=here.hospital, submitted=True)

    assert "sent this return itself" in refused(sent, "take_back_recorded", officer, kind="guard", reason=WHY)


def test_only_the_office_takes_back(here: Area, elsewhere: Area, asked: Any, officer: Actor) -> None:
    take(asked, "note_arrival", officer, **CAME)

    for by in (actor(Role.LEAD, here.hospital), Actor.of(here.people["decider"])):
        refused(asked, "take_back_arrival", by, kind="role", reason=WHY)
    url = reverse("desk:step", args=[asked.case.reference, "agency_return", asked.pk, "take_back_arrival"])
    assert signed_in(elsewhere.people["officer"]).post(url, {"reason": WHY}).status_code == 404
    assert Arrival.objects.get().mistaken_at is None


def test_why_it_was_a_mistake_lies_sealed(asked: Any, officer: Actor) -> None:
    take(asked, "note_arrival", officer, **CAME)
    take(asked, "take_back_arrival", officer, reason=WHY)

    assert WHY.encode() not in bytes(Arrival.objects.get().__dict__["mistake"])
    assert WHY.encode() not in bytes(Event.objects.get(kind="agency_return.take_back_arrival").__dict__["data"])


@pytest.mark.duty("D2")
def test_a_notification_taken_down_by_mistake_is_awaited_as_before(here: Area, officer: Actor) -> None:
    notification = NotificationFactory(case=CaseFactory(partnership=here.partnership), clock=True)
    take(notification, "note_arrival", officer, **CAME)

    take(notification, "take_back_arrival", officer, reason=WHY)

    assert fresh(notification).state == "clock_running"
    assert Arrival.objects.get().mistake == WHY
    assert "First take down" in refused(notification, "submit_on_behalf", officer, kind="guard")
    assert "Nothing that came" in refused(notification, "take_back_arrival", officer, kind="guard", reason=WHY)
