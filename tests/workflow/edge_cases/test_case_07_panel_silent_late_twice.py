"""Edge case 7: the Panel is silent, late, or answers twice; a review commissioned before its answer is flagged."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow.clocks import rules_of
from workflow.procedures.version import Occasion

pytestmark = pytest.mark.django_db

WHY = "Asked twice; the family waits."
AGREED = {"answered_on": "2026-03-02", "response": "We agree."}


@pytest.fixture
def awaiting(clock: Any) -> Any:
    return RapidReviewFactory(awaiting_panel=True)


@pytest.fixture
def table(awaiting: Any) -> Table:
    return Table.of(awaiting.case.partnership)


def page(person: Any, name: str, case: Any) -> str:
    return str(signed_in(person.user).get(reverse(f"desk:{name}", args=[case.reference])).content.decode())


@pytest.mark.duty("D15")
def test_a_silent_panel_does_not_hold_the_case_for_ever(awaiting: Any, table: Table) -> None:
    assert "without the Panel’s answer" in refused(awaiting, "panel_silent", table.officer, kind="data")
    done = take(awaiting, "panel_silent", table.officer, reason=WHY)
    assert (done.state, done.choice, done.no_answer_reason) == ("concluded", "local_review", WHY)
    assert "that the Panel did not answer" in page(table.officer, "decision", awaiting.case)


@pytest.mark.duty("D15")
def test_a_late_answer_is_recorded_all_the_same(awaiting: Any, table: Table) -> None:
    done = take(awaiting, "panel_silent", table.officer, reason=WHY)
    late = take(done, "another_answer", table.officer, "2026-04-02", **AGREED, answer="agrees")
    assert (late.state, late.no_answer_at, late.panel_answered_on) == ("concluded", None, date(2026, 3, 2))
    assert len(notices_of(awaiting.case, "panel-answered")) == 3


@pytest.mark.duty("D15")
def test_the_answer_can_be_awaited_again(awaiting: Any, table: Table) -> None:
    done = take(awaiting, "panel_silent", table.officer, reason=WHY)
    again = take(done, "await_panel_again", table.officer, reason="It wrote that it is coming.")
    assert (again.state, again.no_answer_at) == ("awaiting_panel", None)
    answered = take(again, "panel_agrees", table.officer, **AGREED)
    assert "has answered" in refused(answered, "await_panel_again", table.officer, kind="guard", reason="Why not.")


@pytest.mark.duty("D15")
def test_the_clock_of_the_answer_runs_from_sending_to_the_answer_or_to_silence() -> None:
    """Which limit there is, is the edition's to say; without one nothing runs."""
    decided = RapidReviewFactory(decided=True)
    table = Table.of(decided.case.partnership)
    rules = [one for one in rules_of(decided.case.procedure).values() if one.met_by == Occasion.PANEL_ANSWERED]
    why = {"national_importance": "no", "national_importance_reason": "Nothing new."}
    gone = take(decided, "send", table.officer, **why)
    send_by_hand(decided.case, on="2026-03-02", now="2026-03-02")
    gone = take(gone, "confirm_sent", table.officer, proof="Receipt.")

    def clocks(state: str) -> int:
        return int(decided.case.deadlines.filter(state=state, rule__met_by=Occasion.PANEL_ANSWERED).count())

    assert clocks("running") == len(rules)
    silent = take(gone, "panel_silent", table.officer, reason=WHY)
    assert (clocks("running"), clocks("stopped")) == (0, len(rules))
    again = take(silent, "await_panel_again", table.officer, reason="It wrote.")
    assert clocks("running") == len(rules)
    take(again, "panel_agrees", table.officer, **AGREED)
    assert (clocks("running"), clocks("met")) == (0, len(rules))


@pytest.mark.duty("D15", "D16")
def test_a_panel_that_answers_twice_keeps_both_and_is_reconsidered_when_it_disagrees(
    awaiting: Any, table: Table
) -> None:
    done = take(awaiting, "panel_agrees", table.officer, **AGREED)
    said = {"answered_on": "2026-03-09", "response": "On reflection we do not.", "answer": "disagrees"}
    again = take(done, "another_answer", table.officer, "2026-03-10", **said)
    assert (again.state, again.question) == ("reconsidering", 2)
    first, second = again.panel_answers.all()
    assert (first.response, second.response) == ("We agree.", "On reflection we do not.")
    assert (first.question, second.question) == (None, 2)
    assert len(notices_of(awaiting.case, "panel-answered")) == 6
    assert len(notices_of(awaiting.case, "panel-disagrees")) == 4
    again = take(again, "reconvene", table.officer, "2026-03-11", held_on="2026-03-11", attendees="All.")
    again = take(again, "advise", table.scrutineer, "2026-03-11", text="The Panel has a point.")
    again = table.all_vote(again, "no_review", "2026-03-11")
    take(again, "decide_again", table.officer, "2026-03-11", justification="Convinced.", rationale="Said anew.")
    text = page(table.officer, "decision", awaiting.case)
    assert "Answer 2" in text
    assert "Reconsidered after the Panel’s answer of 9 March 2026" in text
    assert "Reconsidered decision: changed" in text


@pytest.mark.duty("D15")
def test_an_answer_that_says_the_same_changes_nothing(awaiting: Any, table: Table) -> None:
    done = take(awaiting, "panel_agrees", table.officer, **AGREED)
    same = take(done, "another_answer", table.officer, **AGREED, answer="agrees")
    assert (same.state, same.question, same.panel_answers.count()) == ("concluded", 1, 2)
    refused(same, "another_answer", table.officer, kind="data", **AGREED, answer="national")


@pytest.mark.duty("D15", "D21")
def test_a_review_commissioned_before_the_answer_is_flagged(awaiting: Any, table: Table) -> None:
    take(awaiting.case, "commission_review", table.officer, kind="local")
    assert fresh(awaiting).early_review_at is not None
    for name in ("case", "decision"):
        assert "before the Panel had answered" in page(table.officer, name, awaiting.case)


@pytest.mark.duty("D15")
def test_a_review_commissioned_after_the_answer_is_not(awaiting: Any, table: Table) -> None:
    done = take(awaiting, "panel_agrees", table.officer, **AGREED)
    take(done.case, "commission_review", table.officer, kind="local")
    assert fresh(done).early_review_at is None
    assert "before the Panel had answered" not in page(table.officer, "case", awaiting.case)
