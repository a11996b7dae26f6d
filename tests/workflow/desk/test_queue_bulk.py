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
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory, VoteFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import Area, area, assign, signed_in
from tests.workflow.waiting import write_down
from workflow.machines.case.messages.thread import OFFICE, THEM
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.models import Case, Event, Message, MessageThread, Notice, Waiting
from workflow.parties.roles import Group, Role, Seat

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


def test_partners_who_have_not_voted_are_reminded_seat_by_seat(office: Client, here: Area) -> None:
    """Of three seats the police hold one and have voted, the board has not, nobody holds the authority's."""
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), drafted=True)
    VoteFactory(rapid_review=rapid_review, seat=Seat.POLICE)
    board = actor(Role.DECISION_MAKER, here.partnership, seat=Seat.ICB).user

    asked = post(office, CHASE, rapid_review.case)
    assert f"{Seat.ICB.label}: vote" in text_of(asked)
    assert f"Not reminded: {Seat.LOCAL_AUTHORITY.label}: vote (nobody is named for this now" in text_of(asked)
    assert f"{Seat.POLICE.label}: vote" not in text_of(asked)
    assert asked.context["number"] == 1

    response = sure(office, CHASE, rapid_review.case)

    assert [(one.key, one.recipient_email) for one in Notice.objects.filter(case=rapid_review.case)] == [
        ("turn-reminder", board.email)
    ]
    assert response.context["number"] == 1
    event = Event.objects.get(kind="case.remind_people", case=rapid_review.case)
    assert event.data == {"whom": [f"seat-{Seat.ICB}"]}


def test_a_delegate_is_reminded_instead_of_the_seat(office: Client, here: Area) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), drafted=True)
    delegate = actor(Role.GROUP, here.partnership, group=Group.REVIEW).user
    SeatArrangement.objects.create(
        rapid_review=rapid_review,
        data_key=rapid_review.case.data_key,
        seat=Seat.POLICE,
        kind=SeatArrangement.Kind.DELEGATE,
        delegate=delegate,
        until=present.today(),
        reason="On leave.",
        at=present.now(),
    )

    sure(office, CHASE, rapid_review.case)

    told = Notice.objects.filter(case=rapid_review.case, key="turn-reminder")
    assert [one.recipient_email for one in told] == [delegate.email]


def test_who_advises_approves_and_signs_off_is_reminded_too(office: Client, here: Area) -> None:
    """Whatever waits for a person of the partners, a group or somebody assigned, each with one e-mail a case."""
    case = CaseFactory(partnership=here.partnership)
    assign(case, here)
    RapidReviewFactory(case=case, reconsidering=True)
    ReviewFactory(case=case, state="sign_off")
    unassigned = CaseFactory(partnership=here.partnership)
    RapidReviewFactory(case=unassigned, reconsidering=True)
    write_down(present.today())
    waiting = Waiting.objects.filter(case=case).exclude(role=Role.OFFICER)
    assert {row.role for row in waiting} == {Role.SCRUTINEER, Role.GROUP}

    response = sure(office, CHASE, case, unassigned)

    told = Notice.objects.filter(key="turn-reminder").values_list("case", "recipient_email")
    assert sorted(told) == sorted((case.pk, here.people[who].email) for who in ("scrutineer", "sign_off"))
    assert response.context["number"] == 2


def test_who_was_reminded_today_is_not_reminded_once_more(office: Client, here: Area, clock: Any) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), drafted=True)
    sure(office, CHASE, rapid_review.case)
    actor(Role.DECISION_MAKER, here.partnership, seat=Seat.ICB)

    sure(office, CHASE, rapid_review.case)
    third = sure(office, CHASE, rapid_review.case)

    told = Notice.objects.filter(key="turn-reminder").values_list("recipient_email", flat=True)
    assert len(told) == len(set(told)) == 2, "the second time only the board, which was not reminded before"
    assert "They were reminded of this case today." in text_of(third)
    clock.shift(timedelta(days=1))
    sure(signed_in(here.people["officer"]), CHASE, rapid_review.case)
    assert Notice.objects.filter(key="turn-reminder").count() == 4


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
