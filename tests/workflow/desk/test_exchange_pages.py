"""Messages and meetings on the pages of desk and workspace: few clicks, unread marks, files, whose thread it is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms import scanner, uploads
from forms.models import ScanState
from tests.factories.case import MONDAY
from tests.factories.meeting import MeetingFactory, MessageFactory, MessageThreadFactory, file_of, invite
from tests.tagged import tagged
from tests.workflow.desk.scene import Area, far_along, signed_in
from tests.workflow.desk.test_case_work import post, read
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_work.agenda import proposed
from workflow.models import Event, Meeting, Message, MessageFile, MessageThread
from workflow.parties.roles import Actor

SAID = "It was seen on Friday."


@pytest.fixture
def made(here: Area) -> dict[str, Any]:
    return far_along(here)


def desk(made: dict[str, Any], whom: Any) -> str:
    return reverse("desk:message_thread", args=[made["case"].reference, whom])


def own(made: dict[str, Any], here: Area) -> str:
    return reverse("workspace:messages", args=[made["case"].reference, here.hospital.pk])


def asked(made: dict[str, Any], here: Area) -> MessageThread:
    """The office has asked the hospital."""
    thread: MessageThread = MessageThreadFactory(
        case=made["case"], agency=here.hospital, waits_for="them", last_by=here.people["officer"]
    )
    MessageFactory(thread=thread, by=here.people["officer"])
    return thread


def test_an_agency_answers_from_its_start_page_in_three_clicks(here: Area, made: dict[str, Any]) -> None:
    asked(made, here)
    nurse = signed_in(here.people["submitter"])
    start = read(nurse, "/my/")
    assert "Waits for your answer" in start
    assert own(made, here) in start

    page = read(nurse, own(made, here))
    assert "When was the child last seen?" in page
    # An answer needs none in turn.
    assert re.search(r'value="no"[^>]*checked', page)
    assert post(nurse, own(made, here), {"message": SAID, "needs_answer": "no"}).url == own(made, here)

    assert MessageThread.objects.get().waits_for == ""
    assert SAID in read(signed_in(here.people["officer"]), desk(made, f"agency-{here.hospital.pk}"))


def test_new_until_it_was_opened_for_each_person_alone_and_opening_is_logged(here: Area, made: dict[str, Any]) -> None:
    thread = asked(made, here)
    nurse, lead = signed_in(here.people["submitter"]), signed_in(here.people["lead"])
    case = reverse("workspace:case", args=[made["case"].reference])
    assert ">New<" in read(nurse, case)

    read(nurse, own(made, here))

    assert ">New<" not in read(nurse, case)
    assert ">New<" in read(lead, case)
    event = Event.objects.get(kind="message.read")
    assert (event.actor, event.record_id) == (here.people["submitter"], thread.pk)


def test_an_agency_does_not_read_who_sits_in_the_office(here: Area, made: dict[str, Any]) -> None:
    asked(made, here)

    page = read(signed_in(here.people["lead"]), own(made, here))

    assert "The support office" in page
    assert str(here.people["officer"]) not in page


def test_the_overview_leads_to_what_waits_for_the_office(here: Area, made: dict[str, Any]) -> None:
    thread = asked(made, here)
    MessageThread.objects.filter(pk=thread.pk).update(waits_for="office", last_by=here.people["lead"])

    overview = read(signed_in(here.people["officer"]), reverse("desk:case", args=[made["case"].reference]))

    assert desk(made, f"agency-{here.hospital.pk}") in overview
    assert "Waits for your answer" in overview


def test_needs_no_answer_with_one_click(here: Area, made: dict[str, Any]) -> None:
    asked(made, here)
    office, page = signed_in(here.people["officer"]), desk(made, f"agency-{here.hospital.pk}")

    assert post(office, f"{page}no-answer/", {}, page, action="no-answer").url == page

    assert MessageThread.objects.get().waits_for == ""
    assert "no-answer" not in read(office, page)


def test_a_partner_writes_for_their_seat_and_reads_no_other_thread(here: Area, made: dict[str, Any]) -> None:
    asked(made, here)
    police = signed_in(here.people["decider"])
    listed = read(police, reverse("desk:messages", args=[made["case"].reference]))
    assert here.hospital.name not in re.search(r'<div class="desk-part">.*', listed, re.S).group()  # type: ignore[union-attr]

    post(police, desk(made, "seat-police"), {"message": SAID, "needs_answer": "yes"})

    thread = MessageThread.objects.get(seat="police")
    assert thread.waits_for == "office"
    assert police.get(desk(made, "seat-icb")).status_code == 404


def test_files_go_with_a_message_and_are_opened_by_both_sides_only(here: Area, made: dict[str, Any]) -> None:
    office, page = signed_in(here.people["officer"]), desk(made, f"agency-{here.hospital.pk}")
    file = SimpleUploadedFile("list.txt", b"What we ask.", "text/plain")
    post(office, page, {"message": SAID, "needs_answer": "no", "files": [file]})
    kept = MessageFile.objects.get()
    assert kept.message == Message.objects.get()

    theirs = reverse("workspace:message_file", args=[made["case"].reference, here.hospital.pk, kept.pk])
    response = signed_in(here.people["lead"]).get(theirs)

    assert response.content == b"What we ask."
    assert Event.objects.filter(kind="message.open", record_id=kept.pk, actor=here.people["lead"]).exists()
    assert signed_in(here.people["council"]).get(theirs).status_code == 404


def test_a_file_that_is_refused_leaves_what_was_typed(here: Area, made: dict[str, Any]) -> None:
    file = SimpleUploadedFile("run.exe", b"MZ\x90\x00", "application/octet-stream")

    page = post(
        signed_in(here.people["lead"]), own(made, here), {"message": SAID, "needs_answer": "no", "files": [file]}
    )

    assert page.status_code == 422
    assert SAID in page.content.decode()
    assert not Message.objects.exists()
    assert not MessageFile.objects.exists()


def test_a_file_in_quarantine_is_checked_when_it_is_opened(
    here: Area, made: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = asked(made, here)
    file = file_of(thread.messages.get(), state=ScanState.QUARANTINED)
    monkeypatch.setattr(scanner, "scan", lambda content: ScanState.INFECTED)

    response = signed_in(here.people["lead"]).get(
        reverse("workspace:message_file", args=[made["case"].reference, here.hospital.pk, file.pk])
    )

    assert response.status_code == 409
    assert "found a virus" in response.content.decode()
    assert uploads.content_of(file) == b"Dear all."


def test_a_busy_thread_costs_no_more(here: Area, made: dict[str, Any], django_assert_max_num_queries: Any) -> None:
    thread = asked(made, here)
    for _ in range(30):
        file_of(MessageFactory(thread=thread, by=here.people["lead"], by_office=False))
    office, page = signed_in(here.people["officer"]), desk(made, f"agency-{here.hospital.pk}")
    office.get(page)

    with django_assert_max_num_queries(40):
        office.get(page)


# --- Meetings ---------------------------------------------------------------------------------------------------------


def meeting_page(meeting: Meeting, *more: str) -> str:
    name = "desk:meeting_step" if more else "desk:meeting"
    return reverse(name, args=[meeting.case.reference, meeting.pk, *more])


def test_a_meeting_is_planned_with_what_is_open_on_its_agenda(here: Area, made: dict[str, Any]) -> None:
    office = signed_in(here.people["officer"])
    page = reverse("desk:plan_meeting", args=[made["case"].reference])
    assert f"Return of {here.hospital}: asked for by" in read(office, page)

    when = {"on-day": "9", "on-month": "3", "on-year": "2026", "time": "14:30", "long": "90", "location": "Room 3"}
    whom = {"invited": [f"agency-{here.hospital.pk}", "group-sign_off"]}
    posted = post(office, page, {"kind": "rapid_review", "agenda": "Facts", **when, **whom})

    meeting = Meeting.objects.get()
    assert posted.url == meeting_page(meeting)
    shown = read(office, meeting_page(meeting))
    assert "Monday 9 March 2026, 14:30" in shown
    assert here.hospital.name in shown


def test_a_form_that_will_not_do_keeps_what_was_typed(here: Area, made: dict[str, Any]) -> None:
    page = reverse("desk:plan_meeting", args=[made["case"].reference])

    refused = post(signed_in(here.people["officer"]), page, {"kind": "other", "agenda": "Facts first", "time": "2pm"})

    assert refused.status_code == 422
    body = refused.content.decode()
    assert "Enter the day of the meeting." in body
    assert "Enter a time, like 14:30." in body
    assert "Facts first" in body


def test_a_group_reads_when_and_where_it_meets_and_nothing_else(here: Area, made: dict[str, Any]) -> None:
    meeting = MeetingFactory(case=made["case"], agenda="The mother’s account", minutes="She has moved.")
    group = signed_in(here.people["sign_off"])
    assert group.get(meeting_page(meeting)).status_code == 404

    invite(meeting, group="sign_off")

    page = read(group, meeting_page(meeting))
    assert "Town Hall, room 3" in page
    assert "mother" not in page
    assert "She has moved" not in page
    assert signed_in(here.people["strategic"]).get(meeting_page(meeting)).status_code == 404


def test_an_agency_reads_when_and_where_on_its_page_of_the_case(here: Area, made: dict[str, Any]) -> None:
    meeting = MeetingFactory(case=made["case"], agenda="The mother’s account")
    MeetingFactory(case=made["case"], place="Not theirs")
    invite(meeting, agency=here.hospital)

    page = read(signed_in(here.people["lead"]), reverse("workspace:case", args=[made["case"].reference]))

    assert "Town Hall, room 3" in page
    assert "mother" not in page
    assert "Not theirs" not in page


def test_after_the_meeting_who_came_minutes_and_actions(here: Area, made: dict[str, Any]) -> None:
    meeting = MeetingFactory(case=made["case"], over=True)
    one, office = invite(meeting, agency=here.hospital), signed_in(here.people["officer"])
    post(office, meeting_page(meeting, "record_attendance"), {"came": [one.pk], "others_came": "Ann Nurse"})
    assert "1. Welcome" in read(office, meeting_page(meeting, "write_minutes"))
    post(office, meeting_page(meeting, "write_minutes"), {"minutes": "No child is at risk."})
    day = {"due_on-day": "9", "due_on-month": "3", "due_on-year": "2026"}
    post(office, meeting_page(meeting), {"to_do": "Ask the school.", "person": "", **day})

    page = read(office, meeting_page(meeting))

    for told in ("took part", "Ann Nurse", "No child is at risk.", "Ask the school."):
        assert told in page
    assert "Ask the school." in read(office, reverse("desk:tasks", args=[made["case"].reference]))


def test_the_papers_are_one_pdf_with_the_forms_that_were_chosen(here: Area, made: dict[str, Any]) -> None:
    meeting = MeetingFactory(case=made["case"], agenda="What the returns say")
    invite(meeting, agency=here.hospital)
    client = signed_in(here.people["decider"])
    page = reverse("desk:meeting_papers", args=[made["case"].reference, meeting.pk])
    assert str(made["submission"].pk) in read(client, page)

    response = client.get(page, {"take": "1", "form": [str(made["submission"].pk)]})

    text = tagged(response.content).document.whole
    for told in ("What the returns say", here.hospital.name, "A narrative that only case workers read."):
        assert told in text
    assert Event.objects.filter(kind="meeting.papers", record_id=meeting.pk).exists()
    assert Event.objects.filter(kind="submission.read", record_id=made["submission"].pk).exists()


def test_the_agenda_names_open_tasks_and_what_waits(here: Area, made: dict[str, Any]) -> None:
    file = CaseFile(made["case"], by=Actor.of(here.people["officer"]), now=MONDAY + timedelta(days=1))

    lines = proposed(file).splitlines()

    assert lines[0] == "Welcome and apologies"
    assert lines[-1] == "Actions, and the next meeting"
    assert any(line.startswith("Return of") for line in lines)
