"""The paper route: what an agency told outside the portal, recorded by the office on its behalf (D2, D4, D30)."""

import re
from datetime import date
from typing import Any

import pytest
from django.http import Http404
from django.urls import reverse

from forms import handlers
from forms.handlers import Refused as NotStarted
from forms.models import Submission
from forms.reading import printing
from forms.reading.exports.layout import ABOUT
from forms.reading.exports.records import Record
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import fill_in, send
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.models import Arrival, Case, Deadline, Event
from workflow.parties.roles import Actor
from workflow.procedures import load_shipped

pytestmark = pytest.mark.django_db

CAME = {"came_by": "telephone", "came_on": "2026-02-27", "told_by": "The ward sister"}
REFERRED = {
    "incident.date": "2026-02-20",
    "incident.narrative": "The child was found in the water.",
    "child": [{"child.name": "Ayla Made-Up", "child.outcome": "died", "child.birth_date": "2019-04-02"}],
}
NOTIFIED = {
    **REFERRED,
    "notification.national_reference": "CSPR-77120",
    "notification.nature": "child_death",
    "notification.aware_on": "2026-02-26",
}


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


def post(place: Area, **typed: str) -> Any:
    """What an officer types on the page for a referral."""
    serving = place.hospital.partnerships.through.objects.get(agency=place.hospital)
    answers = {
        "agency": str(serving.pk),
        "came_by": "telephone",
        "told_by": "The ward sister",
        "came_on-day": "27",
        "came_on-month": "2",
        "came_on-year": "2026",
        **typed,
    }
    return signed_in(place.people["officer"]).post(reverse("desk:record_referral"), answers)


def referred(place: Area) -> Submission:
    load_shipped(now=MONDAY)
    page = form_page("open_case", place.partnership)
    post(place)
    arrival = Arrival.objects.get()
    return send(page, place.people["officer"], REFERRED, now=MONDAY, subject=arrival.pk)


# --- A referral ---------------------------------------------------------------------------------------------------


@pytest.mark.duty("D4")
def test_a_referral_by_telephone_is_the_agencys(here: Area) -> None:
    submission = referred(here)

    case = Case.objects.get()
    referral = case.referrals.get()
    assert (referral.agency, referral.referred_on) == (here.hospital, date(2026, 2, 27))
    assert submission.on_behalf == "Hospital here, by telephone on 27 February 2026"
    assert case.data_key_id == submission.data_key_id == Arrival.objects.get().data_key_id
    assert Arrival.objects.get().told_by == "The ward sister"
    assert submission.url == f"/desk/{case.reference}/"


@pytest.mark.duty("D2", "D4")
def test_the_days_count_from_the_day_it_came_and_the_agency_is_told(here: Area) -> None:
    referred(here)

    case = Case.objects.get()
    assert Deadline.objects.get(rule__key="notification").started_on == date(2026, 2, 27)
    assert notices_of(case, "referral-received") == ["Hospital here"]
    assert case.notices.get(key="referral-received").recipient_email == here.hospital.contact_email


@pytest.mark.duty("D4")
def test_it_is_marked_wherever_it_is_shown(here: Area) -> None:
    submission = referred(here)
    case, officer = Case.objects.get(), signed_in(here.people["officer"])
    mark = "Hospital here, by telephone on 27 February 2026"

    pages = [
        f"/desk/{case.reference}/",
        f"/desk/{case.reference}/timeline/",
        f"/desk/{case.reference}/forms/{submission.pk}/",
        f"/desk/forms/{submission.page_id}/",
        submission.receipt_url,
        submission.get_absolute_url(),
    ]
    for page in pages:
        assert mark in officer.get(page).content.decode(), page
    lead = signed_in(here.people["lead"])
    assert mark in lead.get(f"/my/{case.reference}/").content.decode()
    assert mark in lead.get(submission.get_absolute_url()).content.decode()
    assert Event.objects.get(kind="referral.begin").data["on_behalf"] == mark
    assert printing._on_behalf(submission) == [("Recorded on behalf of", mark)]


@pytest.mark.duty("D4")
def test_the_export_has_it_in_a_column(here: Area) -> None:
    submission = referred(here)
    record = Record(submission, submission.version.definition, submission.answers, "Hospital here", {}, ())

    ((_, main), *_) = list(record.rows())
    assert main["form.on_behalf"] == submission.on_behalf
    assert ("form.on_behalf", "Recorded on behalf of") in ABOUT


def test_the_page_leads_to_the_form_and_says_on_whose_behalf(here: Area) -> None:
    load_shipped(now=MONDAY)
    page = form_page("open_case", here.partnership)

    answered = post(here)

    arrival = Arrival.objects.get()
    assert answered.status_code == 302
    assert answered["Location"] == page.start_url(str(arrival.pk))
    draft = fill_in(page, here.people["officer"], str(arrival.pk), REFERRED, now=MONDAY)
    text = signed_in(here.people["officer"]).get(draft.get_absolute_url()).content.decode()
    assert "On behalf of Hospital here, by telephone on 27 February 2026" in text


def test_what_is_missing_is_asked_and_what_was_typed_stays(here: Area) -> None:
    form_page("open_case", here.partnership)

    answered = post(here, agency="", **{"came_on-day": "31"})

    text = answered.content.decode()
    assert answered.status_code == 422
    assert "Choose the agency that refers." in text
    assert 'value="The ward sister"' in text
    assert not Arrival.objects.exists()


def test_a_day_that_lies_ahead_is_refused(here: Area) -> None:
    form_page("open_case", here.partnership)

    answered = post(here, **{"came_on-day": "3", "came_on-month": "3"})

    assert "must be today or in the past" in answered.content.decode()


def test_without_a_published_form_nothing_is_kept(here: Area) -> None:
    answered = post(here)

    assert answered.status_code == 409
    assert "is not published" in answered.content.decode()
    assert not Arrival.objects.exists()


def test_two_clicks_are_one_and_one_form_is_sent_for_it(here: Area) -> None:
    load_shipped(now=MONDAY)
    page = form_page("open_case", here.partnership)
    first = signed_in(here.people["officer"]).get(reverse("desk:record_referral")).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', first)[0]
    assert post(here, token=token)["Location"] == post(here, token=token)["Location"]
    arrival = Arrival.objects.get()
    send(page, here.people["officer"], REFERRED, now=MONDAY, subject=arrival.pk)

    with pytest.raises(NotStarted, match="was sent for this already"):
        fill_in(page, here.people["officer"], str(arrival.pk), REFERRED, now=MONDAY)


def test_nobody_else_sends_for_an_agency(here: Area, elsewhere: Area) -> None:
    load_shipped(now=MONDAY)
    page = form_page("open_case", here.partnership)
    post(here)
    subject = str(Arrival.objects.get().pk)

    handler = handlers.get("open_case")
    with pytest.raises(NotStarted):
        handler.may_start(page=page, user=here.people["decider"], subject=subject)
    with pytest.raises(Http404):
        handler.may_start(page=page, user=elsewhere.people["officer"], subject=subject)
    with pytest.raises(NotStarted):
        handler.may_start(page=page, user=here.people["officer"], subject="")


# --- A notification -----------------------------------------------------------------------------------------------


def running(place: Area) -> Any:
    """Aware on Thursday 26 February 2026: due on Thursday 5 March."""
    form_page("submit_notification", place.partnership)
    return NotificationFactory(case=CaseFactory(partnership=place.partnership), clock=True)


def notify(place: Area, notification: Any, when: str, **said: Any) -> Submission:
    arrival = Arrival.objects.get(record_id=notification.pk, submission=None)
    page = form_page("submit_notification", place.partnership)
    return send(page, place.people["officer"], {**NOTIFIED, **said}, now=at(when), subject=arrival.pk)


@pytest.mark.duty("D2", "D3")
def test_a_notification_made_outside_meets_its_clock_on_its_day(here: Area, officer: Actor, clock: Any) -> None:
    notification = running(here)
    clock.move_to(at("2026-03-10"))
    take(notification, "note_arrival", officer, "2026-03-10", **{**CAME, "came_by": "email", "came_on": "2026-03-05"})

    said = {"notification.national_date": "2026-03-04"}
    submission = notify(here, notification, "2026-03-10", **said)

    record = fresh(notification)
    assert (record.state, record.national_reference) == ("submitted", "CSPR-77120")
    assert (record.submitted_at.date(), record.copied_at.date()) == (date(2026, 3, 4), date(2026, 3, 5))
    deadline = Deadline.objects.get(rule__key="notification")
    assert (deadline.state, deadline.met_on, deadline.is_breached) == ("met", date(2026, 3, 4), False)
    assert submission.on_behalf == "Council here, by e-mail on 5 March 2026"
    event = Event.objects.get(kind="notification.submit_on_behalf")
    assert (event.actor, event.data["on_behalf"]) == (officer.user, submission.on_behalf)


@pytest.mark.duty("D5")
def test_the_rapid_review_opens_and_the_authority_has_it_in_writing(here: Area, officer: Actor) -> None:
    notification = running(here)
    take(notification, "note_arrival", officer, **CAME)

    notify(here, notification, "2026-03-02")

    case = notification.case
    assert case.rapid_reviews.get().state == "opened"
    assert notices_of(case, "notification-received") == ["Council here"]
    assert (
        "recorded this on behalf of" in signed_in(here.people["council"]).get(f"/my/{case.reference}/").content.decode()
    )


@pytest.mark.duty("D2")
def test_first_it_is_taken_down_then_filled_in(here: Area, officer: Actor) -> None:
    notification = running(here)
    reference = notification.case.reference
    client = signed_in(here.people["officer"])
    assert "First take down how and when" in refused(notification, "submit_on_behalf", officer, kind="guard")
    assert "Take down a notification that was made outside" in client.get(f"/desk/{reference}/").content.decode()

    take(notification, "note_arrival", officer, **CAME)

    arrival = Arrival.objects.get()
    text = client.get(f"/desk/{reference}/").content.decode()
    assert "Record the notification on behalf of the local authority" in text
    assert f"about={arrival.pk}" in text
    refused(notification, "note_arrival", Actor.of(here.people["decider"]), kind="role")


@pytest.mark.duty("D2")
def test_a_copy_cannot_come_before_it_was_notified(here: Area, officer: Actor) -> None:
    notification = running(here)
    take(notification, "note_arrival", officer, **CAME)

    with pytest.raises(NotStarted, match="before the national service accepted"):
        notify(here, notification, "2026-03-02", **{"notification.national_date": "2026-03-02"})

    assert fresh(notification).state == "clock_running"


@pytest.mark.duty("D2")
def test_an_authority_that_is_not_set_up_cannot_be_named(here: Area, officer: Actor) -> None:
    notification = running(here)
    here.council.notifies_for = None
    here.council.save()

    assert "No agency is set up" in refused(notification, "note_arrival", officer, kind="guard", **CAME)


@pytest.mark.duty("D2")
def test_the_authority_itself_still_notifies_by_its_own_form(here: Area, officer: Actor) -> None:
    notification = running(here)
    take(notification, "note_arrival", officer, **CAME)
    page = form_page("submit_notification", here.partnership)

    own = send(page, here.people["council"], NOTIFIED, now=MONDAY, subject=notification.case.pk)

    assert (own.on_behalf, own.state) == ("", "accepted")
    with pytest.raises(NotStarted):
        handlers.get("submit_notification").may_start(
            page=page, user=here.people["officer"], subject=str(notification.case.pk)
        )


# --- A return -----------------------------------------------------------------------------------------------------


@pytest.mark.duty("D30")
def test_a_return_that_came_as_a_file(here: Area, officer: Actor) -> None:
    case = CaseFactory(partnership=here.partnership)
    asked = AgencyReturnFactory(rapid_review=RapidReviewFactory(case=case, gathering=True), agency=here.hospital)
    page = form_page("agency_return", here.partnership)
    take(asked, "note_arrival", officer, **{**CAME, "came_by": "file"})
    arrival = Arrival.objects.get()

    submission = send(page, here.people["officer"], {"return.involved": "yes"}, now=MONDAY, subject=arrival.pk)

    record = fresh(asked)
    assert (record.state, record.submission_id, record.submitted_at.date()) == (
        "submitted",
        submission.pk,
        date(2026, 2, 27),
    )
    assert submission.on_behalf == "Hospital here, as a file on 27 February 2026"
    assert notices_of(case, "return-received") == ["Hospital here"]
    returns = signed_in(here.people["officer"]).get(f"/desk/{case.reference}/returns/").content.decode()
    assert submission.on_behalf in returns
    lead = signed_in(here.people["lead"])
    assert submission.on_behalf in lead.get(f"/my/{case.reference}/").content.decode()
    assert lead.get(submission.get_absolute_url()).status_code == 200


@pytest.mark.duty("D30")
def test_a_return_is_taken_down_before_it_is_recorded(here: Area, officer: Actor) -> None:
    asked = AgencyReturnFactory(
        rapid_review=RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True),
        agency=here.hospital,
    )

    assert "First take down how and when" in refused(asked, "submit_on_behalf", officer, kind="guard")
    refused(asked, "note_arrival", Actor.of(here.people["lead"]), kind="role")
