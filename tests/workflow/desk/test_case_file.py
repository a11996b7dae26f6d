"""The case file: what each page shows, to whom, and that every opening is logged."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import NARRATIVE, Area, far_along, referred, signed_in
from workflow.desk.case_file import file as case_file
from workflow.engine.door import perform
from workflow.models import Case, Event
from workflow.parties.roles import Actor
from workflow.report_seam import ReportContent

PAGES = ["case", "returns", "decision", "review", "notices", "timeline"]


def read(place: Area, case: Case, page: str = "case", role: str = "officer") -> str:
    response = signed_in(place.people[role]).get(reverse(f"desk:{page}", args=[case.reference]))
    assert response.status_code == 200
    return response.content.decode()


def test_every_opening_is_logged(here: Area) -> None:
    made = far_along(here)
    for page in PAGES:
        read(here, made["case"], page)
    signed_in(here.people["reviewer"]).get(
        reverse("desk:submission", args=[made["case"].reference, made["submission"].pk])
    )

    readings = Event.objects.filter(case=made["case"], machine="").order_by("position")
    assert [event.kind for event in readings] == ["case.read"] * len(PAGES) + ["submission.read"]
    assert readings.last().actor == here.people["reviewer"]
    assert readings.last().record_id == made["submission"].pk


def test_a_copy_read_outside_the_case_file_is_logged_but_not_its_sender_s_own(here: Area) -> None:
    made = far_along(here)
    copy = reverse("forms:copy", args=[made["submission"].pk])

    assert signed_in(made["submission"].owner).get(copy).status_code == 200
    assert not Event.objects.filter(kind="submission.read").exists()

    assert signed_in(here.people["officer"]).get(copy).status_code == 200
    logged = Event.objects.get(kind="submission.read")
    assert (logged.case, logged.actor, logged.record_id) == (
        made["case"],
        here.people["officer"],
        made["submission"].pk,
    )


def test_a_refused_opening_is_no_reading(here: Area, elsewhere: Area) -> None:
    made = far_along(here)

    signed_in(elsewhere.people["officer"]).get(reverse("desk:case", args=[made["case"].reference]))

    assert not Event.objects.filter(kind="case.read").exists()


@pytest.mark.duty("D2", "D5")
def test_the_overview_says_what_is_next_and_why_the_rest_is_not(here: Area) -> None:
    text = read(here, referred(here, screening=True).case)

    assert "Accept the referral" in text
    assert "Open a rapid review" in text
    assert "before the notification has been submitted" in text
    assert "Submit the notification" in text
    assert f"The people of {here.council}" in text


@pytest.mark.duty("D2")
def test_a_deadline_explains_itself(here: Area) -> None:
    text = read(here, referred(here).case)

    assert "Why this date?" in text
    assert "3 working days left" in text
    assert "Thursday 5 March 2026" in text
    assert "Saturday 28 February 2026, Saturday" in text
    assert "Children Act 2004, section 16C(1)" in text


def test_the_overview_shows_children_people_and_forms(here: Area) -> None:
    made = referred(here)
    text = read(here, made.case)

    assert "Jordan Example" in text
    assert "2 April 2019" in text
    assert "The child died" in text
    assert "Chris Relative" in text
    assert reverse("desk:submission", args=[made.case.reference, made.submission.pk]) in text
    assert NARRATIVE in text


def test_a_form_is_read_under_its_own_questions(here: Area) -> None:
    made = far_along(here)
    url = reverse("desk:submission", args=[made["case"].reference, made["submission"].pk])

    text = signed_in(here.people["officer"]).get(url).content.decode()

    assert NARRATIVE in text
    assert "Describe what happened" in text
    assert "version 1 of the form" in text


@pytest.mark.parametrize("role", ["sign_off", "strategic"])
def test_a_group_reads_the_report_not_what_was_sent_for_it(here: Area, role: str) -> None:
    made = far_along(here)
    text = read(here, made["case"], role=role)

    assert "Jordan Example" not in text
    assert "Chris Relative" not in text
    assert NARRATIVE not in text
    assert reverse("desk:returns", args=[made["case"].reference]) not in text
    assert "What was written" not in read(here, made["case"], "timeline", role)


def test_what_the_agency_wrote_since_stands_on_the_overview(here: Area, clock: Any) -> None:
    made = referred(here, screening=True)
    submitter, lead = Actor.of(here.people["submitter"]), Actor.of(here.people["lead"])
    now = made.case.opened_at
    perform(made, "add_information", by=submitter, now=now, data={"text": "It was the village school."})
    perform(made, "ask_to_withdraw", by=lead, now=now, data={"reason": "Sent twice."})

    text = read(here, made.case)

    assert "It was the village school." in text
    assert "The referring agency asked to withdraw the referral" in text
    assert "Sent twice." in text


def returned(place: Area, rapid_review: Any, agency: Any, *events: tuple[str, str], state: str = "submitted") -> None:
    said = {"return.chronology": [{"date": day, "event": what} for day, what in events]}
    case = rapid_review.case
    sent = SubmissionFactory(handler="agency_return", partnership=place.partnership, data_key=case.data_key, said=said)
    AgencyReturnFactory(rapid_review=rapid_review, agency=agency, submission=sent, **{state: True})


@pytest.mark.duty("D26", "D30")
def test_the_chronology_merges_all_returns_by_date(here: Area) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    returned(here, rapid_review, here.hospital, ("2026-01-05", "Seen at a clinic."), ("2025-11-30", "Born."))
    returned(here, rapid_review, here.council, ("2025-12-24", "A visit."))

    text = read(here, rapid_review.case, "returns")

    assert text.index("Born.") < text.index("A visit.") < text.index("Seen at a clinic.")
    assert "30 November 2025" in text
    assert text.count(str(here.council)) >= 2


def test_a_return_that_was_sent_back_is_left_out(here: Area) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    returned(here, rapid_review, here.hospital, ("2026-01-05", "Seen at a clinic."))
    officer, reason = Actor.of(here.people["officer"]), {"reason": "The dates are missing."}
    perform(rapid_review.returns.get(), "send_back", by=officer, now=MONDAY, data=reason)

    text = read(here, rapid_review.case, "returns")

    assert "Seen at a clinic." not in text
    assert "The dates are missing." in text


def test_a_late_return_says_so(here: Area, clock: Any) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    AgencyReturnFactory(rapid_review=rapid_review, agency=here.hospital, due_on=date(2026, 2, 27))

    assert "Late" in read(here, rapid_review.case, "returns")


@pytest.mark.duty("D12", "D13")
def test_votes_stand_side_by_side_with_dissent(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    RapidReviewFactory(case=case, drafted=True, votes="local_review no_review local_review", advice="Look again.")

    text = read(here, case, "decision")

    assert "The three partners differ: two agree, one dissents." in text
    assert text.count("Dissent<") == 1
    assert text.count("My reason.") == 3
    assert "Look again." in text


def test_a_missing_vote_is_said(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    RapidReviewFactory(case=case, drafted=True, votes="local_review")

    text = read(here, case, "decision")

    assert "2 of 3 seats have not voted yet." in text
    assert text.count("Has not voted yet.") == 2


@pytest.mark.duty("D15", "D17")
def test_the_decision_and_the_panels_response(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    RapidReviewFactory(case=case, concluded=True, justification="We had reasons.")

    text = read(here, case, "decision")

    assert "Because much can be learnt." in text
    assert "The Panel&#x27;s words." in text
    assert "We had reasons." in text


@pytest.mark.duty("D39")
def test_the_earliest_publication_with_its_arithmetic(here: Area) -> None:
    text = read(here, far_along(here)["case"], "review")

    assert "Thursday 12 March 2026" in text
    assert "7 clear working days must lie between the advance copy (Monday 2 March 2026)" in text
    assert "Saturday 7 March 2026: Saturday" in text


@pytest.mark.parametrize(("stage", "offered"), [("drafting", True), ("sign_off", False), ("signed_off", False)])
def test_the_report_is_offered_for_writing_until_it_lies_with_the_approvers(
    here: Area, monkeypatch: pytest.MonkeyPatch, stage: str, offered: bool
) -> None:
    case = CaseFactory(partnership=here.partnership)
    ReviewFactory(case=case, **{stage: True})
    facts = ReportContent("A title", True, True, (), frozenset(), "/edit-the-report/", "/preview/", "")
    monkeypatch.setattr(case_file, "report_desk", lambda: SimpleNamespace(content=lambda review: facts))

    assert ("/edit-the-report/" in read(here, case, "review")) is offered


def test_the_timeline_tells_in_plain_words(here: Area) -> None:
    made = referred(here, screening=True)
    officer = Actor.of(here.people["officer"])
    perform(made, "decline", by=officer, now=made.case.opened_at, data={"reason": "Below the definition."})

    text = read(here, made.case, "timeline")

    assert "The referral was not accepted" in text
    assert "Being screened → Not accepted" in text
    assert str(here.people["officer"]) in text
    assert "Below the definition." in text
    assert "Who opened this case file" in text
    assert "The case file was opened" in text


def test_who_opened_the_file_is_for_the_office(here: Area) -> None:
    assert "Who opened this case file" not in read(here, far_along(here)["case"], "timeline", "decider")


# Every page: five for the summary above it (what waits and for whom this person stands in, children, what differs, the
# forms that tell the day) and one for the stage. The overview asks once what the case has, and then for what it has;
# one each for other cases of the same child and what taking the case is based on. The decision: what a vote rests on.
@pytest.mark.parametrize(("page", "most"), [("case", 32), ("returns", 21), ("decision", 29), ("timeline", 23)])
def test_query_budgets(here: Area, django_assert_max_num_queries: Any, page: str, most: int) -> None:
    made = far_along(here)
    client = signed_in(here.people["officer"])
    url = reverse(f"desk:{page}", args=[made["case"].reference])
    client.get(url)

    with django_assert_max_num_queries(most):
        client.get(url)
