"""Whoever is asked to a meeting answers from their own page; the office reads it; meetings stand in calendars."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from tests.factories.meeting import MeetingFactory, invite
from tests.workflow.desk.scene import Area, far_along, signed_in
from tests.workflow.waiting import write_down
from workflow.desk.feed.dates import dates_of
from workflow.models import Event, InvitationAnswer, Meeting, Waiting
from workflow.parties.roles import Actor

pytestmark = pytest.mark.usefixtures("clock")
WHO = "Robin Deputy, ward manager"


@pytest.fixture
def made(here: Area) -> dict[str, Any]:
    return far_along(here)


@pytest.fixture
def meeting(here: Area, made: dict[str, Any]) -> Meeting:
    """Next week, with the hospital, the police and a group."""
    planned: Meeting = MeetingFactory(case=made["case"], starts_at=present.now() + timedelta(days=7))
    invite(planned, agency=here.hospital)
    invite(planned, seat="police")
    invite(planned, group="sign_off")
    return planned


def page(meeting: Meeting, where: str = "desk") -> str:
    return reverse(f"{where}:answer_invitation", args=[meeting.case.reference, meeting.pk])


def answer(client: Client, meeting: Meeting, where: str = "desk", **said: str) -> Any:
    shown = client.get(page(meeting, where))
    assert shown.status_code == 200
    based_on = shown.context["state"].based_on
    return client.post(page(meeting, where), {"based_on": based_on, **said})


def read(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


def office_page(here: Area, meeting: Meeting) -> str:
    address = reverse("desk:meeting", args=[meeting.case.reference, meeting.pk])
    return read(signed_in(here.people["officer"]), address)


@pytest.mark.parametrize(("who", "where"), [("lead", "workspace"), ("decider", "desk"), ("sign_off", "desk")])
def test_whoever_is_asked_answers_and_the_office_reads_it(here: Area, meeting: Meeting, who: str, where: str) -> None:
    response = answer(signed_in(here.people[who]), meeting, where, answer="apologies")

    assert response.status_code == 302
    assert f"{here.people[who]} sends apologies" in office_page(here, meeting)


def test_somebody_else_comes_under_the_seal(here: Area, meeting: Meeting) -> None:
    answer(signed_in(here.people["lead"]), meeting, "workspace", answer="instead", instead=WHO)

    given = InvitationAnswer.objects.get()
    assert given.instead == WHO
    assert WHO.encode() not in bytes(given.__dict__["instead"])
    assert f"sends somebody else: {WHO}" in office_page(here, meeting)
    workspace = reverse("workspace:case", args=[meeting.case.reference])
    assert WHO in read(signed_in(here.people["lead"]), workspace)


def test_without_a_name_nobody_comes_instead(here: Area, meeting: Meeting) -> None:
    response = answer(signed_in(here.people["lead"]), meeting, "workspace", answer="instead")

    assert response.status_code == 422
    assert "Enter who comes in your place." in response.content.decode()
    assert not InvitationAnswer.objects.exists()


def test_the_last_answer_of_a_person_counts_and_each_voice_stands(here: Area, meeting: Meeting) -> None:
    lead = signed_in(here.people["lead"])
    answer(lead, meeting, "workspace", answer="instead", instead=WHO)
    answer(lead, meeting, "workspace", answer="comes")
    answer(signed_in(here.people["submitter"]), meeting, "workspace", answer="apologies")

    assert sorted(InvitationAnswer.objects.values_list("answer", flat=True)) == ["apologies", "comes"]
    assert InvitationAnswer.objects.get(answer="comes").instead is None
    assert Event.objects.filter(kind="case.answer_invitation").count() == 3


@pytest.mark.parametrize(("who", "where"), [("council", "workspace"), ("strategic", "desk"), ("officer", "desk")])
def test_who_is_not_asked_answers_nothing(here: Area, meeting: Meeting, who: str, where: str) -> None:
    client = signed_in(here.people[who])

    assert client.get(page(meeting, where)).status_code == 404
    assert client.post(page(meeting, where), {"answer": "comes"}).status_code == 404
    assert not InvitationAnswer.objects.exists()


@pytest.mark.parametrize("over", ["begun", "cancelled"])
def test_what_is_over_is_not_answered(here: Area, meeting: Meeting, over: str) -> None:
    if over == "begun":
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=present.now())
    else:
        Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=present.now(), cancelled_by=here.people["officer"])

    assert signed_in(here.people["lead"]).get(page(meeting, "workspace")).status_code == 404


def test_a_meeting_that_is_moved_is_answered_anew(here: Area, meeting: Meeting) -> None:
    answer(signed_in(here.people["lead"]), meeting, "workspace", answer="comes")
    office = signed_in(here.people["officer"])
    address = reverse("desk:meeting_step", args=[meeting.case.reference, meeting.pk, "change_meeting"])
    based_on = office.get(address).context["state"].based_on
    when = {"on-day": "12", "on-month": "3", "on-year": "2026", "time": "10:00", "long": "60", "location": "Town Hall"}
    invited = [f"agency-{here.hospital.pk}", "seat-police", "group-sign_off"]

    assert office.post(address, {**when, "invited": invited, "based_on": based_on}).status_code == 302

    assert not InvitationAnswer.objects.exists()


def test_apologies_stand_in_the_attendance_before_it_is_recorded(here: Area, meeting: Meeting) -> None:
    answer(signed_in(here.people["lead"]), meeting, "workspace", answer="apologies")
    answer(signed_in(here.people["decider"]), meeting, answer="comes")
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=present.now() - timedelta(hours=2))
    address = reverse("desk:meeting_step", args=[meeting.case.reference, meeting.pk, "record_attendance"])

    boxes = {box.name: box for box in signed_in(here.people["officer"]).get(address).context["state"].page.boxes}

    assert [one.label for one in boxes["apologies"].options if one.chosen] == [str(here.hospital)]


def test_a_past_meeting_waits_for_who_came_from_the_next_day(here: Area, meeting: Meeting) -> None:
    waits = Waiting.objects.filter(what=Waiting.What.ATTENDANCE, about=meeting.pk)
    write_down(present.today())
    row = waits.get()
    met_on = meeting.starts_at.date()
    assert (row.due, row.from_day, row.role) == (met_on, met_on + timedelta(days=1), "O")

    Meeting.objects.filter(pk=meeting.pk).update(attendance_at=present.now())
    write_down(present.today())
    assert not waits.exists()


@pytest.mark.parametrize(
    ("who", "asked"), [("lead", 1), ("decider", 1), ("sign_off", 1), ("council", 0), ("strategic", 0)]
)
def test_meetings_stand_in_the_calendar_of_whoever_is_asked(here: Area, meeting: Meeting, who: str, asked: int) -> None:
    found = [one for one in dates_of(Actor.of(here.people[who]), now=present.now()) if one.begins]

    assert len(found) == asked
    for one in found:
        assert one.begins == meeting.starts_at
        assert one.words == f"{meeting.case.reference}: Rapid review meeting"
        assert "Town Hall" not in one.words + one.url


def test_a_cancelled_meeting_leaves_the_calendar(here: Area, meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=present.now(), cancelled_by=here.people["officer"])

    assert not [one for one in dates_of(Actor.of(here.people["lead"]), now=present.now()) if one.begins]
