"""The Panel: its answers (D15), votes again when it disagrees (D16, D17), national reviews (D45 to D47)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.procedure import edition
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from tests.workflow.weighing import weighed_by_panel
from workflow.engine.door import option
from workflow.engine.step import Refused
from workflow.machines.case.guards import commissionable_kinds, kinds_to_commission
from workflow.models import Notice
from workflow.notices.outbox import compose_letter
from workflow.parties.roles import Group, Role

pytestmark = pytest.mark.django_db

LOCAL, NONE = "local_review", "no_review"
ANSWER = {"answered_on": "2026-03-02", "response": "The Panel's words."}
TOLD = {"rationale": "What the family is told now."}
MET = {"held_on": "2026-03-02", "attendees": "The three deciders and the scrutineer."}


@pytest.fixture
def awaiting() -> Any:
    return RapidReviewFactory(awaiting_panel=True)


@pytest.fixture
def table(awaiting: Any) -> Table:
    return Table.of(awaiting.case.partnership)


@pytest.mark.duty("D15")
def test_an_answer_is_kept_with_the_day_it_came(awaiting: Any, table: Table) -> None:
    said = {**ANSWER, "answered_on": "2026-03-02", "received_on": "2026-03-04"}
    take(awaiting, "panel_agrees", table.officer, "2026-03-05", **said)
    kept = awaiting.panel_answers.get()
    assert (kept.means, kept.answered_on, kept.received_on) == ("agrees", date(2026, 3, 2), date(2026, 3, 4))
    assert (kept.response, kept.by, kept.label) == (
        "The Panel's words.",
        table.officer.user,
        "The Panel agrees with the decision",
    )


@pytest.mark.duty("D15")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"answered_on": "2026-03-03"}, "today or in the past"),
        ({"answered_on": "2026-02-26"}, "cannot have answered before"),
        ({"received_on": "2026-03-01"}, "cannot have reached you before"),
        ({"received_on": "2026-03-03"}, "today or in the past"),
        ({"response": " "}, "what the Panel says"),
        ({"answered_on": "2026-02-31"}, "real date"),
    ],
)
def test_days_that_cannot_be(awaiting: Any, table: Table, wrong: dict[str, str], why: str) -> None:
    assert why in refused(awaiting, "panel_agrees", table.officer, kind="data", **{**ANSWER, **wrong})


@pytest.mark.duty("D15")
def test_an_edition_with_several_answers_asks_which() -> None:
    answers = [
        {"key": "agrees", "text": "Agrees", "means": "agrees"},
        {"key": "agrees_learning", "text": "Agrees, and asks for more learning", "means": "agrees"},
        {"key": "disagrees", "text": "Disagrees", "means": "disagrees"},
    ]
    case = CaseFactory(procedure=edition("several-answers", panel_responses=answers))
    awaiting, officer = RapidReviewFactory(case=case, awaiting_panel=True), actor(Role.OFFICER, case.partnership)
    assert "Choose the Panel’s answer" in refused(awaiting, "panel_agrees", officer, kind="data", **ANSWER)
    refused(awaiting, "panel_agrees", officer, kind="data", **ANSWER, answer="disagrees")
    take(awaiting, "panel_agrees", officer, **ANSWER, answer="agrees_learning")
    assert awaiting.panel_answers.get().label == "Agrees, and asks for more learning"


# --- The Panel disagrees ----------------------------------------------------------------------------------------------


@pytest.mark.duty("D16")
def test_they_meet_before_they_vote_again(awaiting: Any, table: Table) -> None:
    again = take(awaiting, "panel_disagrees", table.officer, **ANSWER)
    assert awaiting.panel_answers.get().question == again.question == 2
    assert len(notices_of(awaiting.case, "panel-answered")) == 3
    vote = {"choice": NONE, "reason": "The Panel is right."}
    assert "meet on the Panel’s answer" in refused(again, "vote", table.seats["police"], kind="guard", **vote)
    assert "took part" in refused(again, "reconvene", table.officer, kind="data", held_on="2026-03-02")
    again = take(again, "reconvene", table.officer, **MET)
    assert len(notices_of(awaiting.case, "decision-awaited")) == 3
    again = take(again, "advise", table.scrutineer, text="Listen to the Panel.")
    table.vote(again, police=NONE)


@pytest.mark.duty("D16", "D17")
def test_not_one_decision_maker_alone(awaiting: Any, table: Table) -> None:
    again = take(awaiting, "panel_disagrees", table.officer, **ANSWER)
    assert "meet on the Panel’s" in refused(
        again, "decide_again", table.officer, kind="guard", justification="Because."
    )
    again = take(again, "reconvene", table.officer, **MET)
    again = take(again, "advise", table.scrutineer, text="Listen to the Panel.")
    again = table.vote(again, icb=NONE)
    refused(again, "decide_again", table.seats["icb"], kind="role", justification="Because.")
    assert "Not voted yet" in refused(again, "decide_again", table.officer, kind="guard", justification="Because.")


@pytest.mark.duty("D17")
@pytest.mark.parametrize(("choice", "changed"), [(LOCAL, False), (NONE, True)])
def test_kept_or_changed_it_is_justified_to_the_panel(awaiting: Any, table: Table, choice: str, changed: bool) -> None:
    first = awaiting.decided_at
    again = take(awaiting, "panel_disagrees", table.officer, **ANSWER)
    again = take(again, "reconvene", table.officer, **MET)
    again = take(again, "advise", table.scrutineer, text="Listen to the Panel.")
    again = table.all_vote(again, choice)
    assert "Enter the justification" in refused(again, "decide_again", table.officer, kind="data")
    done = take(again, "decide_again", table.officer, justification="We looked again.", **TOLD)
    assert (done.state, done.choice, done.justification) == ("concluded", choice, "We looked again.")
    assert (done.decided_at != first) is changed
    earlier, later = done.decisions.all()
    assert (earlier.choice, later.choice, later.changed, later.is_reconsidered) == (LOCAL, choice, changed, True)
    assert (later.met_on, later.attendees, later.text) == (date(2026, 3, 2), MET["attendees"], "We looked again.")
    assert notices_of(done.case, "justification-for-panel") == ["Child Safeguarding Practice Review Panel"]
    assert commissionable_kinds(done.case) == (set() if changed else {"local"})


@pytest.mark.duty("D13", "D17")
def test_where_they_differ_again_the_scrutineer_advises_and_the_majority_decides(table: Table) -> None:
    again = RapidReviewFactory(reconvened=True)
    for number in (1, 2):
        again = table.vote(again, local_authority=NONE, police=NONE, icb=LOCAL)
        if number == 1:
            reason = refused(again, "decide_again", table.officer, kind="guard", justification="Because.")
            assert "Ask the independent scrutineer" in reason
            again = take(again, "advise", table.scrutineer, text="Listen to the Panel.")
            again = take(again, "second_round", table.officer)
    done = take(again, "decide_again", table.officer, justification="Two of us were convinced.", **TOLD)
    assert (done.choice, done.route, done.dissent[0]["seat"]) == (NONE, "majority", "icb")
    assert [(one.question, one.round) for one in done.advices.all()] == [(2, 1)]


@pytest.mark.duty("D11", "D17")
def test_a_changed_decision_is_communicated_anew(table: Table) -> None:
    told = {"family_informed_on": date(2026, 3, 1), "agencies_informed_on": date(2026, 3, 1)}
    kept, changed = (RapidReviewFactory(reconvened=True, **told) for _ in range(2))
    kept = take(table.all_vote(kept, LOCAL), "decide_again", table.officer, justification="As before.")
    changed = take(table.all_vote(changed, NONE), "decide_again", table.officer, justification="Convinced.", **TOLD)
    assert (kept.is_communicated, changed.is_communicated) == (True, False)


@pytest.mark.duty("D11", "D17")
def test_a_changed_decision_has_a_rationale_of_its_own(table: Table) -> None:
    """What the family was told of the earlier decision says why something else was decided."""
    changed = table.all_vote(RapidReviewFactory(reconvened=True, rationale="We want to learn."), NONE)
    why = refused(changed, "decide_again", table.officer, kind="data", justification="Convinced.")
    assert "Enter the rationale of the new decision" in why

    changed = take(changed, "decide_again", table.officer, justification="Convinced.", **TOLD)

    kept = changed.decisions.get(is_reconsidered=True)
    assert (changed.rationale, kept.rationale) == (TOLD["rationale"], TOLD["rationale"])
    letter = compose_letter(
        fresh(changed.case), "letter-family-decision", name="The family", role="", added="", now=at("2026-03-03")
    )
    assert TOLD["rationale"] in str(letter.letter)
    assert "We want to learn." not in str(letter.letter)


@pytest.mark.duty("D11", "D17")
@pytest.mark.parametrize(("said", "told"), [({}, True), ({"rationale": "We want to learn."}, True), (TOLD, False)])
def test_a_kept_decision_keeps_its_rationale_unless_its_reasons_changed(
    table: Table, said: dict[str, str], told: bool
) -> None:
    days = {"family_informed_on": date(2026, 3, 1), "agencies_informed_on": date(2026, 3, 1)}
    kept = table.all_vote(RapidReviewFactory(reconvened=True, rationale="We want to learn.", **days), LOCAL)
    kept = take(kept, "decide_again", table.officer, justification="As before.", **said)
    assert kept.rationale == said.get("rationale", "We want to learn.")
    assert kept.is_communicated is told


@pytest.mark.duty("D11", "D17")
def test_what_was_told_before_the_decision_changed_is_not_told_of_the_new_one(table: Table) -> None:
    told = {"family_informed_on": date(2026, 3, 2), "agencies_informed_on": date(2026, 3, 2)}
    changed = RapidReviewFactory(reconvened=True, **told)
    changed = table.all_vote(changed, NONE)
    changed = take(changed, "decide_again", table.officer, "2026-03-05", justification="Convinced.", **TOLD)
    changed.case.notices.update(state="sent")
    for audience in ("family", "agencies"):
        said = {"audience": audience, "through": "Their social worker."}
        reason = refused(changed, "communicate", table.officer, "2026-03-06", kind="data", **said, told_on="2026-03-04")
        assert "5 March 2026 or later" in reason
        lacks = refused(changed.case, "close", table.officer, "2026-03-06", kind="data")
        assert "told of the rationale" in lacks
        changed = take(changed, "communicate", table.officer, "2026-03-06", **said, told_on="2026-03-05")
    assert not take(changed.case, "close", table.officer, "2026-03-06").is_open


# --- National reviews ------------------------------------------------------------------------------------------


@pytest.mark.duty("D45", "D47")
def test_a_national_review_is_recorded_and_told_at_the_same_moment(awaiting: Any, table: Table) -> None:
    strategic = actor(Role.GROUP, awaiting.case.partnership, group=Group.STRATEGIC)
    said = {**ANSWER, **weighed_by_panel(awaiting.case)}
    done = take(awaiting, "panel_national", table.officer, **said)
    assert (done.state, done.national, done.decided_review) == ("concluded", True, "national")
    assert commissionable_kinds(done.case) == {"national"}
    kept = done.national_decisions.get()
    assert (kept.carried_out, kept.decided_on, len(kept.weighing)) == (True, date(2026, 3, 2), 7)
    notice = Notice.objects.get(key="national-review", recipient_name=str(strategic.user))
    assert notice.queued_at == kept.at
    assert len(notices_of(done.case, "panel-answered")) == 3
    assert done.panel_answers.get().means == "national"


@pytest.mark.duty("D45")
def test_each_national_criterion_is_answered_also_that_the_panel_does_not_say(awaiting: Any, table: Table) -> None:
    whole = weighed_by_panel(awaiting.case)
    for name in whole:
        refused(awaiting, "panel_national", table.officer, kind="data", **{**ANSWER, **whole, name: ""})
    silent = weighed_by_panel(awaiting.case, "", answer="not_said")
    assert take(awaiting, "panel_national", table.officer, **ANSWER, **silent).national


@pytest.mark.duty("D46")
def test_what_was_discussed_on_scope_and_method(awaiting: Any, table: Table) -> None:
    said = {**ANSWER, **weighed_by_panel(awaiting.case), "discussed_on": "2026-03-02"}
    assert "the day and what was discussed" in refused(awaiting, "panel_national", table.officer, kind="data", **said)
    take(awaiting, "panel_national", table.officer, **said, discussion="Interviews in three areas.")
    kept = awaiting.national_decisions.get()
    assert (kept.discussed_on, kept.discussion) == (date(2026, 3, 2), "Interviews in three areas.")


@pytest.mark.duty("D45")
def test_the_panel_decides_against_a_national_review(table: Table) -> None:
    concluded = RapidReviewFactory(concluded=True, choice="national_review")
    said = {"decided_on": "2026-03-02", "reason": "A local one.", **weighed_by_panel(concluded.case, answer="no")}
    done = take(concluded, "panel_declines_national", table.officer, **said)
    assert [one.carried_out for one in done.national_decisions.all()] == [False]
    assert notices_of(done.case, "panel-answered") == sorted(str(seat.user) for seat in table.seats.values())
    national = take(done, "panel_national", table.officer, **ANSWER, **weighed_by_panel(done.case))
    back = take(national, "panel_declines_national", table.officer, **said)
    assert (national.national, back.national, back.national_decisions.count()) == (True, False, 3)


@pytest.mark.duty("D45")
@pytest.mark.parametrize(("choice", "left"), [("national_review", set()), (LOCAL, {"local"})])
def test_after_the_panel_decided_against_it_no_national_review_is_commissioned(
    table: Table, choice: str, left: set[str]
) -> None:
    """What the partners chose of themselves is what is left; asking the Panel for a national review is no choice."""
    concluded = RapidReviewFactory(concluded=True, choice=choice)
    said = {"decided_on": "2026-03-02", "reason": "A local one.", **weighed_by_panel(concluded.case, answer="no")}
    done = take(concluded, "panel_declines_national", table.officer, **said)
    assert kinds_to_commission(done.case) == left
    offered = option(done.case, "commission_review", by=table.officer, now=at("2026-03-02"))
    assert ("The Panel decided against the national review" in offered.why_not) is (not left)
    with pytest.raises(Refused):
        take(done.case, "commission_review", table.officer, kind="national")
    again = take(done, "panel_national", table.officer, **ANSWER, **weighed_by_panel(done.case))
    assert kinds_to_commission(again.case) == {"national"}


@pytest.mark.duty("D45")
def test_also_while_the_partners_reconsider(table: Table) -> None:
    reconsidering = RapidReviewFactory(reconsidering=True)
    done = take(reconsidering, "panel_national", table.officer, **ANSWER, **weighed_by_panel(reconsidering.case))
    assert (done.state, done.decided_review) == ("concluded", "national")


# --- The rationale (D11) ------------------------------------------------------------------------------------------


@pytest.mark.duty("D11")
def test_the_rationale_is_communicated_to_family_and_agencies(table: Table) -> None:
    decided = RapidReviewFactory(decided=True)
    assert not decided.is_communicated
    told = {"told_on": "2026-03-02", "through": "Their social worker, at home."}
    family = take(decided, "communicate", table.officer, audience="family", **told)
    assert (family.family_informed_on, family.is_communicated) == (date(2026, 3, 2), False)
    both = take(family, "communicate", table.officer, audience="agencies", **told)
    assert both.is_communicated
    assert [one["audience"] for one in both.communicated] == ["family", "agencies"]
    later = {"audience": "family", "told_on": "2026-03-03", "through": "Nobody."}
    refused(both, "communicate", table.officer, kind="data", **later)
    assert "Enter through whom" in refused(
        both, "communicate", table.officer, kind="data", audience="family", told_on="2026-03-02"
    )


@pytest.mark.duty("D11")
def test_where_nobody_of_the_family_can_be_told_that_is_said(table: Table) -> None:
    decided = RapidReviewFactory(decided=True)
    why = {"audience": "no_family", "told_on": "2026-03-02", "through": "The court forbids it; the director decided."}
    assert take(decided, "communicate", table.officer, **why).family_informed_on == date(2026, 3, 2)


# --- Back ------------------------------------------------------------------------------------------


@pytest.mark.duty("D6", "D12")
def test_a_decision_is_opened_again_before_it_is_sent() -> None:
    drafted = RapidReviewFactory(drafted=True, clock=True, votes="no_review no_review no_review")
    table = Table.of(drafted.case.partnership)
    decided = take(drafted, "decide", table.officer, rationale="Because.")
    refused(decided, "reopen_decision", table.officer, kind="data")
    again = take(decided, "reopen_decision", table.officer, reason="A fact was wrong.")
    assert (again.state, again.choice, again.decided_at, again.decided_review) == ("drafted", "", None, "")
    assert again.tally().missing == ["Local authority", "Police", "Integrated care board"]
    assert drafted.case.deadlines.filter(state="running").count() == 1
    assert len(notices_of(drafted.case, "decision-reopened")) == 4
    decided = take(table.all_vote(again, LOCAL), "decide", table.officer, rationale="Because, after all.")
    assert [(one.choice, bool(one.reopened_at)) for one in decided.decisions.all()] == [(NONE, True), (LOCAL, False)]
    assert decided.votes.count() == 6
    assert not drafted.case.deadlines.filter(state="running", rule__key="rapid-review").exists()


@pytest.mark.duty("D12")
def test_what_was_sent_is_not_opened_again(table: Table) -> None:
    refused(RapidReviewFactory(sent=True), "reopen_decision", table.officer, kind="state", reason="Oh.")


@pytest.mark.parametrize("state", ["meeting", "drafted"])
def test_a_rapid_review_goes_back_to_gathering_with_a_reason(state: str, table: Table) -> None:
    rapid_review = RapidReviewFactory(**{state: True})
    refused(rapid_review, "back_to_gathering", table.officer, kind="data")
    assert take(rapid_review, "back_to_gathering", table.officer, reason="A return is missing.").state == "gathering"


def test_votes_on_the_earlier_text_do_not_count_for_the_next(table: Table) -> None:
    drafted = RapidReviewFactory(drafted=True, votes="no_review no_review no_review")
    back = take(drafted, "back_to_gathering", table.officer, reason="A return is missing.")
    assert fresh(back).votes.count() == 3
    refused(back, "decide", table.officer, kind="state", rationale="Because.")
