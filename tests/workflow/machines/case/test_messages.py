"""Messages about a case: who writes with whom, who is told, who has to answer, who reads."""

from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory, actor
from tests.factories.referral import ReferralFactory
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.models import Agency, Case, Message, MessageThread, Notice, Waiting
from workflow.parties.roles import Actor, Role, Seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TEXT = "When did Jordan Example last see the nurse?"


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def hospital(case: Case) -> Agency:
    """Asked for a return: all of its people see the case."""
    agency: Agency = AgencyFactory(of=case.partnership, name="Hospital", contact_email="box@hospital.example")
    AgencyReturnFactory(case=case, agency=agency)
    return agency


def with_agency(agency: Agency) -> str:
    return f"agency-{agency.pk}"


def write(case: Case, by: Actor, whom: str, when: str = "2026-03-02", **more: Any) -> MessageThread:
    name = "write_message" if by.holds({Role.OFFICER}) else "write_to_office"
    perform(case, name, by=by, now=at(when), data={"message": TEXT, "needs_answer": "yes", "whom": whom, **more})
    return MessageThread.objects.get()


def is_new(thread: MessageThread, reader: Actor) -> bool:
    assert reader.user is not None
    found: MessageThread = MessageThread.objects.with_reading_of(reader.user.pk).get(pk=thread.pk)
    return found.is_unread_by(reader.user.pk)


def rows(case: Case) -> list[tuple[str, Any, Any, str]]:
    found = Waiting.objects.filter(case=case, what=Waiting.What.MESSAGE)
    return [(row.role, row.agency_id, row.person_id, row.seat) for row in found]


def test_the_office_asks_an_agency_and_the_case_waits_for_it_until_it_answers(
    case: Case, officer: Actor, hospital: Agency
) -> None:
    nurse = actor(Role.SUBMITTER, hospital)
    write(case, officer, with_agency(hospital))
    assert rows(case) == [("", hospital.pk, None, "")]

    thread = write(case, nurse, with_agency(hospital), "2026-03-03", needs_answer="no")

    assert rows(case) == []
    assert [(one.text, one.by_office) for one in thread.messages.all()] == [(TEXT, False), (TEXT, True)]


def test_what_an_agency_asks_waits_for_the_office(case: Case, officer: Actor, hospital: Agency) -> None:
    write(case, actor(Role.LEAD, hospital), with_agency(hospital))

    assert rows(case) == [("O", None, None, "")]


def test_a_further_message_of_the_same_side_answers_nothing(case: Case, officer: Actor, hospital: Agency) -> None:
    write(case, officer, with_agency(hospital))
    write(case, officer, with_agency(hospital), "2026-03-03", needs_answer="no")

    assert rows(case) == [("", hospital.pk, None, "")]


def test_a_seat_and_a_person_are_waited_for_as_such(case: Case, officer: Actor) -> None:
    reviewer = actor(Role.REVIEWER, case.partnership)
    assigned(case, reviewer)
    write(case, officer, "seat-police")
    perform(
        case,
        "write_message",
        by=officer,
        now=at("2026-03-02"),
        data={"message": TEXT, "needs_answer": "yes", "whom": f"person-{reviewer.user.pk}"},
    )

    assert sorted(rows(case), key=str) == sorted(
        [("D", None, None, Seat.POLICE), ("", None, reviewer.user_id(), "")], key=str
    )


def test_the_other_side_is_told_by_reference_and_link_alone(case: Case, officer: Actor, hospital: Agency) -> None:
    nurse = actor(Role.SUBMITTER, hospital)
    write(case, nurse, with_agency(hospital))
    write(case, officer, with_agency(hospital), "2026-03-03")

    to_office = Notice.objects.get(key="message-for-office")
    assert to_office.recipient_email == case.partnership.contact_email
    assert f"/desk/{case.reference}/messages/{with_agency(hospital)}/" in to_office.body
    # The mailbox, and who wrote.
    assert notices_of(case, "message-for-you") == sorted(["Hospital", str(nurse.user)])
    for notice in Notice.objects.filter(key="message-for-you"):
        assert f"/my/{case.reference}/messages/{hospital.pk}/" in notice.body
        assert "Jordan" not in notice.subject + notice.body


def test_who_left_the_agency_is_told_no_more(case: Case, officer: Actor, hospital: Agency) -> None:
    nurse = actor(Role.SUBMITTER, hospital)
    write(case, nurse, with_agency(hospital))
    nurse.user.memberships.update(ended_at=at("2026-03-03"))
    write(case, officer, with_agency(hospital), "2026-03-04")

    assert notices_of(case, "message-for-you") == ["Hospital"]


def test_nobody_writes_for_an_agency_that_is_not_theirs(case: Case, hospital: Agency) -> None:
    school: Agency = AgencyFactory(of=case.partnership, name="School")
    AgencyReturnFactory(case=case, agency=school)

    reason = refused(
        case,
        "write_to_office",
        actor(Role.LEAD, school),
        kind="data",
        message=TEXT,
        needs_answer="yes",
        whom=with_agency(hospital),
    )

    assert reason.startswith("You can no longer write to them")


def test_an_agency_without_a_part_in_the_case_writes_nothing_and_is_not_written_to(
    case: Case, officer: Actor, hospital: Agency
) -> None:
    beside: Agency = AgencyFactory(of=case.partnership, name="Beside")
    said = {"message": TEXT, "needs_answer": "no", "whom": with_agency(beside)}

    refused(case, "write_to_office", actor(Role.LEAD, beside), kind="role", **said)
    refused(case, "write_message", officer, kind="data", **said)


def test_of_an_agency_that_only_referred_its_lead_and_the_sender_write(case: Case) -> None:
    agency: Agency = AgencyFactory(of=case.partnership, name="School")
    ReferralFactory(case=case, agency=agency)
    said = {"message": TEXT, "needs_answer": "no", "whom": with_agency(agency)}

    refused(case, "write_to_office", actor(Role.SUBMITTER, agency), kind="data", **said)
    write(case, actor(Role.LEAD, agency), with_agency(agency))


def test_needs_no_answer_ends_the_waiting_and_marks_nothing_as_new(
    case: Case, officer: Actor, hospital: Agency
) -> None:
    nurse = actor(Role.SUBMITTER, hospital)
    thread = write(case, nurse, with_agency(hospital))
    assert is_new(thread, officer)

    # It waits for the office: the agency does not say so itself.
    refused(case, "settle_message", nurse, kind="data", thread=str(thread.pk))
    take(case, "settle_message", officer, "2026-03-03", thread=str(thread.pk))

    assert rows(case) == []
    assert MessageThread.objects.get().last_by == nurse.user
    refused(case, "settle_message", officer, kind="data", thread=str(thread.pk))


def test_who_is_asked_may_say_that_it_needs_no_answer(case: Case, officer: Actor, hospital: Agency) -> None:
    thread = write(case, officer, with_agency(hospital))
    stranger = actor(Role.LEAD, AgencyReturnFactory(case=case).agency)

    refused(case, "settle_message", stranger, kind="data", thread=str(thread.pk))
    take(case, "settle_message", actor(Role.SUBMITTER, hospital), thread=str(thread.pk))

    assert rows(case) == []


def test_what_came_while_the_page_was_open_is_read_first(case: Case, officer: Actor, hospital: Agency) -> None:
    seen = write(case, officer, with_agency(hospital)).mark
    write(case, actor(Role.SUBMITTER, hospital), with_agency(hospital), "2026-03-03")

    with pytest.raises(Refused, match="while this page was open"):
        write(case, officer, with_agency(hospital), "2026-03-04", seen=seen)
    assert Message.objects.count() == 2


def test_whose_assignment_ends_is_waited_for_no_more(case: Case, officer: Actor) -> None:
    reviewer = actor(Role.REVIEWER, case.partnership)
    assigned(case, reviewer)
    write(case, officer, f"person-{reviewer.user_id()}")

    take(case, "end_assignment", officer, assignment=str(case.assignments.get().pk), reason="Done.")

    assert rows(case) == []
