"""A review from the decision to a signed-off report."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.factories.review import ReviewFactory
from tests.factories.review_entry import put
from tests.workflow.reviews.conftest import COMPLETE, RememberingDesk
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine.door import begin
from workflow.models import Deadline, EntryKind, Event, Publication, Recommendation, Review
from workflow.parties.roles import Actor, Group, Role

pytestmark = pytest.mark.django_db

CONSIDERED = {
    key: f"Considered: {key}."
    for key in ("practice_knowledge", "research", "complexity", "viewpoint", "communication", "conflict_of_interest")
}
FAMILY = {"told_on": "2026-01-20", "in_writing": "on", "in_person": "yes", "by_whom": "Sam Social, social worker"}
TERMS = {
    "terms_of_reference": "What was known, by whom, when.",
    "period": "The year before.",
    "agencies_involved": "The hospital.",
    "child_perspective": "From the child’s school.",
    "family_context": "From the grandmother.",
    "proportionality": "One year, one agency.",
    "why_question": "What made sense at the time.",
    "systems_method": "In its spirit.",
    "agreed_method": "A systems review with practitioners.",
}
AGREED = TERMS | {"reviewer_agrees": "on"}
APPOINTED = CONSIDERED | {"reviewer_name": "Robin", "declared": "no"}
NAME_NOT_TOLD = "have not all been told the reviewer’s name"
TERMS_NOT_AGREED = "The terms of reference and the method are not agreed"


def officer(review: Any) -> Actor:
    return actor(Role.OFFICER, review.case.partnership)


def member(review: Any, group: Group) -> Actor:
    return actor(Role.GROUP, review.case.partnership, group=group)


@pytest.mark.duty("D34")
@pytest.mark.parametrize(
    ("commissioned_on", "due_on"),
    [
        (date(2026, 1, 19), date(2026, 7, 19)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
    ],
)
def test_six_months_to_publish_run_from_the_decision(commissioned_on: date, due_on: date) -> None:
    case = CaseFactory()
    review = Review(case=case, data_key=case.data_key, kind=Review.Kind.LOCAL, commissioned_on=commissioned_on)
    begin(review, by=actor(Role.OFFICER, case.partnership), now=at("2026-01-19"))
    deadline = Deadline.objects.select_related("rule").get(case=case, record_id=review.pk, rule__key="publication")
    assert (deadline.rule.key, deadline.due_on, deadline.is_running) == ("publication", due_on, True)


@pytest.mark.duty("D20")
def test_a_reviewer_is_appointed_with_all_six_considerations() -> None:
    review = take(ReviewFactory(), "begin_scoping", officer(ReviewFactory()), **APPOINTED)
    assert (review.state, review.reviewer_name) == (Review.SCOPING, "Robin")
    assert {key: review.reviewer_check[key] for key in CONSIDERED} == CONSIDERED


@pytest.mark.duty("D20")
@pytest.mark.parametrize("missing", sorted(CONSIDERED))
def test_no_reviewer_while_a_consideration_is_open(missing: str) -> None:
    review = ReviewFactory()
    reason = refused(review, "begin_scoping", officer(review), kind="data", **APPOINTED | {missing: ""})
    assert reason.startswith("Write what you considered")


def test_the_reviewers_name_is_sealed() -> None:
    review = take(ReviewFactory(), "begin_scoping", officer(ReviewFactory()), **APPOINTED)
    row = Review.objects.filter(pk=review.pk).values("reviewer_name", "reviewer_check").get()
    event = Event.objects.filter(record_id=review.pk).values("data").get()
    assert not any(b"Robin" in bytes(value) for value in (*row.values(), *event.values()))


@pytest.mark.duty("D18")
def test_the_family_is_told_in_writing() -> None:
    review = ReviewFactory()
    reason = refused(review, "tell_family", officer(review), kind="data", **FAMILY | {"in_writing": ""})
    assert "in writing" in reason
    assert take(review, "tell_family", officer(review), **FAMILY).family_told_on == date(2026, 1, 20)


@pytest.mark.duty("D18")
@pytest.mark.parametrize(
    ("day", "why"), [("2026-03-03", "today or in the past"), ("2026-01-18", "19 January 2026 or later")]
)
def test_the_day_the_family_was_told_is_a_possible_one(day: str, why: str) -> None:
    review = ReviewFactory()
    assert why in refused(review, "tell_family", officer(review), kind="data", **FAMILY | {"told_on": day})


@pytest.mark.duty("D18")
def test_no_report_is_submitted_before_the_family_is_told() -> None:
    review = ReviewFactory(drafting=True, family_told_on=None)
    assert "family were told of the review in writing" in refused(
        review, "submit_for_sign_off", officer(review), kind="guard"
    )


@pytest.mark.duty("D22", "D23")
@pytest.mark.parametrize("missing", [*TERMS, "reviewer_agrees"])
def test_terms_and_method_are_agreed_together(missing: str) -> None:
    review = ReviewFactory(scoping=True)
    refused(review, "agree_terms", officer(review), kind="data", **AGREED | {missing: ""})


@pytest.mark.duty("D22")
def test_terms_are_agreed_anew_with_a_reason_and_the_earlier_stay() -> None:
    review = take(ReviewFactory(scoping=True), "agree_terms", officer(ReviewFactory()), **AGREED)
    assert review.terms == TERMS | {"method": TERMS["agreed_method"]}
    again = AGREED | {"period": "Two years before."}
    assert "agreed anew" in refused(review, "agree_terms", officer(review), kind="data", **again)
    review = take(review, "agree_terms", officer(review), **again, reason="A sibling’s records were found.")
    newest = review.on_file.latest(EntryKind.TERMS)
    assert newest.answers["period"] == review.terms["period"] == "Two years before."
    assert newest.answers["reason"] == "A sibling’s records were found."
    assert [each.answers["period"] for each in review.on_file.earlier(newest)] == ["The year before."]


TOLD = {
    "family_told_on": date(2026, 1, 20),
    "bodies_told_on": date(2026, 1, 21),
    "terms_agreed_on": date(2026, 1, 30),
}


@pytest.mark.duty("D18", "D20", "D21", "D22")
@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("family_told_on", "family were told of the review in writing"),
        ("bodies_told_on", NAME_NOT_TOLD),
        ("terms_agreed_on", TERMS_NOT_AGREED),
        ("reviewer_name", "No reviewer is appointed"),
    ],
)
def test_no_evidence_before_family_bodies_and_terms(missing: str, said: str) -> None:
    review = ReviewFactory(scoping=True, **TOLD | {missing: None})
    put(review, EntryKind.ADVICE)
    assert said in refused(review, "gather_evidence", officer(review), kind="guard")
    complete = ReviewFactory(scoping=True, **TOLD)
    put(complete, EntryKind.ADVICE)
    assert take(complete, "gather_evidence", officer(complete)).state == Review.EVIDENCE


@pytest.mark.duty("D20")
@pytest.mark.parametrize("name", ["agree_terms", "tell_bodies", "ask_reviewer"])
def test_nothing_is_agreed_told_or_asked_without_a_reviewer(name: str) -> None:
    review = ReviewFactory(scoping=True, reviewer_name=None)
    assert refused(review, name, officer(review), kind="guard") == "No reviewer is appointed."


@pytest.mark.duty("D26")
def test_no_evidence_before_the_review_group_advised() -> None:
    review = ReviewFactory(scoping=True, **TOLD)
    assert "The review group’s advice on chronologies" in refused(
        review, "gather_evidence", officer(review), kind="guard"
    )


@pytest.mark.duty("D21", "D22")
@pytest.mark.parametrize(
    ("missing", "said"), [("bodies_told_on", NAME_NOT_TOLD), ("terms_agreed_on", TERMS_NOT_AGREED)]
)
def test_no_report_while_a_new_reviewer_is_not_told_or_agreed_with(missing: str, said: str) -> None:
    evidence, drafting = (
        ReviewFactory(evidence=True, **{missing: None}),
        ReviewFactory(drafting=True, **{missing: None}),
    )
    assert said in refused(evidence, "begin_drafting", officer(evidence), kind="guard")
    assert said in refused(drafting, "submit_for_sign_off", officer(drafting), kind="guard")


def test_drafting_makes_the_report_page(report_desk: RememberingDesk) -> None:
    review = ReviewFactory(evidence=True)
    assert take(review, "begin_drafting", officer(review)).state == Review.DRAFTING
    assert report_desk.asked == ["draft"]


@pytest.mark.duty("D31")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"has_improvements": False}, "no summary of the recommended improvements"),
        ({"has_analysis": False}, "no analysis"),
    ],
)
@pytest.mark.parametrize("step", ["submit_for_sign_off", "sign_off"])
def test_a_report_without_both_parts_goes_no_further(
    report_desk: RememberingDesk, step: str, changes: dict[str, bool], why: str
) -> None:
    report_desk.say(**changes)
    review = ReviewFactory(drafting=True) if step == "submit_for_sign_off" else ReviewFactory(sign_off=True)
    by = officer(review) if step == "submit_for_sign_off" else member(review, Group.SIGN_OFF)
    assert why in refused(review, step, by, kind="guard")


@pytest.mark.duty("D32")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"what": " "}, "Recommendation 2 does not say what is required"),
        ({"who": ""}, "who it is required of"),
        ({"by_when": None}, "by when"),
        ({"outcome": ""}, "the outcome for children"),
    ],
)
def test_a_recommendation_says_what_who_when_and_what_for(
    report_desk: RememberingDesk, changes: dict[str, Any], why: str
) -> None:
    first, second = COMPLETE.recommendations
    report_desk.say(recommendations=(first, replace(second, **changes)))
    review = ReviewFactory(drafting=True)
    assert why in refused(review, "submit_for_sign_off", officer(review), kind="guard")


@pytest.mark.duty("D32")
def test_a_report_makes_at_least_one_recommendation(report_desk: RememberingDesk) -> None:
    report_desk.say(recommendations=())
    review = ReviewFactory(drafting=True)
    assert "no recommendation" in refused(review, "submit_for_sign_off", officer(review), kind="guard")
    submitted = ReviewFactory(sign_off=True)
    assert "no recommendation" in refused(submitted, "sign_off", member(submitted, Group.SIGN_OFF), kind="guard")


def test_nothing_is_submitted_without_a_page(report_desk: RememberingDesk) -> None:
    report_desk.said = None
    review = ReviewFactory(drafting=True)
    assert "no report page" in refused(review, "submit_for_sign_off", officer(review), kind="guard")


@pytest.mark.duty("D33")
def test_the_sign_off_group_is_asked() -> None:
    review = ReviewFactory(drafting=True)
    asked = member(review, Group.SIGN_OFF)
    member(review, Group.STRATEGIC)
    reviewer = assigned(review.case, actor(Role.REVIEWER, review.case.partnership))
    assert take(review, "submit_for_sign_off", reviewer).state == Review.SIGN_OFF
    assert notices_of(review.case, "report-for-sign-off") == [str(asked.user)]


@pytest.mark.duty("D33")
@pytest.mark.parametrize("group", [Group.STRATEGIC, Group.REVIEW])
def test_only_the_sign_off_group_signs_off(group: Group) -> None:
    review = ReviewFactory(sign_off=True)
    other = member(review, group)
    assert refused(review, "sign_off", other, kind="guard") == "Only a member of the Assurance Group may do this."
    refused(review, "send_back", other, kind="guard", reason="No.")


@pytest.mark.duty("D33")
def test_an_author_does_not_sign_off(report_desk: RememberingDesk) -> None:
    review = ReviewFactory(sign_off=True)
    author = member(review, Group.SIGN_OFF)
    report_desk.written_by(author)
    assert "You wrote a part" in refused(review, "sign_off", author, kind="guard")


@pytest.mark.duty("D33", "D44")
def test_signing_off_begins_the_publication_and_follows_each_recommendation() -> None:
    review = take(ReviewFactory(sign_off=True), "sign_off", member(ReviewFactory(), Group.SIGN_OFF))
    assert (review.state, review.signed_off_on) == (Review.SIGNED_OFF, date(2026, 3, 2))
    assert Publication.objects.get(review=review).state == Publication.PLANNED
    assert len(notices_of(review.case, "report-signed-off")) == 1
    kept = Recommendation.objects.filter(review=review).values_list("number", "what", "who", "by_when", "outcome")
    assert list(kept) == [
        (1, "Share concerns early.", "All agencies", date(2026, 9, 30), "Help comes sooner."),
        (2, "Train every new health visitor.", "The 0 to 19 service", date(2026, 6, 30), "Signs are seen."),
    ]


@pytest.mark.duty("D33")
def test_the_group_sends_a_report_back_with_a_reason() -> None:
    review = ReviewFactory(sign_off=True)
    group = member(review, Group.SIGN_OFF)
    assert refused(review, "send_back", group, kind="data", reason=" ") == "Enter what has to change."
    assert take(review, "send_back", group, reason="Explain why.").state == Review.DRAFTING
    assert not Publication.objects.exists()


@pytest.mark.duty("D38")
def test_only_the_strategic_body_stops_a_review_and_justifies_it() -> None:
    case = CaseFactory()
    review = Review(case=case, data_key=case.data_key, kind=Review.Kind.LOCAL, commissioned_on=date(2026, 1, 19))
    begin(review, by=officer(review), now=at("2026-01-19"))
    why = refused(review, "stop", member(review, Group.SIGN_OFF), kind="guard", reason="A national review covers it.")
    assert why == "Only a member of the Strategic Leadership Group may do this."
    stopped = take(review, "stop", member(review, Group.STRATEGIC), reason="A national review covers it.")
    assert not fresh(stopped).is_open
    assert set(Deadline.objects.filter(record_id=review.pk).values_list("stop_reason", flat=True)) == {"review_stopped"}
    assert notices_of(case, "not-published") == [
        "Child Safeguarding Practice Review Panel",
        "Secretary of State for Education",
    ]
