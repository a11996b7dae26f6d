"""A person's dates in their own calendar: by a secret address, without names, as their rights are now."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.case_work import CaseTaskFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.waiting import write_down
from workflow.desk.feed.address import CalendarFeed
from workflow.desk.feed.dates import Entry
from workflow.desk.feed.ics import calendar
from workflow.models import Case, Event

PAGE = "desk:calendar"


def post(client: Client, do: str = "make") -> Any:
    shown = client.get(reverse(PAGE)).content.decode()
    based_on = re.search(r'name="based_on" value="([^"]*)"', shown)
    assert based_on is not None
    return client.post(reverse(PAGE), {"do": do, "based_on": unescape(based_on[1])})


def address_in(response: Any) -> str:
    found = re.search(r"/calendar/[\w-]+\.ics", response.content.decode())
    assert found is not None
    return found[0]


@pytest.fixture
def address(here: Area, clock: Any) -> str:
    return address_in(post(signed_in(here.people["officer"])))


@pytest.fixture
def owned(here: Area, clock: Any) -> Case:
    """A case of the officer's with a child, a narrative and a running limit."""
    case: Case = referred(here, screening=True).case
    Case.objects.filter(pk=case.pk).update(owner=here.people["officer"])
    write_down(present.today())
    return case


def lines(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/calendar")
    return response.content.decode().replace("\r\n ", "")


def test_limits_of_own_cases_stand_there_without_a_name_or_a_fact(here: Area, owned: Case, address: str) -> None:
    text = lines(address)

    assert f"SUMMARY:{owned.reference}: Notify the Panel" in text
    assert "DTSTART;VALUE=DATE:20260305" in text
    for word in ("Jordan", "Example", "narrative", "Death", "child", str(here.hospital)):
        assert word not in text


def test_the_address_knows_no_session(owned: Case, address: str) -> None:
    response = Client().get(address)

    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_the_table_keeps_no_token(address: str) -> None:
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    kept = CalendarFeed.objects.get()
    assert token not in (kept.digest, str(vars(kept)))
    assert Client().get(f"/calendar/{kept.digest}.ics").status_code == 404


def test_made_anew_the_old_address_leads_nowhere(here: Area, owned: Case, address: str) -> None:
    newer = address_in(post(signed_in(here.people["officer"])))

    assert Client().get(address).status_code == 404
    assert Client().get(newer).status_code == 200


def test_revoked_it_leads_nowhere_and_both_are_logged(here: Area, owned: Case, address: str) -> None:
    post(signed_in(here.people["officer"]), "revoke")

    assert Client().get(address).status_code == 404
    assert list(Event.objects.filter(machine="calendar").order_by("position").values_list("kind", flat=True)) == [
        "calendar.make",
        "calendar.revoke",
    ]


def test_who_has_left_has_no_calendar(here: Area, owned: Case, address: str) -> None:
    here.people["officer"].memberships.update(ended_at=present.now(), cms_group=None)

    assert Client().get(address).status_code == 404


def test_who_may_not_sign_in_has_no_calendar(here: Area, owned: Case, address: str) -> None:
    type(here.people["officer"]).objects.filter(pk=here.people["officer"].pk).update(is_active=False)

    assert Client().get(address).status_code == 404


def test_a_case_of_another_area_is_not_there(here: Area, elsewhere: Area, address: str) -> None:
    case = referred(elsewhere, screening=True).case
    Case.objects.filter(pk=case.pk).update(owner=here.people["officer"])
    write_down(present.today())

    assert str(case.reference) not in lines(address)


def test_a_task_in_a_case_that_is_not_read_any_more_is_not_there(here: Area, elsewhere: Area, address: str) -> None:
    for place in (here, elsewhere):
        CaseTaskFactory(case=CaseFactory(partnership=place.partnership), person=here.people["officer"])
    write_down(present.today())

    assert lines(address).count("Do a task") == 1


def test_an_agency_sees_what_waits_for_it_alone(here: Area, clock: Any) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    AgencyReturnFactory(rapid_review=rapid_review, agency=here.hospital, due_on=date(2026, 3, 6))
    write_down(present.today())

    text = lines(address_in(post(signed_in(here.people["submitter"]))))
    assert f"SUMMARY:{rapid_review.case.reference}: Send the return" in text
    assert f"/my/{rapid_review.case.reference}/" in text
    assert "SUMMARY" not in lines(address_in(post(signed_in(here.people["council"]))))


def test_what_another_window_did_is_not_written_over(here: Area, address: str) -> None:
    stale = signed_in(here.people["officer"]).post(reverse(PAGE), {"do": "revoke", "based_on": ""})

    assert stale.status_code == 409
    assert "in another window" in stale.content.decode()
    assert CalendarFeed.objects.exists()


def test_a_calendar_is_written_as_programs_read_it() -> None:
    entry = Entry(
        "u1", date(2026, 12, 31), "A-1: Vote, or not; so\\be it", "https://x/", datetime(2026, 1, 2, 3, tzinfo=UTC)
    )
    text = calendar("Cases", [entry]).decode()

    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text
    assert "SUMMARY:A-1: Vote\\, or not\\; so\\\\be it\r\n" in text
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_no_line_is_longer_than_a_program_reads() -> None:
    entry = Entry("u1", date(2026, 12, 31), "ä" * 100, "https://x/" + "y" * 90, datetime(2026, 1, 2, 3, tzinfo=UTC))
    text = calendar("Cases", [entry]).decode()

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "SUMMARY:" + "ä" * 100 in whole
    assert "https://x/" + "y" * 90 in whole
