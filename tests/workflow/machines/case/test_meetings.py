"""Meetings about a case: who is asked and told, what is moved, who came, what was agreed."""

from datetime import date
from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.meeting import MeetingFactory, invite
from tests.factories.party import AgencyFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow.desk.steps.form import page_of
from workflow.desk.steps.taking import look
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.machines.case.meetings.calendar_entry import calendar_entry
from workflow.machines.case.meetings.meeting import last_held
from workflow.machines.rapid_review.voting.questions import ReconveneForm
from workflow.models import Agency, Case, CaseTask, Invitation, Meeting, Notice
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Actor, Group, Role, Seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PLACE = "Town Hall, Jordan Example’s file on the table"
WHEN: dict[str, Any] = {"on": "2026-03-09", "time": "14:30", "long": "90", "location": PLACE, "link": ""}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def hospital(case: Case) -> Agency:
    agency: Agency = AgencyFactory(of=case.partnership, name="Hospital", contact_email="box@hospital.example")
    AgencyReturnFactory(case=case, agency=agency)
    return agency


@pytest.fixture
def police(case: Case) -> Actor:
    return actor(Role.DECISION_MAKER, case.partnership, seat=Seat.POLICE)


def plan(case: Case, by: Actor, *invited: str, when: str = "2026-03-02", **more: Any) -> Meeting:
    data = {**WHEN, "kind": "rapid_review", "agenda": "Facts", "invited": list(invited), **more}
    perform(case, "plan_meeting", by=by, now=at(when), data=data)
    return Meeting.objects.order_by("-planned_at").first()  # type: ignore[return-value]  # just planned


def asked(meeting: Meeting) -> set[tuple[int | None, str, str]]:
    rows = meeting.invitations.filter(withdrawn_at=None)
    return {(one.agency_id, one.seat, one.group) for one in rows}


def test_agencies_seats_and_groups_are_asked_and_told_without_a_fact(
    case: Case, officer: Actor, hospital: Agency, police: Actor
) -> None:
    member = actor(Role.GROUP, case.partnership, group=Group.REVIEW)
    meeting = plan(case, officer, f"agency-{hospital.pk}", "seat-police", "group-review")

    assert meeting.starts_at == at("2026-03-09 14:30")
    assert asked(meeting) == {(hospital.pk, "", ""), (None, "police", ""), (None, "", "review")}
    assert notices_of(case, "meeting-invitation") == sorted(["Hospital", str(police.user), str(member.user)])
    for notice in Notice.objects.filter(key="meeting-invitation"):
        assert "9 March 2026" in notice.body
        assert "BEGIN:VCALENDAR" in notice.calendar
        assert "Town Hall" not in notice.subject + notice.body + notice.calendar
        assert "Jordan" not in notice.subject + notice.body + notice.calendar
    to_agency = Notice.objects.get(recipient_name="Hospital")
    assert f"/my/{case.reference}/" in to_agency.body
    assert f"/my/{case.reference}/" in to_agency.calendar.replace("\r\n ", "")


def test_an_entry_is_read_by_calendars(case: Case) -> None:
    meeting = MeetingFactory(case=case, starts_at=at("2026-07-06 14:30"), changes=2)

    entry = calendar_entry(meeting, case, path=f"/desk/{case.reference}/meetings/{'x' * 90}/", now=at("2026-03-02"))

    lines = entry.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert {"DTSTART:20260706T133000Z", "DTEND:20260706T150000Z", "SEQUENCE:2", "METHOD:PUBLISH"} <= set(lines)
    assert f"UID:{meeting.pk}@" in entry
    assert "SUMMARY:Rapid review meeting\\, " + case.reference in entry.replace("\r\n ", "")


def test_who_is_asked_no_more_is_told_that_it_is_cancelled_and_the_rest_nothing(
    case: Case, officer: Actor, hospital: Agency, police: Actor
) -> None:
    meeting = plan(case, officer, f"agency-{hospital.pk}")

    take(case, "change_meeting", officer, "2026-03-03", meeting=str(meeting.pk), **WHEN, invited=["seat-police"])

    assert asked(meeting) == {(None, "police", "")}
    assert notices_of(case, "meeting-cancelled") == ["Hospital"]
    assert notices_of(case, "meeting-invitation") == sorted(["Hospital", str(police.user)])
    assert notices_of(case, "meeting-moved") == []
    assert "METHOD:CANCEL" in Notice.objects.get(key="meeting-cancelled").calendar


def test_who_is_still_asked_is_told_when_it_is_moved(case: Case, officer: Actor, hospital: Agency) -> None:
    meeting = plan(case, officer, f"agency-{hospital.pk}")
    moved = {**WHEN, "on": "2026-03-10"}

    take(case, "change_meeting", officer, meeting=str(meeting.pk), **moved, invited=[f"agency-{hospital.pk}"])

    notice = Notice.objects.get(key="meeting-moved")
    assert "10 March 2026" in notice.body
    assert "SEQUENCE:1" in notice.calendar
    # Asked once: the place is kept.
    assert Invitation.objects.count() == 1


def test_who_was_uninvited_can_be_asked_again(case: Case, officer: Actor, hospital: Agency) -> None:
    meeting = plan(case, officer, f"agency-{hospital.pk}")
    take(case, "change_meeting", officer, "2026-03-03", meeting=str(meeting.pk), **WHEN)

    take(
        case,
        "change_meeting",
        officer,
        "2026-03-04",
        meeting=str(meeting.pk),
        **WHEN,
        invited=[f"agency-{hospital.pk}"],
    )

    assert asked(meeting) == {(hospital.pk, "", "")}


def test_a_cancelled_meeting_is_told_and_nothing_more_is_done_with_it(
    case: Case, officer: Actor, hospital: Agency
) -> None:
    meeting = plan(case, officer, f"agency-{hospital.pk}")

    take(case, "cancel_meeting", officer, "2026-03-03", meeting=str(meeting.pk), why_cancelled="Too few could come.")

    assert notices_of(case, "meeting-cancelled") == ["Hospital"]
    refused(case, "set_agenda", officer, "2026-03-04", kind="data", meeting=str(meeting.pk), agenda="Facts")


def test_what_is_over_is_put_on_record_and_nobody_is_told(case: Case, officer: Actor, hospital: Agency) -> None:
    plan(case, officer, f"agency-{hospital.pk}", on="2026-02-27")

    assert not Notice.objects.filter(key="meeting-invitation").exists()


def test_a_meeting_needs_a_place_or_a_link_that_is_safe(case: Case, officer: Actor) -> None:
    for location, link, said in (("", "", "where it takes place"), ("", "javascript:alert(1)", "begins with https://")):
        with pytest.raises(Refused, match=said):
            plan(case, officer, location=location, link=link)


def test_who_came_is_recorded_once_it_has_begun(case: Case, officer: Actor, hospital: Agency) -> None:
    meeting = plan(case, officer, f"agency-{hospital.pk}", "seat-police")
    of_hospital, of_police = meeting.invitations.get(agency=hospital), meeting.invitations.get(seat="police")
    said = {"meeting": str(meeting.pk), "came": [of_hospital.pk], "others_came": "Ann Nurse, school"}

    assert "Come back" in refused(case, "record_attendance", officer, "2026-03-09 14:29", kind="data", **said)
    take(case, "record_attendance", officer, "2026-03-09 14:30", **said)

    of_police.refresh_from_db()
    assert of_police.attendance == Invitation.Attendance.ABSENT
    held = last_held(case, "rapid_review")
    assert held is not None
    assert held[1] == ["Hospital", "Ann Nurse, school"]


def test_nobody_both_came_and_sent_apologies(case: Case, officer: Actor, hospital: Agency) -> None:
    meeting = MeetingFactory(case=case, over=True)
    one = invite(meeting, agency=hospital)

    reason = refused(
        case, "record_attendance", officer, kind="data", meeting=str(meeting.pk), came=[one.pk], apologies=[one.pk]
    )

    assert reason.startswith("Hospital: choose either")


def test_the_guests_of_another_meeting_do_not_count(case: Case, officer: Actor, hospital: Agency) -> None:
    meeting, other = MeetingFactory(case=case, over=True), MeetingFactory(case=case, over=True)
    elsewhere = invite(other, agency=hospital)

    refused(case, "record_attendance", officer, kind="data", meeting=str(meeting.pk), came=[elsewhere.pk])


def test_an_action_becomes_a_task_of_the_case(case: Case, officer: Actor) -> None:
    meeting = MeetingFactory(case=case)

    take(case, "add_action", officer, meeting=str(meeting.pk), to_do="Ask the school.", person="", due_on="2026-03-09")

    task = CaseTask.objects.get()
    assert (task.what, task.meeting, task.case) == ("Ask the school.", meeting, case)


def test_what_was_changed_while_the_page_was_open_is_shown_first(case: Case, officer: Actor) -> None:
    meeting = MeetingFactory(case=case)
    seen = meeting.mark
    take(case, "set_agenda", officer, "2026-03-03", meeting=str(meeting.pk), agenda="Facts")

    reason = refused(
        case, "set_agenda", officer, "2026-03-04", kind="data", meeting=str(meeting.pk), agenda="Mine", seen=seen
    )

    assert "while this page was open" in reason


def test_several_meetings_leave_the_case_where_it_is(case: Case, officer: Actor) -> None:
    plan(case, officer)
    plan(case, officer, when="2026-03-03", on="2026-03-16")

    case.refresh_from_db()
    assert case.state == Case.OPEN
    assert Meeting.objects.count() == 2


def test_the_steps_of_the_rapid_review_begin_from_the_recorded_meeting(
    case: Case, officer: Actor, hospital: Agency
) -> None:
    rapid_review = RapidReviewFactory(case=case, gathering=True)
    meeting = MeetingFactory(case=case, starts_at=at("2026-02-27 14:00"))
    take(
        case,
        "record_attendance",
        officer,
        meeting=str(meeting.pk),
        came=[invite(meeting, agency=hospital).pk],
        others_came="Ann Nurse",
    )

    page = look(rapid_review, "hold_meeting", by=officer, now=at("2026-03-02")).page
    assert [part.value for part in page.boxes[0].parts] == ["27", "2", "2026"]
    assert page.boxes[1].value == "Hospital\nAnn Nurse"


def test_a_meeting_that_was_told_of_is_no_meeting_on_the_panels_answer(case: Case, officer: Actor) -> None:
    meeting = MeetingFactory(case=case, starts_at=at("2026-02-27 14:00"), attendance_at=at("2026-02-27"))
    rapid_review = RapidReviewFactory(case=case, reconsidering=True, met_on=date(2026, 2, 27))

    def days() -> Any:
        return [part.value for part in page_of(ReconveneForm(**about)).boxes[0].parts]

    about: dict[str, Any] = {"record": rapid_review, "by": officer, "now": at("2026-03-02")}
    assert days() == ["", "", ""]

    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at("2026-03-01 14:00"))
    assert days() == ["1", "3", "2026"]


def test_the_entry_goes_with_the_mail_as_a_file(
    case: Case, officer: Actor, hospital: Agency, mailoutbox: list[Any]
) -> None:
    plan(case, officer, f"agency-{hospital.pk}")

    deliver_due(at("2026-03-02 10:00"))

    (mail,) = [one for one in mailoutbox if one.to == ["box@hospital.example"]]
    ((name, content, kind),) = mail.attachments
    assert (name, kind) == ("meeting.ics", "text/calendar")
    assert content.startswith("BEGIN:VCALENDAR\r\n")
