"""The scrutineer advises when the Panel disagrees, before the partners vote again; and no place waits for ever."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.procedure import edition
from tests.workflow.reviews.steps import at, notices_of, refused, take
from tests.workflow.waiting import waiting_for
from workflow.engine.door import option
from workflow.models import Case, Deadline, Membership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

LOCAL, NONE = "local_review", "no_review"
ANSWER = {"answered_on": "2026-03-02", "response": "The Panel's words."}
MET = {"held_on": "2026-03-02", "attendees": "The three deciders and the scrutineer."}
BY_EMAIL = {
    "given_on": "2026-03-02",
    "through": "An e-mail to the support office.",
    "text": "Listen to the Panel.",
    "reason": "The scrutineer is abroad.",
}
WITHOUT = {"reason": "Asked twice; the scrutineer is ill."}
# Monday 2 March and five working days; the day after.
LAST, AFTER = "2026-03-09", "2026-03-10"


@pytest.fixture
def table() -> Table:
    return Table.of(CaseFactory().partnership)


@pytest.fixture
def disagreed(table: Table) -> Any:
    """The Panel disagreed; the deciders and the scrutineer have met."""
    again = take(RapidReviewFactory(awaiting_panel=True), "panel_disagrees", table.officer, **ANSWER)
    return take(again, "reconvene", table.officer, **MET)


def waits(case: Case, table: Table, on: str = "2026-03-02") -> set[str]:
    people = {"officer": table.officer, "scrutineer": table.scrutineer, **table.seats}
    today = at(on).date()
    return {
        name for name, one in people.items() if Case.objects.filter(waiting_for(one, today=today), pk=case.pk).exists()
    }


def clock_of(rapid_review: Any) -> Deadline:
    found: Deadline = Deadline.objects.filter(record_id=rapid_review.pk, rule__key="advice").latest("opened_at")
    return found


# --- The Panel disagrees -----------------------------------------------------------------------------------------


@pytest.mark.duty("D16", "D17")
def test_the_scrutineer_advises_before_they_vote_again_though_they_agree(disagreed: Any, table: Table) -> None:
    vote = {"choice": LOCAL, "reason": "We keep it."}
    assert "advises on the Panel’s answer" in refused(disagreed, "vote", table.seats["icb"], kind="guard", **vote)
    reason = refused(disagreed, "decide_again", table.officer, kind="guard", justification="Because.")
    assert "advises on the Panel’s answer" in reason
    advised = take(disagreed, "advise", table.scrutineer, text="The Panel has a point.")
    advised = table.all_vote(advised, LOCAL)
    done = take(advised, "decide_again", table.officer, justification="We keep it.")
    assert (done.state, done.route) == ("concluded", "unanimous")
    assert [(one.question, one.round, one.text) for one in done.advices.all()] == [(2, 0, "The Panel has a point.")]


@pytest.mark.duty("D16")
def test_a_delegate_waits_for_the_advice_too(disagreed: Any, table: Table) -> None:
    said = {"seat": "police", "delegate": table.deputy.user.pk, "until": "2026-03-06", "reason": "On leave."}
    named = take(disagreed, "name_delegate", table.seats["police"], **said)
    vote = {"choice": LOCAL, "reason": "We keep it."}
    assert "advises on the Panel’s answer" in refused(named, "vote_as_delegate", table.deputy, kind="guard", **vote)
    assert len(notices_of(disagreed.case, "advice-asked-on-answer")) == 1


@pytest.mark.duty("D16")
def test_the_case_waits_for_the_scrutineer_then_for_the_seats(disagreed: Any, table: Table) -> None:
    disagreed.case.notices.update(state="sent")
    assert notices_of(disagreed.case, "advice-asked-on-answer") == [str(table.scrutineer.user)]
    assert waits(disagreed.case, table) == {"scrutineer"}
    take(disagreed, "advise", table.scrutineer, text="The Panel has a point.")
    assert waits(disagreed.case, table) == {"local_authority", "police", "icb"}
    assert (clock_of(disagreed).state, clock_of(disagreed).met_on) == ("met", date(2026, 3, 2))


@pytest.mark.duty("D16")
def test_advice_may_be_given_before_the_meeting_and_again_until_somebody_votes(table: Table) -> None:
    again = take(RapidReviewFactory(awaiting_panel=True), "panel_disagrees", table.officer, **ANSWER)
    again = take(again, "advise", table.scrutineer, text="First thoughts.")
    again = take(again, "advise", table.scrutineer, text="Second thoughts.")
    assert [one.text for one in again.advices.all()] == ["Second thoughts."]
    again = table.vote(take(again, "reconvene", table.officer, **MET), police=LOCAL)
    assert "Not voted yet" in refused(again, "advise", table.scrutineer, kind="guard", text="Third thoughts.")


@pytest.mark.duty("D13", "D17")
def test_advice_on_the_answer_is_not_advice_on_their_difference(disagreed: Any, table: Table) -> None:
    again = take(disagreed, "advise", table.scrutineer, text="The Panel has a point.")
    again = table.vote(again, local_authority=NONE, police=NONE, icb=LOCAL)
    assert "Ask the independent scrutineer" in refused(again, "second_round", table.officer, kind="guard")
    assert notices_of(again.case, "advice-asked") == [str(table.scrutineer.user)]
    again = take(again, "advise", table.scrutineer, text="Think of the brother.")
    take(again, "second_round", table.officer)
    assert [one.round for one in again.advices.all()] == [0, 1]


@pytest.mark.duty("D16")
def test_each_answer_of_the_panel_is_advised_on(disagreed: Any, table: Table) -> None:
    again = table.all_vote(take(disagreed, "advise", table.scrutineer, text="It has a point."), LOCAL)
    done = take(again, "decide_again", table.officer, justification="We keep it.")
    again = take(done, "another_answer", table.officer, **ANSWER, answer="disagrees")
    again = take(again, "reconvene", table.officer, **MET)
    vote = {"choice": LOCAL, "reason": "We keep it."}
    assert "advises on the Panel’s answer" in refused(again, "vote", table.seats["icb"], kind="guard", **vote)


# --- No dead end -------------------------------------------------------------------------------------------------


@pytest.mark.duty("D16", "D17")
def test_advice_that_came_by_email_is_recorded_by_the_office(disagreed: Any, table: Table) -> None:
    for name in BY_EMAIL:
        refused(disagreed, "record_advice", table.officer, kind="data", **{**BY_EMAIL, name: ""})
    advised = take(disagreed, "record_advice", table.officer, "2026-03-03", **BY_EMAIL)
    kept = advised.advices.get()
    assert (kept.text, kept.given_on, kept.through) == (
        "Listen to the Panel.",
        date(2026, 3, 2),
        "An e-mail to the support office.",
    )
    assert (kept.reason, kept.by, kept.not_given) == ("The scrutineer is abroad.", table.officer.user, False)
    assert clock_of(disagreed).met_on == date(2026, 3, 2)
    table.all_vote(advised, NONE, "2026-03-03")


@pytest.mark.duty("D16", "D17")
def test_advice_that_was_not_given_by_the_day_set_holds_nothing_up(disagreed: Any, table: Table) -> None:
    assert str(clock_of(disagreed).due_on) == LAST
    for when in ("2026-03-02", LAST):
        assert "until 9 March 2026" in refused(
            disagreed, "go_without_advice", table.officer, when, kind="guard", **WITHOUT
        )
    assert (
        "why the partners go on" in refused(disagreed, "go_without_advice", table.officer, AFTER, kind="data").lower()
    )
    refused(disagreed, "go_without_advice", table.scrutineer, AFTER, kind="role", **WITHOUT)
    going_on = take(disagreed, "go_without_advice", table.officer, AFTER, **WITHOUT)
    kept = going_on.advices.get()
    assert (kept.not_given, kept.reason, kept.text) == (True, WITHOUT["reason"], None)
    assert (clock_of(disagreed).state, clock_of(disagreed).stop_reason) == ("stopped", "no_advice")
    done = take(table.all_vote(going_on, LOCAL, AFTER), "decide_again", table.officer, AFTER, justification="Kept.")
    assert done.state == "concluded"


@pytest.mark.duty("D16")
def test_where_nobody_is_the_scrutineer_nobody_is_waited_for(disagreed: Any, table: Table) -> None:
    Membership.objects.filter(role=Role.SCRUTINEER).update(ended_at=at("2026-03-02"))
    take(disagreed, "go_without_advice", table.officer, reason="The post is vacant.")


@pytest.mark.duty("D16")
def test_an_edition_that_sets_no_day_leaves_it_to_the_office(table: Table) -> None:
    awaiting = RapidReviewFactory(case=CaseFactory(procedure=edition("no-day-for-advice")), awaiting_panel=True)
    Deadline.objects.all().delete()
    again = take(awaiting, "panel_disagrees", table.officer, **ANSWER)
    Deadline.objects.filter(record_id=again.pk).delete()
    take(again, "go_without_advice", table.officer, **WITHOUT)


@pytest.mark.duty("D13")
def test_in_the_first_round_too_the_office_records_the_advice(table: Table) -> None:
    drafted = table.vote(RapidReviewFactory(drafted=True), local_authority=LOCAL, police=LOCAL, icb=NONE)
    drafted = take(drafted, "record_advice", table.officer, **BY_EMAIL)
    drafted = take(drafted, "second_round", table.officer)
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert take(drafted, "decide", table.officer, rationale="Because.").route == "majority"


@pytest.mark.duty("D13")
def test_in_the_first_round_too_the_partners_go_on_without_it_and_the_record_says_so(table: Table) -> None:
    drafted = table.vote(RapidReviewFactory(drafted=True), local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert "has until" in refused(drafted, "go_without_advice", table.officer, kind="guard", **WITHOUT)
    drafted = take(drafted, "go_without_advice", table.officer, AFTER, **WITHOUT)
    drafted = take(drafted, "second_round", table.officer, AFTER)
    drafted = table.vote(drafted, AFTER, local_authority=LOCAL, police=LOCAL, icb=NONE)
    decided = take(drafted, "decide", table.officer, AFTER, rationale="Because.")
    assert decided.route == decided.decisions.get().route == "unadvised"
    assert "without advice" in decided.get_route_display()


@pytest.mark.duty("D13")
def test_nothing_is_recorded_where_no_advice_is_waited_for(table: Table) -> None:
    drafted = table.all_vote(RapidReviewFactory(drafted=True), LOCAL)
    assert "No advice" in refused(drafted, "go_without_advice", table.officer, AFTER, kind="guard", **WITHOUT)
    assert "no advice is needed" in refused(drafted, "record_advice", table.officer, kind="guard", **BY_EMAIL)


@pytest.mark.duty("D13")
def test_the_clock_stops_when_the_partners_differ_no_longer(table: Table) -> None:
    drafted = table.vote(RapidReviewFactory(drafted=True), local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert clock_of(drafted).state == "running"
    table.vote(drafted, icb=LOCAL)
    assert (clock_of(drafted).state, clock_of(drafted).stop_reason) == ("stopped", "not_required")


# --- On the desk -------------------------------------------------------------------------------------------------


@pytest.mark.duty("D16")
def test_the_decision_page_tells_the_advice_and_how_it_came(disagreed: Any, table: Table, clock: Any) -> None:
    pages, address = signed_in(table.officer.user), reverse("desk:decision", args=[disagreed.case.reference])
    text = pages.get(address).content.decode()
    assert "The scrutineer’s advice on the Panel’s answer is not recorded yet" in text
    assert reverse("desk:step", args=[disagreed.case.reference, "rapid_review", disagreed.pk, "record_advice"]) in text
    take(disagreed, "record_advice", table.officer, **BY_EMAIL)
    text = pages.get(address).content.decode()
    for told in ("Listen to the Panel.", "An e-mail to the support office.", "The scrutineer is abroad."):
        assert told in text


@pytest.mark.duty("D16")
def test_the_decision_page_tells_that_none_was_given(disagreed: Any, table: Table, clock: Any) -> None:
    take(disagreed, "go_without_advice", table.officer, AFTER, **WITHOUT)
    address = reverse("desk:decision", args=[disagreed.case.reference])
    text = signed_in(table.officer.user).get(address).content.decode()
    assert "The scrutineer gave no advice" in text
    assert "Asked twice; the scrutineer is ill." in text


@pytest.mark.duty("D16")
def test_the_scrutineer_finds_the_step_on_the_desk(disagreed: Any, table: Table) -> None:
    assert option(disagreed, "advise", by=table.scrutineer, now=at("2026-03-02")).allowed


@pytest.mark.duty("D13", "D16")
def test_what_is_recorded_does_not_stand_out_any_more(disagreed: Any, table: Table) -> None:
    assert disagreed.recorded == {"reconvene"}
    advised = take(disagreed, "advise", table.scrutineer, text="The Panel has a point.")
    assert advised.recorded == {"reconvene", "advise"}
    # Where they differ on it, advice is waited for again.
    assert table.vote(advised, local_authority=NONE, police=NONE, icb=LOCAL).recorded == {"reconvene"}
