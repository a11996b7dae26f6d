"""What a case leads with: one step, what else waits, for whom; and the summary that stays in sight."""

from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.case_work import CaseTaskFactory
from tests.factories.meeting import MeetingFactory, MessageThreadFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.tagged import tagged
from tests.workflow.desk.scene import NARRATIVE, Area, by_hand, far_along, referred, signed_in
from tests.workflow.reviews.conftest import report_desk as report_desk
from tests.workflow.waiting import write_down
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.head import age_of
from workflow.desk.case_file.next_up import NextUp, next_up
from workflow.machines.case.messages.thread import OFFICE
from workflow.models import Case
from workflow.parties.roles import Actor


def file_of(place: Area, case: Case, who: str = "officer") -> CaseFile:
    write_down(present.today())
    found = Case.objects.select_related("partnership", "procedure", "data_key", "owner").get(pk=case.pk)
    return CaseFile(found, by=Actor.of(place.people[who]), now=present.now())


def panel(place: Area, case: Case, who: str = "officer") -> NextUp:
    return next_up(file_of(place, case, who))


def read(place: Area, case: Case, page: str = "case", role: str = "officer") -> str:
    write_down(present.today())
    response = signed_in(place.people[role]).get(reverse(f"desk:{page}", args=[case.reference]))
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_step_that_waits_for_this_person_stands_out(here: Area, clock: Any) -> None:
    case = CaseFactory(partnership=here.partnership)
    RapidReviewFactory(case=case, drafted=True, votes="local_review")

    main = panel(here, case, "decider").main

    assert main is not None
    assert main.name == "vote"


def test_who_has_nothing_to_do_reads_for_whom_it_waits_and_since_when(here: Area, clock: Any) -> None:
    case = CaseFactory(partnership=here.partnership)
    RapidReviewFactory(case=case, drafted=True)
    by_hand(case)

    found = panel(here, case, "scrutineer")

    assert (found.main, found.mine) == (None, ())
    assert {one.whom for one in found.others} >= {"Police", "Local authority"}
    assert all(one.since for one in found.others)


def test_what_is_due_first_comes_first_and_the_rest_waits_too(here: Area, clock: Any) -> None:
    case = referred(here, screening=True).case
    tomorrow = present.today() + timedelta(days=1)
    CaseTaskFactory(case=case, person=here.people["officer"], due_on=tomorrow)

    found = panel(here, case)

    assert found.main is not None
    assert found.main_due == tomorrow
    assert found.main.url == reverse("desk:tasks", args=[case.reference])
    assert "Accept the referral" in {one.why for one in found.mine} | {
        move.label for moves in file_of(here, case).all_moves for move in moves.now
    }


def test_a_return_that_came_is_a_step_of_its_own(here: Area, clock: Any) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    returned = AgencyReturnFactory(rapid_review=rapid_review, agency=here.hospital, submitted=True)

    found = panel(here, rapid_review.case)

    step = reverse("desk:step", args=[rapid_review.case.reference, "agency_return", returned.pk, "accept"])
    assert step in {found.main.url if found.main else "", *(one.url for one in found.mine)}


def test_a_task_of_the_office_is_not_told_to_others(here: Area, clock: Any) -> None:
    case = referred(here, screening=True).case
    CaseTaskFactory(case=case, person=here.people["officer"], due_on=present.today())

    assert "Do a task" not in {one.why for one in panel(here, case, "decider").others}


def test_the_page_shows_one_main_action(here: Area, clock: Any) -> None:
    text = read(here, referred(here, screening=True).case)

    assert text.count("case-next__main") == 1
    assert "More actions" in text
    rare = text.partition('id="rare"')[2].partition("</section>")[0]
    assert "Withdraw" in rare


@pytest.mark.parametrize("page", ["case", "deadlines", "returns", "decision", "people", "notices", "timeline"])
def test_the_summary_stands_above_every_page(here: Area, clock: Any, page: str) -> None:
    case = far_along(here)["case"]

    head = read(here, case, page).partition('class="case-head"')[2].partition("</header>")[0]

    assert "JE" in head
    assert "Stage" in head
    assert "Owner" in head


def test_a_group_reads_no_initials(here: Area, clock: Any) -> None:
    case = far_along(here)["case"]

    head = read(here, case, role="strategic").partition('class="case-head"')[2].partition("</header>")[0]

    assert "Stage" in head
    assert "JE" not in head


BORN = {"child.birth_date": "2019-04-02"}


@pytest.mark.parametrize(
    ("details", "on", "age"),
    [
        (BORN, date(2026, 4, 1), "6 years"),
        (BORN, date(2026, 4, 2), "7 years"),
        (BORN, date(2020, 7, 1), "14 months"),
        (BORN, date(2019, 4, 3), "1 day"),
        (BORN, date(2019, 4, 1), ""),
        (BORN, None, ""),
        ({"child.birth_known": "unborn"}, None, "unborn"),
        ({"child.birth_known": "estimated", "child.age_estimate": "About 5"}, None, "About 5"),
        ({}, date(2026, 4, 1), ""),
    ],
)
def test_the_age_is_told_as_people_tell_it(details: dict[str, str], on: date | None, age: str) -> None:
    told: Any = SimpleNamespace(details=details)
    assert age_of(told, on) == age


def test_the_age_counts_to_the_day_of_the_incident(here: Area, clock: Any) -> None:
    case = referred(here, screening=True).case
    assert "JE</dd>" in "".join(read(here, case).split())
    submission = SubmissionFactory(
        handler="open_case",
        partnership=here.partnership,
        data_key=case.data_key,
        said={"incident.date": "2025-01-10", "incident.narrative": "Another account."},
    )
    case.referrals.update(submission=submission)

    for page in ("case", "timeline"):
        assert "JE, 5 years" in read(here, case, page)


def test_what_a_vote_rests_on_stands_beside_it(here: Area, clock: Any) -> None:
    case = CaseFactory(partnership=here.partnership)
    rapid_review = RapidReviewFactory(case=case, drafted=True)
    said = {"return.chronology": [{"date": "2026-01-05", "event": "Seen at a clinic."}]}
    sent = SubmissionFactory(handler="agency_return", partnership=here.partnership, data_key=case.data_key, said=said)
    AgencyReturnFactory(rapid_review=rapid_review, agency=here.hospital, submission=sent, submitted=True)

    text = read(here, case, "decision", "decider").partition('id="papers"')[2]

    assert "Seen at a clinic." in text
    assert str(here.hospital) in text
    assert reverse("desk:submission", args=[case.reference, sent.pk]) in text


def test_the_summary_to_print_and_its_pdf(here: Area, clock: Any) -> None:
    case = referred(here, screening=True).case
    text = read(here, case, "case_summary")
    assert "Jordan Example" in text
    assert NARRATIVE in text
    assert "Submit the notification" in text

    response = signed_in(here.people["decider"]).get(reverse("desk:case_summary_pdf", args=[case.reference]))
    paper = tagged(response.content)
    assert paper.texts("H1") == [f"Summary of {case.reference}"]
    assert NARRATIVE in paper.document.whole
    assert f"{case.reference}-summary.pdf" in response.headers["Content-Disposition"]
    assert case.events.filter(kind="case_summary.export", actor=here.people["decider"]).exists()


@pytest.mark.parametrize("page", ["case_summary", "case_summary_pdf"])
def test_a_group_takes_no_summary(here: Area, clock: Any, page: str) -> None:
    case = referred(here, screening=True).case
    response = signed_in(here.people["strategic"]).get(reverse(f"desk:{page}", args=[case.reference]))
    assert response.status_code == 403


def test_the_register_is_read_page_by_page_and_printed_whole(here: Area, clock: Any) -> None:
    case = referred(here, screening=True).case
    for _number in range(23):
        by_hand(case)

    assert read(here, case, "notices").count('id="notice-') == 12
    whole = signed_in(here.people["officer"]).get(reverse("desk:notices", args=[case.reference]), {"page": "all"})
    assert whole.content.decode().count('id="notice-') == 23


@pytest.mark.parametrize("told", [{}, {"over": True}, {"cancelled_at": MONDAY}])
def test_the_next_meeting_is_named_until_it_is_over_or_cancelled(here: Area, told: dict[str, Any]) -> None:
    case = CaseFactory(partnership=here.partnership)
    MeetingFactory(case=case, **told)
    assert ("Next meeting" in read(here, case)) == (not told)


def test_an_unanswered_message_and_a_meeting_without_attendance_lead_to_their_pages(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    MessageThreadFactory(case=case, agency=here.hospital, waits_for=OFFICE)
    meeting = MeetingFactory(case=case, over=True)
    write_down(present.today())

    response = signed_in(here.people["officer"]).get(reverse("desk:case", args=[case.reference]))

    assert response.status_code == 200
    offered = [response.context["next"].main.url, *(one.url for one in response.context["next"].mine)]
    assert reverse("desk:messages", args=[case.reference]) in offered
    assert reverse("desk:meeting_step", args=[case.reference, meeting.pk, "record_attendance"]) in offered
