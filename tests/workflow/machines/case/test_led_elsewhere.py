"""The lead passes to a body that does not use the portal: the case rests here until it comes back (D26)."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.case import MONDAY
from tests.factories.party import OutsideBodyFactory
from tests.factories.publication import PublicationFactory
from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow import clocks, notices
from workflow.clocks import reminders
from workflow.clocks.deadline import StopReason
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.whole import gather
from workflow.models import Agency, AgencyReturn, Case, Deadline, Notice, RapidReview
from workflow.notices import Recipient, mark_sent_by_hand
from workflow.notices.going import record_what_went, to_be_sent
from workflow.parties.roles import Actor
from workflow.procedures.version import Occasion
from workflow.worker.return_reminders import remind_due

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D26")]

WHY = "The child lives there; both partnerships agreed."
PANEL = "Child Safeguarding Practice Review Panel"


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


@pytest.fixture
def body(here: Area) -> Agency:
    made: Agency = OutsideBodyFactory(outside_for=here.partnership, name="Moorland Partnership")
    return made


@pytest.fixture
def case(here: Area, officer: Actor, body: Agency) -> Case:
    """Notified, in rapid review, the hospital asked for a return, the body involved; by real steps."""
    made: Case = referred(here).case
    for key, to in (("referral-received", here.people["submitter"]), ("notification-to-submit", None)):
        name, email = (str(to), to.email) if to else (here.council.name, here.council.contact_email)
        notices.queue([notices.compose(made, key, to=Recipient(name, email), now=MONDAY)])
    take(made, "involve_body", officer, body=body.pk, reason="It was agreed.", report="no")
    return made


@pytest.fixture
def reviewed(case: Case, here: Area, officer: Actor) -> RapidReview:
    """The same, notified and in rapid review, with the hospital asked for a return."""
    case.notifications.update(submitted_at=MONDAY)
    rapid_review = RapidReview.objects.create(case=case, data_key=case.data_key)
    clocks.start_on(case, Occasion.NOTIFIED, on=date(2026, 3, 2), record=rapid_review, now=MONDAY)
    ask = {"whom": "chosen", "asked_for": "return", "due_on": "2026-03-16", "request": ""}
    made: RapidReview = take(rapid_review, "request_returns", officer, agencies=[here.hospital.pk], **ask)
    return made


def pass_lead(case: Case, officer: Actor, body: Agency, when: str = "2026-03-10", on: str = "2026-03-04") -> Any:
    return take(case, "pass_lead_out", officer, when, body=body.pk, passed_on=on, reason=WHY)


def take_back(case: Case, officer: Actor, when: str = "2026-03-20", on: str = "2026-03-19") -> Any:
    return take(case, "take_lead_back", officer, when, returned_on=on, reason="They ask us to.")


# --- The lead passes ------------------------------------------------------------------------------------------------


def test_the_case_is_closed_here_and_says_who_leads(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency, here: Area
) -> None:
    passed = pass_lead(case, officer, body)

    assert (passed.state, passed.led_by, passed.led_since) == ("closed", body, date(2026, 3, 4))
    assert passed.get_state_display() == "Closed: led elsewhere"
    client = signed_in(here.people["officer"])
    page = client.get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "Closed: led elsewhere" in page
    assert "By Moorland Partnership, since 4 March 2026" in page
    queue = client.get(reverse("desk:queue"), {"tab": "closed"}).content.decode()
    assert "Led by Moorland Partnership since 4 March 2026" in queue
    assert case.reference not in client.get(reverse("desk:queue"), {"tab": "open"}).content.decode()


@pytest.mark.duty("D6")
def test_its_clocks_stop_and_are_never_a_breach(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency
) -> None:
    # Recorded after the five days of the notification were over; the lead had passed before.
    pass_lead(case, officer, body, when="2026-03-12")
    reminders.sweep_due(at("2026-06-01"))

    stopped = Deadline.objects.filter(case=case)
    assert len(stopped) > 1
    assert {one.state for one in stopped} == {Deadline.State.STOPPED}
    assert {one.stop_reason for one in stopped} == {StopReason.LED_ELSEWHERE}
    assert {one.stopped_on for one in stopped} == {date(2026, 3, 4)}
    assert {one.breached_at for one in stopped} == {None}


@pytest.mark.duty("D30")
def test_nobody_is_asked_or_reminded_any_more(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency, here: Area
) -> None:
    pass_lead(case, officer, body)

    assert AgencyReturn.objects.get().state == "recalled"
    assert notices_of(case, "return-recalled") == [here.hospital.name]
    assert remind_due(at("2026-03-16 12:00")) == 0
    mine = signed_in(here.people["officer"]).get(reverse("desk:queue"), {"tab": "mine"})
    waiting = [row.case for row in mine.context["rows"]]
    # Only what lies there to be sent by hand.
    assert waiting == ([case] if to_be_sent(case) else [])
    for notice in to_be_sent(case):
        mark_sent_by_hand(notice, by=officer.user, proof="By post.", on=date(2026, 3, 10), now=at("2026-03-10"))
    mine = signed_in(here.people["officer"]).get(reverse("desk:queue"), {"tab": "mine"})
    assert [row.case for row in mine.context["rows"]] == []


def test_nothing_is_done_in_any_of_its_machines(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency, here: Area
) -> None:
    pass_lead(case, officer, body)

    for record, step in (
        (reviewed, "hold_meeting"),
        (case.referrals.get(), "begin_screening"),
        (case.referrals.get(), "withdraw"),
        (case.notifications.get(), "withdraw"),
        (AgencyReturn.objects.get(), "ask_again"),
    ):
        reason = refused(record, step, officer, kind="guard")
        assert reason == "Moorland Partnership leads this case since 4 March 2026. Take the lead back first."
    for step in ("reopen", "sample_for_audit", "release_body"):
        assert "Take the lead back first" in refused(case, step, officer, kind="guard")
    assert reviewed.state == RapidReview.objects.get().state == "gathering"


def test_what_goes_meanwhile_starts_nothing(case: Case, reviewed: RapidReview, officer: Actor, body: Agency) -> None:
    """D8: a letter to the Panel that leaves after the lead has passed starts no clock here."""
    RapidReview._base_manager.filter(pk=reviewed.pk).update(state=RapidReview.SENT)
    pass_lead(case, officer, body)
    record_what_went(at("2026-03-11"))
    assert not Deadline.objects.filter(case=case, state=Deadline.State.RUNNING).exists()
    assert "Take the lead back" in refused(RapidReview.objects.get(), "confirm_sent", officer, kind="guard")


def test_whoever_was_told_is_told_who_leads_now(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency, here: Area
) -> None:
    pass_lead(case, officer, body)

    told = notices_of(case, "lead-passed-out")
    assert {str(here.people["submitter"]), here.hospital.name, here.council.name} <= set(told)
    assert any(name.endswith(case.partnership.name) for name in told)
    assert body.name not in told
    # By letter to the Panel, which was notified, and to the body itself.
    assert notices_of(case, "lead-passed-out-letter") == sorted([PANEL, body.name])
    letter = Notice.objects.get(key="lead-passed-out-letter", recipient_name=PANEL).letter
    assert "Moorland Partnership, since 4 March 2026." in [block["text"] for block in letter["blocks"]]
    for notice in Notice.objects.filter(key="lead-passed-out"):
        assert body.name not in notice.subject + notice.body


def test_the_panel_is_not_told_of_what_it_was_never_notified(case: Case, officer: Actor, body: Agency) -> None:
    pass_lead(case, officer, body)
    assert notices_of(case, "lead-passed-out-letter") == [body.name]


def test_agencies_read_that_nothing_is_asked_of_them(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency, here: Area
) -> None:
    pass_lead(case, officer, body)

    page = signed_in(here.people["submitter"]).get(reverse("workspace:case", args=[case.reference])).content.decode()
    assert "Moorland Partnership leads this case since 4 March 2026." in page
    assert "Nothing is asked of you here now." in page
    home = signed_in(here.people["council"]).get(reverse("workspace:home"))
    assert list(home.context["needs"]) == []
    assert "Led elsewhere" in home.content.decode()


def test_what_passing_the_lead_needs(case: Case, officer: Actor, body: Agency, here: Area) -> None:
    other = OutsideBodyFactory(outside_for=here.partnership)
    assert "in the list" in refused(
        case, "pass_lead_out", officer, kind="data", body=other.pk, passed_on="2026-03-02", reason=WHY
    )
    for day, words in (("2026-03-03", "today or in the past"), ("2026-03-01", "the case was opened")):
        assert words in refused(case, "pass_lead_out", officer, kind="data", body=body.pk, passed_on=day, reason=WHY)
    take(case, "release_body", officer, body=body.pk, reason="Not they.")
    assert "Involve one first" in refused(case, "pass_lead_out", officer, kind="guard")


@pytest.mark.duty("D42")
def test_who_published_the_report_keeps_the_lead(case: Case, officer: Actor, body: Agency) -> None:
    PublicationFactory(review__case=case, published=True)
    assert "published here" in refused(case, "pass_lead_out", officer, kind="guard")


# --- The lead comes back --------------------------------------------------------------------------------------------


def test_taken_back_it_goes_on_from_where_it_stood(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency, here: Area
) -> None:
    before = {one.rule_id: one.due_on for one in Deadline.objects.filter(case=case)}
    pass_lead(case, officer, body)

    back = take_back(case, officer)

    assert (back.state, back.led_by, back.led_since, back.closed_at) == ("open", None, None, None)
    running = Deadline.objects.filter(case=case, state=Deadline.State.RUNNING)
    assert {one.rule_id: one.due_on for one in running} == before
    assert take(reviewed, "hold_meeting", officer, held_on="2026-03-02", attendees="All.").state == "meeting"
    assert take(AgencyReturn.objects.get(), "ask_again", officer, due_on="2026-03-30", reason="Now.").state
    assert here.hospital.name in notices_of(case, "lead-taken-back")
    assert notices_of(case, "lead-taken-back-letter") == sorted([PANEL, body.name])
    letter = Notice.objects.get(key="lead-taken-back-letter", recipient_name=PANEL).letter
    text = " ".join(block["text"] for block in letter["blocks"])
    assert "had passed to Moorland Partnership on 4 March 2026" in text
    assert "since 19 March 2026" in text
    assert letter["missing"] == []


def test_a_clock_that_was_met_since_does_not_run_again(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency
) -> None:
    pass_lead(case, officer, body)
    take_back(case, officer)
    clocks.meet_on(case, Occasion.RAPID_REVIEW_COMPLETED, on=date(2026, 3, 20))
    still = {one.rule_id for one in Deadline.objects.filter(case=case, state=Deadline.State.RUNNING)}

    pass_lead(case, officer, body, when="2026-03-25", on="2026-03-25")
    take_back(case, officer, when="2026-03-26", on="2026-03-26")

    assert {one.rule_id for one in Deadline.objects.filter(case=case, state=Deadline.State.RUNNING)} == still


def test_time_that_was_approved_stays(case: Case, officer: Actor, body: Agency) -> None:
    clock = Deadline.objects.filter(case=case).earliest("due_on")
    clocks.extend(clock, date(2026, 4, 30), now=MONDAY, event_id=case.pk)
    pass_lead(case, officer, body)
    take_back(case, officer)
    again = Deadline.objects.get(case=case, rule=clock.rule, state=Deadline.State.RUNNING)
    assert (again.due_on, again.extended) == (date(2026, 4, 30), True)


def test_only_what_is_led_elsewhere_is_taken_back(case: Case, officer: Actor, body: Agency) -> None:
    refused(case, "take_lead_back", officer, kind="state")
    pass_lead(case, officer, body)
    assert "it took the lead" in refused(
        case, "take_lead_back", officer, "2026-03-20", kind="data", returned_on="2026-03-03", reason="Why."
    )


def test_another_area_neither_passes_nor_takes_back(case: Case, officer: Actor, body: Agency, elsewhere: Area) -> None:
    stranger = Actor.of(elsewhere.people["officer"])
    refused(case, "pass_lead_out", stranger, kind="role")
    pass_lead(case, officer, body)
    refused(case, "take_lead_back", stranger, kind="role")
    url = reverse("desk:step", args=[case.reference, "case", case.pk, "take_lead_back"])
    assert signed_in(elsewhere.people["officer"]).get(url).status_code == 404


def test_the_statistics_count_it_as_stopped_and_not_as_late(
    case: Case, reviewed: RapidReview, officer: Actor, body: Agency, here: Area
) -> None:
    pass_lead(case, officer, body, when="2026-03-12")
    found = gather([here.partnership], Period(Quarter(2026, 1), Quarter(2026, 1)), today=date(2026, 6, 1))
    tables = {table.key: table for table in found.tables}
    clocks_of = [table for key, table in tables.items() if key.startswith("clock-")]
    assert clocks_of
    for table in clocks_of:
        assert columns_of(table) == {"started", "stopped"}, table.title
    assert columns_of(tables["rapid-reviews"]) == {"all", "led_elsewhere"}
    assert columns_of(tables["referrals"]) == {"all", "led_elsewhere"}


def columns_of(table: Any) -> set[str]:
    """The columns of its only row in which something is counted."""
    row = table.rows[0]
    return {name for (name, _), cell in zip(table.columns, row.cells, strict=True) if cell not in (0, "")}
