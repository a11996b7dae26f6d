"""Many cases of the queue at once: whoever is waited for is reminded, and one text is written in each case."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.meeting import MeetingFactory, MessageThreadFactory
from tests.factories.notification import NotificationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.workflow.desk.scene import Area, area, signed_in
from tests.workflow.waiting import write_down
from workflow.machines.case.messages.thread import OFFICE, THEM
from workflow.models import Case, Event, Message, MessageThread, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CHASE, WRITE = "desk:chase_cases", "desk:write_to_cases"
TEXT = "Please tell us whom to ask in August."


@pytest.fixture
def here() -> Area:
    return area("here")


@pytest.fixture
def office(here: Area) -> Client:
    return signed_in(here.people["officer"])


@pytest.fixture
def awaiting(here: Area) -> Any:
    """A case that waits for the return of the hospital."""
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    due = present.today() + timedelta(days=3)
    return AgencyReturnFactory(rapid_review=rapid_review, agency=here.hospital, due_on=due)


def post(client: Client, name: str, *cases: Case, **said: str) -> Any:
    write_down(present.today())
    return client.post(reverse(name), {"case": [one.reference for one in cases], "here": "tab=open", **said})


def sure(client: Client, name: str, *cases: Case, **said: str) -> Any:
    """What the second page sends."""
    asked = post(client, name, *cases, **{**said, **({"do": "look"} if name == WRITE else {})})
    last = {"do": "send"} if name == WRITE else {"sure": "yes"}
    return post(client, name, *cases, **{**said, **last, "based_on": str(asked.context["based_on"])})


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_is_asked_first_and_nothing_is_sent(office: Client, awaiting: Any, here: Area) -> None:
    response = post(office, CHASE, awaiting.case)

    assert f"{here.hospital}: send the return" in text_of(response)
    assert "Send 1 reminder" in text_of(response)
    assert not Event.objects.filter(kind="agency_return.remind").exists()


def test_returns_questions_and_messages_are_chased_in_each_case(office: Client, awaiting: Any, here: Area) -> None:
    asked = ReferralFactory(
        case=CaseFactory(partnership=here.partnership), agency=here.hospital, state="more_information"
    )
    thread = MessageThreadFactory(case=asked.case, agency=here.hospital, waits_for=THEM)

    response = sure(office, CHASE, awaiting.case, asked.case)

    awaiting.refresh_from_db()
    assert awaiting.reminded_at is not None
    told = {(one.case_id, one.key) for one in Notice.objects.all()}
    assert (asked.case_id, "referral-more-asked") in told
    assert (asked.case_id, "message-for-you") in told
    assert Event.objects.filter(kind="case.remind_of_message", case=asked.case).exists()
    assert MessageThread.objects.get(pk=thread.pk).waits_for == THEM, "a reminder is no answer"
    assert response.context["number"] == 3
    assert "Reminded: 3, in 2 cases." in text_of(response)


def test_sent_twice_it_is_done_once(office: Client, awaiting: Any) -> None:
    asked = post(office, CHASE, awaiting.case)
    again = {"sure": "yes", "based_on": str(asked.context["based_on"])}
    post(office, CHASE, awaiting.case, **again)
    response = post(office, CHASE, awaiting.case, **again)

    assert Event.objects.filter(kind="agency_return.remind").count() == 1
    assert "was not done a second time" in text_of(response)


def test_what_cannot_be_chased_is_told_with_the_reason(office: Client, awaiting: Any, here: Area) -> None:
    """The local authority is reminded by the portal until its day; nothing waits in the second case."""

    notification = NotificationFactory(case=awaiting.case)
    quiet = CaseFactory(partnership=here.partnership)

    response = sure(office, CHASE, awaiting.case, quiet)

    assert notification.state == "clock_running"
    assert "not overdue" in text_of(response)
    assert "Nothing in it waits for anybody outside the office." in text_of(response)
    assert response.context["number"] == 1


def test_what_waits_for_the_office_is_nobodys_to_be_reminded_of(office: Client, here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    MessageThreadFactory(case=case, agency=here.hospital, waits_for=OFFICE)

    response = post(office, CHASE, case)

    assert "Nothing in it waits" in text_of(response)
    assert "Nobody can be reminded" in text_of(response)


@pytest.mark.parametrize("name", [CHASE, WRITE])
def test_another_areas_case_is_left_out_and_others_may_not(office: Client, here: Area, name: str) -> None:
    theirs = CaseFactory(partnership=area("elsewhere").partnership)
    said = {"to": "partners", "message": TEXT, "needs_answer": "no", "do": "send", "sure": "yes"}

    assert post(office, name, theirs, **said).status_code == 302
    assert (
        post(signed_in(here.people["decider"]), name, CaseFactory(partnership=here.partnership), **said).status_code
        == 403
    )
    assert not Message.objects.exists()


def test_a_message_is_kept_in_each_case_and_mailed_as_a_link(office: Client, here: Area, awaiting: Any) -> None:
    referral = ReferralFactory(case=CaseFactory(partnership=here.partnership), agency=here.hospital)
    said = {"to": "referrers", "message": TEXT, "needs_answer": "yes"}
    asked = post(office, WRITE, referral.case, awaiting.case, **said, do="look")
    assert not Message.objects.exists()
    assert [(case.pk, [whom.name for whom in to]) for case, to in asked.context["rows"]] == sorted(
        [(referral.case.pk, [str(here.hospital)]), (awaiting.case.pk, [])],
        key=lambda row: Case.objects.get(pk=row[0]).reference,
    )

    response = sure(office, WRITE, referral.case, awaiting.case, **said)

    message = Message.objects.select_related("thread").get()
    assert (message.thread.case_id, message.thread.agency_id, message.text) == (
        referral.case_id,
        here.hospital.pk,
        TEXT,
    )
    assert message.thread.waits_for == THEM
    notice = Notice.objects.get(key="message-for-you")
    assert TEXT not in notice.subject + notice.body
    assert "Nobody of this kind has a part in the case." in text_of(response)


def test_every_seat_gets_one_and_a_second_sending_none(office: Client, here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    said = {"to": "partners", "message": TEXT, "needs_answer": "no"}
    asked = post(office, WRITE, case, **said, do="look")
    last = {**said, "do": "send", "based_on": str(asked.context["based_on"])}

    post(office, WRITE, case, **last)
    assert sorted(MessageThread.objects.values_list("seat", flat=True)) == ["icb", "local_authority", "police"]
    response = post(office, WRITE, case, **last)

    assert Message.objects.count() == 3
    assert "was not done a second time" in text_of(response)


def test_what_was_typed_stays_when_something_is_missing(office: Client, here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)

    response = post(office, WRITE, case, message=TEXT, do="look")

    assert response.status_code == 422
    assert "Choose who gets the message." in text_of(response)
    assert TEXT in text_of(response)


def test_the_queue_leads_straight_to_the_step_that_ends_what_waits(office: Client, here: Area) -> None:
    sent = ReferralFactory(case=CaseFactory(partnership=here.partnership), agency=here.hospital, screening=True)
    meeting = MeetingFactory(case=CaseFactory(partnership=here.partnership), over=True)
    write_down(present.today())

    rows = {row.case.pk: row.wait for row in office.get("/desk/").context["rows"]}

    accept = reverse("desk:step", args=[sent.case.reference, "referral", sent.pk, "accept"])
    assert rows[sent.case_id].url == accept
    assert f'href="{accept}"' in office.get("/desk/").content.decode()
    record = reverse("desk:meeting_step", args=[meeting.case.reference, meeting.pk, "record_attendance"])
    assert rows[meeting.case_id].url == record
    for url in (accept, record):
        assert office.get(url).status_code == 200
    theirs = {row.case.pk: row.wait for row in signed_in(here.people["decider"]).get("/desk/").context["rows"]}
    assert theirs[sent.case_id].url == "", "who may not do it is not led there"
