"""Screening a referral: questions, the definition, an answer for the agency (D4, D10, D14)."""

from typing import Any

import pytest

from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.referral import ReferralFactory
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow.models import Deadline, Event
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db

BOTH_LIMBS = {"abuse_or_neglect": "suspected", "harm": "seriously_harmed"}


@pytest.fixture
def referral() -> Any:
    return ReferralFactory()


@pytest.fixture
def officer(referral: Any) -> Actor:
    return actor(Role.OFFICER, referral.case.partnership)


@pytest.mark.duty("D4")
def test_a_question_and_its_answer(referral: Any, officer: Actor) -> None:
    asked = take(referral, "ask_more", officer, question="Which school did the child go to?")
    assert (asked.state, asked.question) == ("more_information", "Which school did the child go to?")
    assert notices_of(referral.case, "referral-more-asked") == [referral.agency.name]
    agency = actor(Role.SUBMITTER, referral.agency)
    answered = take(referral, "add_information", agency, text="The primary school in the village.")
    assert answered.state == "screening"
    assert Event.objects.latest("position").data == {"text": "The primary school in the village."}
    assert notices_of(referral.case, "referral-more-sent") == [f"Support office, {referral.case.partnership.name}"]


@pytest.mark.parametrize(("step", "field"), [("ask_more", "question"), ("decline", "reason"), ("withdraw", "reason")])
def test_an_empty_text_is_refused_by_its_field(referral: Any, officer: Actor, step: str, field: str) -> None:
    assert refused(referral, step, officer, kind="data", **{field: "  "}).startswith("Enter ")


@pytest.mark.duty("D10")
def test_both_limbs_of_the_definition_are_accepted(referral: Any, officer: Actor) -> None:
    accepted = take(referral, "accept", officer, **BOTH_LIMBS)
    assert accepted.state == "accepted"
    assert accepted.assessment == BOTH_LIMBS
    assert not accepted.learning_review
    assert notices_of(referral.case, "referral-accepted") == [referral.agency.name]


@pytest.mark.duty("D4")
def test_the_partners_are_told_of_an_accepted_incident(referral: Any, officer: Actor) -> None:
    seats = [actor(Role.DECISION_MAKER, referral.case.partnership, seat=seat) for seat in ("police", "icb")]
    take(referral, "accept", officer, **BOTH_LIMBS)
    assert notices_of(referral.case, "partners-to-consider") == sorted(str(seat.user) for seat in seats)


@pytest.mark.duty("D10")
@pytest.mark.parametrize(
    "below", [{"abuse_or_neglect": "no", "harm": "died"}, {"abuse_or_neglect": "known", "harm": "no"}]
)
def test_one_limb_is_not_enough(referral: Any, officer: Actor, below: dict[str, str]) -> None:
    reason = refused(referral, "accept", officer, kind="data", **below)
    assert "both parts must hold" in reason
    assert "learning review or a local review" in reason


@pytest.mark.duty("D10")
@pytest.mark.parametrize("missing", BOTH_LIMBS)
def test_each_limb_must_be_answered(referral: Any, officer: Actor, missing: str) -> None:
    answers = {name: value for name, value in BOTH_LIMBS.items() if name != missing}
    assert "Say whether" in refused(referral, "accept", officer, kind="data", **answers)


@pytest.mark.duty("D14")
def test_below_the_definition_a_learning_review_may_be_chosen(referral: Any, officer: Actor) -> None:
    accepted = take(referral, "accept", officer, abuse_or_neglect="no", harm="no", learning_review=True)
    assert accepted.state == "accepted"
    assert accepted.learning_review
    commissioned = take(referral.case, "commission_review", officer, kind="learning")
    assert commissioned.reviews.get().kind == "learning"


@pytest.mark.duty("D14")
def test_below_the_definition_the_partners_may_choose_a_local_review(referral: Any, officer: Actor) -> None:
    below = {"abuse_or_neglect": "suspected", "harm": "no", "local_review": True}
    assert "who decided" in refused(referral, "accept", officer, kind="data", **below)
    both = {**below, "decider": "The partners", "learning_review": True}
    assert "not both" in refused(referral, "accept", officer, kind="data", **both)
    accepted = take(referral, "accept", officer, **below, decider="The three partners, on 2 March")
    assert (accepted.state, accepted.local_review, accepted.learning_review) == ("accepted", True, False)
    commissioned = take(referral.case, "commission_review", officer, kind="local")
    review = commissioned.reviews.get()
    assert (review.kind, str(review.commissioned_on)) == ("local", "2026-03-02")
    assert "bodies-told" in set(review.case.deadlines.filter(state="running").values_list("rule__key", flat=True))


@pytest.mark.duty("D12", "D14")
def test_what_meets_the_definition_is_decided_on_in_the_rapid_review(referral: Any, officer: Actor) -> None:
    said = {**BOTH_LIMBS, "local_review": True, "decider": "The partners"}
    assert "rapid review" in refused(referral, "accept", officer, kind="data", **said)


@pytest.mark.duty("D14")
def test_a_local_review_chosen_by_mistake_goes_with_the_acceptance(referral: Any, officer: Actor) -> None:
    below = {"abuse_or_neglect": "no", "harm": "no", "local_review": True, "decider": "The partners"}
    accepted = take(referral, "accept", officer, **below)
    assert not take(accepted, "reopen", officer, reason="By mistake.").local_review


def test_the_agency_reads_why_its_referral_was_not_accepted(referral: Any, officer: Actor) -> None:
    declined = take(referral, "decline", officer, reason="It is below the definition.")
    assert (declined.state, declined.answer) == ("not_accepted", "It is below the definition.")
    assert notices_of(referral.case, "referral-not-accepted") == [referral.agency.name]


@pytest.mark.parametrize(
    ("step", "data"), [("decline", {"reason": "No."}), ("withdraw", {"reason": "No."}), ("join", {"other": "X"})]
)
def test_what_the_panel_was_told_of_is_not_turned_away(
    referral: Any, officer: Actor, step: str, data: dict[str, str]
) -> None:
    NotificationFactory(case=referral.case, submitted=True)
    assert "has been submitted to the Panel" in refused(referral, step, officer, kind="guard", **data)


def test_the_agency_asks_and_the_office_withdraws(referral: Any, officer: Actor) -> None:
    agency = actor(Role.LEAD, referral.agency)
    refused(referral, "withdraw", agency, kind="role", reason="We referred the wrong person.")
    asked = take(referral, "ask_to_withdraw", agency, reason="We referred the wrong person.")
    assert asked.state == "received"
    assert notices_of(referral.case, "referral-more-sent") == [f"Support office, {referral.case.partnership.name}"]
    withdrawn = take(referral, "withdraw", officer, reason="The agency asked for it.")
    assert withdrawn.state == "withdrawn"
    assert referral.agency.name in notices_of(referral.case, "referral-withdrawn")


# --- Two agencies refer the same incident ---------------------------------------------------------


def test_joined_referrals_stop_the_clock_and_both_agencies_get_answers(referral: Any, officer: Actor) -> None:
    NotificationFactory(case=referral.case, clock=True)
    other = CaseFactory(partnership=referral.case.partnership)
    joined = take(referral, "join", officer, other=f" {other.reference.lower()} ")
    assert (joined.state, joined.joined_to) == ("joined", other)
    notification = referral.case.notifications.get()
    assert notification.state == "not_required"
    assert other.reference in notification.why_not_required["reason"]
    deadline = Deadline.objects.get(case=referral.case)
    assert (deadline.state, deadline.stop_reason) == ("stopped", "joined")
    assert notices_of(referral.case, "referral-joined") == [referral.agency.name]
    kinds = [event.kind for event in Event.objects.order_by("position")]
    assert kinds == ["referral.join", "notification.mark_not_required"]
    assert Event.objects.latest("position").actor is None


def test_the_reference_of_the_other_case_may_be_pasted(referral: Any, officer: Actor) -> None:
    other = CaseFactory(partnership=referral.case.partnership)
    pasted = f"\u200e{other.reference.replace('-', chr(0x2011))}\u00a0"
    assert take(referral, "join", officer, other=pasted).joined_to == other


def test_it_is_joined_to_another_open_case_of_the_partnership(referral: Any, officer: Actor) -> None:
    elsewhere = CaseFactory(partnership=PartnershipFactory(slug="elsewhere", code="ELSE"))
    closed = CaseFactory(partnership=referral.case.partnership, closed=True)
    for other, why in (
        (elsewhere, "There is no other case"),
        (referral.case, "There is no other case"),
        (closed, "is closed"),
    ):
        assert why in refused(referral, "join", officer, kind="data", other=other.reference)


def test_a_case_that_others_joined_stays(referral: Any, officer: Actor) -> None:
    ReferralFactory(case=CaseFactory(partnership=referral.case.partnership), state="joined", joined_to=referral.case)
    other = CaseFactory(partnership=referral.case.partnership)
    assert "Join the other way round" in refused(referral, "join", officer, kind="guard", other=other.reference)


def test_another_agency_cannot_add_to_it(referral: Any) -> None:
    take(referral, "begin_screening", actor(Role.OFFICER, referral.case.partnership))
    stranger = actor(Role.LEAD, AgencyFactory(of=referral.case.partnership))
    refused(fresh(referral), "add_information", stranger, kind="role", text="Something.")
