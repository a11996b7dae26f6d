"""The rapid review counts as sent to the Panel on the day it really went (D8, D9)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import at, fresh, refused, take
from workflow import clocks
from workflow.clocks.rules import rule_of
from workflow.models import BodyAddress, Notice, RapidReview
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import Occasion

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D8", "D9")]

WHY = {"national_importance": "no", "national_importance_reason": "Nothing new."}
PANEL = "Child Safeguarding Practice Review Panel"


@pytest.fixture
def decided() -> Any:
    made = RapidReviewFactory(decided=True)
    day = date(2026, 3, 2)
    clocks.start_on(made.case, Occasion.RAPID_REVIEW_COMPLETED, on=day, record=made, now=at("2026-03-02"))
    return made


def officer(record: Any) -> Actor:
    return actor(Role.OFFICER, record.case.partnership)


def test_a_letter_that_lies_in_the_register_is_not_with_the_panel(decided: RapidReview) -> None:
    by = officer(decided)
    asked = take(decided, "send", by, **WHY)
    assert (asked.sent_at, asked.get_state_display()) == (None, "On its way to the Panel")
    assert clocks.running(decided.case, rule_key="send-to-panel").exists()
    assert not clocks.running(decided.case, rule_key="panel-answer").exists()

    reason = refused(asked, "confirm_sent", by, "2026-03-05", kind="guard", proof="I know.")

    assert reason.startswith("The rapid review has not gone to the Panel.")
    assert f"{PANEL} (to be sent by hand)" in reason


def test_the_clocks_count_from_the_day_it_went(decided: RapidReview) -> None:
    by = officer(decided)
    asked = take(decided, "send", by, **WHY)
    send_by_hand(decided.case, PANEL, on="2026-03-04", now="2026-03-06")

    gone = fresh(asked)
    assert gone.get_state_display() == "Sent to the Panel"
    assert gone.sent_at.date() == date(2026, 3, 4)
    met = decided.case.deadlines.get(rule__key="send-to-panel")
    assert (met.state, met.met_on) == ("met", date(2026, 3, 4))
    answer = clocks.running(decided.case, rule_key="panel-answer").get()
    assert answer.started_on == date(2026, 3, 4)
    assert rule_of(decided.case.procedure, "panel-answer").starts_on == Occasion.SENT_TO_PANEL
    assert take(gone, "confirm_sent", by, "2026-03-06", proof="Receipt 4711").state == "awaiting_panel"


def test_by_mail_it_is_recorded_by_itself_and_failed_mail_is_not(decided: RapidReview) -> None:
    partnership = decided.case.partnership
    BodyAddress.objects.create(partnership=partnership, body="panel", email="panel@body.example")
    asked = take(decided, "send", officer(decided), **WHY)
    Notice.objects.filter(recipient_name=PANEL).update(state=Notice.State.FAILED)
    deliver_due(at("2026-03-02 09:05"))
    reason = refused(asked, "confirm_sent", officer(decided), kind="guard", proof="I know.")
    assert "the e-mail was not delivered" in reason

    Notice.objects.filter(recipient_name=PANEL).update(state=Notice.State.QUEUED)
    deliver_due(at("2026-03-03 09:05"))

    assert fresh(asked).sent_at == at("2026-03-03 09:05")


def test_the_panel_cannot_have_answered_before_it_went(decided: RapidReview) -> None:
    by = officer(decided)
    asked = take(decided, "send", by, **WHY)
    send_by_hand(decided.case, PANEL, on="2026-03-04", now="2026-03-04")
    awaiting = take(asked, "confirm_sent", by, "2026-03-04", proof="Receipt.")
    said = {"answered_on": "2026-03-03", "response": "We agree."}
    assert "4 March 2026" in refused(awaiting, "panel_agrees", by, "2026-03-05", kind="data", **said)
