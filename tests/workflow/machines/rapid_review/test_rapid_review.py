"""The rapid review: opened by a notification alone, four parts, returns, letters to the Panel (D5-D10, D15-D17)."""

from datetime import date
from typing import Any

import pytest

from forms import handlers
from forms.handlers import Refused as NotStarted
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.rapid_review import RapidReviewFactory, VoteFactory
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.intake.sending import send
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine.door import option
from workflow.machines.rapid_review.questions import PARTS, WEIGHED
from workflow.models import RapidReview
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db

NOT_BEFORE = "The rapid review cannot be opened before the notification has been submitted."
WRITTEN = dict.fromkeys(PARTS, "Written.") | dict.fromkeys(WEIGHED, "no")


@pytest.fixture
def rapid_review() -> Any:
    return RapidReviewFactory(clock=True)


@pytest.fixture
def officer(rapid_review: Any) -> Actor:
    return actor(Role.OFFICER, rapid_review.case.partnership)


def sent(rapid_review: Any, **said: Any) -> Any:
    """What the form stored for this rapid review."""
    case = rapid_review.case
    return SubmissionFactory(
        handler="complete_rapid_review",
        partnership=case.partnership,
        subject=str(case.pk),
        data_key=case.data_key,
        said={**WRITTEN, **said},
    )


# --- No other way in --------------------------------------------------------------------------------


@pytest.mark.duty("D5")
@pytest.mark.parametrize("state", [None, "clock_running", "withdrawn", "not_required"])
def test_before_the_notification_was_submitted_no_step_opens_it(state: str | None) -> None:
    case = CaseFactory()
    if state:
        NotificationFactory(case=case, state=state)
    officer = actor(Role.OFFICER, case.partnership)
    assert refused(case, "open_rapid_review", officer, kind="guard") == NOT_BEFORE
    assert option(case, "open_rapid_review", by=officer, now=at("2026-03-02")).why_not == NOT_BEFORE
    assert not RapidReview.objects.exists()


@pytest.mark.duty("D5")
def test_nor_does_its_form(rapid_review: Any) -> None:
    case = CaseFactory()
    NotificationFactory(case=case)
    officer = actor(Role.OFFICER, case.partnership)
    page = form_page("complete_rapid_review", case.partnership)
    with pytest.raises(NotStarted) as refusal:
        send(page, officer.user, WRITTEN, now=at("2026-03-02"), subject=case.pk)
    assert refusal.value.reason == NOT_BEFORE


# --- Returns, meeting, draft -------------------------------------------------------------------------


@pytest.mark.duty("D30")
def test_agencies_are_asked_by_a_date(rapid_review: Any, officer: Actor) -> None:
    asked = [AgencyFactory(of=rapid_review.case.partnership, name=name) for name in ("Police", "School")]
    gathering = take(rapid_review, "request_returns", officer, agencies=[a.pk for a in asked], due_on="2026-03-09")
    assert gathering.state == "gathering"
    returns = {each.agency.name: (each.state, each.due_on) for each in gathering.returns.all()}
    assert returns == {name: ("requested", date(2026, 3, 9)) for name in ("Police", "School")}
    assert notices_of(rapid_review.case, "return-requested") == ["Police", "School"]


@pytest.mark.duty("D30")
def test_no_agency_is_asked_twice_nor_one_of_another_area(rapid_review: Any, officer: Actor) -> None:
    asked = AgencyFactory(of=rapid_review.case.partnership)
    stranger = AgencyFactory(of=PartnershipFactory(slug="elsewhere", code="ELSE"))
    gathering = take(rapid_review, "request_returns", officer, agencies=[asked.pk], due_on="2026-03-09")
    for agency in (asked, stranger):
        reason = refused(gathering, "request_returns", officer, kind="data", agencies=[agency.pk], due_on="2026-03-09")
        assert reason == "Choose agencies of this partnership that were not asked before."
    late = AgencyFactory(of=rapid_review.case.partnership)
    assert "today or later" in refused(
        gathering, "request_returns", officer, kind="data", agencies=[late.pk], due_on="2026-03-01"
    )


def test_the_meeting_is_recorded(officer: Actor) -> None:
    gathering = RapidReviewFactory(gathering=True)
    assert "today or in the past" in refused(
        gathering, "hold_meeting", officer, kind="data", held_on="2026-03-03", attendees="Everybody"
    )
    met = take(gathering, "hold_meeting", officer, held_on="2026-03-02", attendees="Pat, police")
    assert (met.state, met.met_on, met.attendees) == ("meeting", date(2026, 3, 2), "Pat, police")


@pytest.mark.duty("D7")
def test_the_form_drafts_it(rapid_review: Any, officer: Actor) -> None:
    case = rapid_review.case
    page = form_page("complete_rapid_review", case.partnership)
    submission = send(page, officer.user, WRITTEN, now=at("2026-03-02"), subject=case.pk)
    assert (submission.state, submission.reference) == ("accepted", case.reference)
    drafted = fresh(rapid_review)
    assert (drafted.state, drafted.submission_id) == ("drafted", submission.pk)


@pytest.mark.duty("D7")
@pytest.mark.parametrize("part", PARTS)
def test_without_one_of_the_four_parts_it_is_not_drafted(rapid_review: Any, officer: Actor, part: str) -> None:
    reason = refused(rapid_review, "draft", officer, kind="data", submission=sent(rapid_review, **{part: " "}).pk)
    assert reason == f"The rapid review has four parts. Missing: {PARTS[part]}."


@pytest.mark.duty("D10")
@pytest.mark.parametrize("weighed", WEIGHED)
def test_each_criterion_and_circumstance_is_weighed(rapid_review: Any, officer: Actor, weighed: str) -> None:
    reason = refused(rapid_review, "draft", officer, kind="data", submission=sent(rapid_review, **{weighed: ""}).pk)
    assert reason == f"Each criterion and circumstance is weighed. Missing: {WEIGHED[weighed]}."


@pytest.mark.duty("D10")
def test_the_shipped_form_asks_for_what_the_duties_need() -> None:
    assert set(handlers.get("complete_rapid_review").required_meanings) == {*PARTS, *WEIGHED}


def test_a_form_about_another_case_drafts_nothing(rapid_review: Any, officer: Actor) -> None:
    other = RapidReviewFactory(case__partnership=rapid_review.case.partnership)
    assert "does not belong to this step" in refused(
        rapid_review, "draft", officer, kind="data", submission=sent(other).pk
    )
    assert "send the form" in refused(rapid_review, "draft", officer, kind="data")


@pytest.mark.duty("D12")
def test_sent_again_it_is_voted_on_anew(officer: Actor) -> None:
    drafted = RapidReviewFactory(drafted=True, votes="no_review no_review no_review")
    assert drafted.tally().is_unanimous
    again = take(drafted, "draft", officer, submission=sent(drafted).pk)
    assert again.tally().missing == ["Local authority", "Police", "Integrated care board"]
    assert "have been weighed" in refused(again, "decide", officer, kind="guard", rationale="Because.")


def test_prefilled_with_the_definition_as_weighed_and_the_meeting(officer: Actor) -> None:
    met = RapidReviewFactory(meeting=True, attendees="Pat, police")
    ReferralFactory(case=met.case, accepted=True)
    page = form_page("complete_rapid_review", met.case.partnership)
    known = handlers.get("complete_rapid_review").prefill(page=page, user=officer.user, subject=str(met.case.pk))
    assert known == {
        "incident.abuse_or_neglect": "suspected",
        "incident.harm": "died",
        "rapid_review.met_on": "2026-02-27",
        "rapid_review.attendees": "Pat, police",
    }


# --- Decided, sent, answered -------------------------------------------------------------------------


@pytest.mark.duty("D6")
def test_the_decision_meets_the_clock(officer: Actor) -> None:
    drafted = RapidReviewFactory(drafted=True, clock=True, votes="no_review no_review no_review")
    take(drafted, "decide", officer, "2026-03-20", rationale="Because.")
    deadline = drafted.case.deadlines.get(rule__key="rapid-review")
    assert (deadline.state, deadline.met_on, deadline.is_breached) == ("met", date(2026, 3, 20), False)


@pytest.mark.duty("D6")
def test_decided_too_late_the_breach_is_on_record(officer: Actor) -> None:
    drafted = RapidReviewFactory(drafted=True, clock=True, votes="no_review no_review no_review")
    take(drafted, "decide", officer, "2026-03-23", rationale="Because.")
    deadline = drafted.case.deadlines.get(rule__key="rapid-review")
    assert (deadline.due_on, deadline.is_breached) == (date(2026, 3, 20), True)


@pytest.mark.duty("D8")
@pytest.mark.duty("D9")
def test_report_and_decision_go_to_the_panel(officer: Actor) -> None:
    decided = RapidReviewFactory(decided=True)
    assert "complex or of national importance" in refused(decided, "send", officer, kind="data")
    gone = take(decided, "send", officer, national_importance="may", national_importance_reason="A new kind of harm.")
    assert (gone.state, gone.sent_at) == ("sent", None)
    assert gone.for_panel == {"national_importance": "may", "national_importance_reason": "A new kind of harm."}
    assert notices_of(decided.case, "rapid-review-for-panel") == ["Child Safeguarding Practice Review Panel"]
    send_by_hand(decided.case, on="2026-03-02", now="2026-03-02")
    assert fresh(gone).sent_at == at("2026-03-02")
    assert "how you know" in refused(gone, "confirm_sent", officer, kind="data")
    assert take(gone, "confirm_sent", officer, proof="Receipt 4711").state == "awaiting_panel"


@pytest.mark.duty("D8")
def test_nothing_goes_to_the_panel_before_the_decision(officer: Actor) -> None:
    drafted = RapidReviewFactory(drafted=True)
    answer = {"national_importance": "no", "national_importance_reason": "Nothing new."}
    assert "follows “Decided”" in refused(drafted, "send", officer, kind="state", **answer)


@pytest.mark.duty("D15")
def test_the_panels_answer_is_reported_to_the_partners(officer: Actor) -> None:
    awaiting = RapidReviewFactory(awaiting_panel=True)
    seats = [actor(Role.DECISION_MAKER, awaiting.case.partnership, seat=seat) for seat in ("police", "icb")]
    concluded = take(awaiting, "panel_agrees", officer, answered_on="2026-03-02", response="We agree.")
    assert (concluded.state, concluded.panel_response) == ("concluded", "We agree.")
    assert notices_of(awaiting.case, "panel-answered") == sorted(str(seat.user) for seat in seats)


@pytest.mark.duty("D16")
def test_a_panel_that_disagrees_convenes_the_deciders_and_the_scrutineer(officer: Actor) -> None:
    awaiting = RapidReviewFactory(awaiting_panel=True)
    partnership = awaiting.case.partnership
    convened = [actor(Role.DECISION_MAKER, partnership, seat="icb"), actor(Role.SCRUTINEER, partnership)]
    answer = {"answered_on": "2026-03-02", "response": "We do not agree."}
    assert take(awaiting, "panel_disagrees", officer, **answer).state == "reconsidering"
    assert notices_of(awaiting.case, "panel-disagrees") == sorted(str(person.user) for person in convened)


def test_votes_are_of_one_round() -> None:
    drafted = RapidReviewFactory(drafted=True, votes="no_review no_review local_review")
    VoteFactory(rapid_review=drafted, round=2, seat="icb", choice="no_review")
    assert drafted.tally().is_split
