"""A publication: who checks, approves and publishes, what holds it up, what takes it back."""

from datetime import date
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.recommendation_action import RecommendationActionFactory
from tests.factories.review import ReviewFactory
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.conftest import COMPLETE, RememberingDesk
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow import clocks
from workflow.models import Deadline, Membership, Publication, Review
from workflow.parties.roles import Actor, Group, Role
from workflow.procedures.version import Occasion

pytestmark = pytest.mark.django_db

PANEL = "Child Safeguarding Practice Review Panel"
SECRETARY_OF_STATE = "Secretary of State for Education"
CLEAR = {"nobody_identified": "on", "note": "Read twice."}
PLAN = {
    "family_told_by": "Sam, their social worker",
    "family_to_be_told_on": "2026-03-09",
    "family_support": "They have read the text.",
    "practitioners": "Each by their manager.",
    "media_contact": "The council's press office.",
    "vulnerable_adults": "The parents agree with the words.",
}


def person(publication: Any, role: Role, **membership: Any) -> Actor:
    return actor(role, publication.case.partnership, **membership)


def officer(publication: Any) -> Actor:
    return person(publication, Role.OFFICER)


def publisher(publication: Any) -> Actor:
    return person(publication, Role.PUBLISHER)


def strategic(publication: Any) -> Actor:
    return person(publication, Role.GROUP, group=Group.STRATEGIC)


def six_months(publication: Any) -> Deadline:
    """The clock of its review, running since 19 January 2026."""
    started = clocks.start_on(
        publication.case, Occasion.REVIEW_DECIDED, on=date(2026, 1, 19), record=publication.review, now=at("2026-01-19")
    )
    return next(each for each in started if each.rule.key == "publication")


# --- Identification check (D36) -------------------------------------------------------------------------------------


@pytest.mark.duty("D33")
def test_what_is_not_signed_off_is_not_prepared_for_publication() -> None:
    publication = PublicationFactory(review=ReviewFactory(sign_off=True))
    reason = refused(publication, "begin_identification_check", officer(publication), kind="guard")
    assert reason == "The report is not signed off."


@pytest.mark.duty("D36")
def test_a_second_person_clears() -> None:
    publication = PublicationFactory()
    first, second = officer(publication), officer(publication)
    publication = take(publication, "plan_impact", first, **PLAN)
    publication = take(publication, "begin_identification_check", first)
    assert "a second person" in refused(publication, "clear", first, kind="guard", **CLEAR)
    publication = take(publication, "clear", second, **CLEAR)
    assert (publication.state, publication.cleared_by) == (Publication.CLEARED, second.user)


@pytest.mark.duty("D36")
def test_an_author_does_not_clear(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory(identification_check=True)
    author = officer(publication)
    report_desk.written_by(author)
    assert "You wrote a part" in refused(publication, "clear", author, kind="guard", **CLEAR)


@pytest.mark.duty("D36")
def test_clearing_says_that_nobody_can_be_identified() -> None:
    publication = PublicationFactory(identification_check=True)
    reason = refused(publication, "clear", officer(publication), kind="data", note="Read.")
    assert reason == "Confirm that nobody can be identified from the report."


@pytest.mark.duty("D33", "D36")
def test_a_report_that_names_somebody_goes_back_and_is_signed_off_again(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    by = officer(publication)
    assert refused(publication, "return_for_changes", by, kind="data") == "Enter what has to change."
    publication = take(publication, "return_for_changes", by, reason="Table 2.")
    assert publication.review.state == Review.DRAFTING
    assert (publication.state, publication.cleared_by, publication.approved_by) == (Publication.PLANNED, None, None)
    refused(publication, "begin_identification_check", by, kind="guard")
    refused(publication, "return_for_changes", by, kind="guard", reason="Table 3.")
    review = take(publication.review, "submit_for_sign_off", by)
    review = take(review, "sign_off", person(publication, Role.GROUP, group=Group.SIGN_OFF))
    assert (review.publication, review.recommendations.count()) == (publication, 2)
    assert take(publication, "begin_identification_check", by).state == Publication.IDENTIFICATION_CHECK


def test_signed_off_again_the_recommendations_read_as_the_report_does(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory()
    group = person(publication, Role.GROUP, group=Group.SIGN_OFF)
    kept = RecommendationActionFactory(
        recommendation__review=publication.review, recommendation__number=2
    ).recommendation
    dropped = RecommendationFactory(review=publication.review, number=3)
    followed = RecommendationActionFactory(
        recommendation__review=publication.review, recommendation__number=4
    ).recommendation
    publication = take(publication, "return_for_changes", officer(publication), reason="Recommendation 3.")
    review = take(publication.review, "submit_for_sign_off", officer(publication))
    review = take(review, "sign_off", group)
    words = dict(review.recommendations.values_list("pk", "what"))
    assert words[kept.pk] == COMPLETE.recommendations[1].what
    assert dropped.pk not in words
    assert words[followed.pk] == followed.what


# --- How publication is managed, and steps taken back (D36) ---------------------------------------------------------


@pytest.mark.duty("D36")
def test_nothing_is_cleared_before_it_is_planned_how_publication_is_managed() -> None:
    publication = PublicationFactory(identification_check=True, impact_planned_on=None)
    by = officer(publication)
    assert "who tells the family" in refused(publication, "clear", by, kind="guard", **CLEAR)
    for name in PLAN:
        refused(publication, "plan_impact", by, kind="data", **{**PLAN, name: ""})
    publication = take(publication, "plan_impact", by, **PLAN)
    assert publication.impact_plan["media_contact"] == "The council's press office."
    assert take(publication, "clear", by, **CLEAR).state == Publication.CLEARED


@pytest.mark.duty("D36")
def test_the_family_hears_of_it_before_the_public_does() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    by = officer(publication)
    assert "12 March 2026" in refused(
        publication, "plan_impact", by, kind="data", **{**PLAN, "family_to_be_told_on": "2026-03-13"}
    )
    publication = take(publication, "plan_impact", by, **{**PLAN, "family_to_be_told_on": "2026-03-12"})
    Publication.objects.filter(pk=publication.pk).update(family_to_be_told_on=date(2026, 3, 16))
    reason = refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    assert "The family is to be told on Monday 16 March 2026" in reason
    assert take(publication, "publish", publisher(publication), "2026-03-16").state == Publication.PUBLISHED


@pytest.mark.duty("D36")
def test_clearing_and_approval_are_taken_back_with_a_reason() -> None:
    publication = PublicationFactory(cleared=True)
    body = strategic(publication)
    assert "no approval" in refused(publication, "take_approval_back", body, kind="guard", reason="Too early.")
    publication = take(publication, "approve", body)
    refused(publication, "take_approval_back", body, kind="data")
    publication = take(publication, "take_approval_back", body, reason="Too early.")
    assert publication.approved_by is None
    publication = take(take(publication, "approve", body), "take_clearing_back", officer(publication), reason="A map.")
    assert (publication.state, publication.cleared_by, publication.approved_by) == (
        Publication.IDENTIFICATION_CHECK,
        None,
        None,
    )


@pytest.mark.duty("D39", "D41")
def test_an_advance_copy_that_is_called_back_is_sent_again_with_its_days() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    by = officer(publication)
    publication = take(publication, "call_advance_copy_back", by, "2026-03-03", reason="A page was missing.")
    assert (publication.state, publication.advance_copy_on) == (Publication.CLEARED, None)
    assert notices_of(publication.case, "advance-copy-recalled") == [PANEL, "Ofsted", SECRETARY_OF_STATE]
    assert "has not been sent" in refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    publication = take(publication, "send_advance_copy", by, "2026-03-03", planned_on="2026-03-13", sent_to_all="on")
    send_by_hand(publication.case, on="2026-03-03", now="2026-03-03")
    refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    assert take(publication, "publish", publisher(publication), "2026-03-13").state == Publication.PUBLISHED


# --- The text that was read is the text that goes out (D33, D36, D39) -----------------------------------------------


@pytest.mark.duty("D33", "D36", "D39")
@pytest.mark.parametrize(
    ("stage", "step", "kept", "words"),
    [
        ({}, "begin_identification_check", "signed_off_digest", "signed off. Return"),
        ({"identification_check": True}, "check_again", "signed_off_digest", "signed off. Return"),
        ({"identification_check": True}, "clear", "signed_off_digest", "signed off. Return"),
        ({"identification_check": True}, "clear", "checked_digest", "checked. Run the check again"),
        ({"cleared": True}, "send_advance_copy", "signed_off_digest", "signed off"),
        ({"cleared": True}, "send_advance_copy", "checked_digest", "checked"),
        ({"cleared": True}, "send_advance_copy", "approved_digest", "approved"),
        ({"cleared": True}, "approve", "signed_off_digest", "signed off"),
        ({"cleared": True}, "approve", "checked_digest", "checked"),
        ({"advance_copy_sent": True, "approved_by": None}, "approve", "sent_digest", "sent in advance"),
        ({"advance_copy_sent": True}, "publish", "signed_off_digest", "signed off"),
        ({"advance_copy_sent": True}, "publish", "checked_digest", "checked"),
        ({"advance_copy_sent": True}, "publish", "approved_digest", "approved"),
        ({"advance_copy_sent": True}, "publish", "sent_digest", "sent in advance"),
        ({"published": True, "nspcc_on": date(2026, 3, 13)}, "move_to_on_request", "signed_off_digest", "signed off"),
    ],
)
def test_a_text_that_changed_since_goes_no_further(stage: dict[str, Any], step: str, kept: str, words: str) -> None:
    publication = PublicationFactory(**stage, **{kept: "another text"})
    people = {"approve": strategic, "publish": publisher}
    by = people.get(step, officer)(publication)
    data = {"planned_on": "2027-05-12", "sent_to_all": "on", **CLEAR}
    assert words in refused(publication, step, by, "2027-04-12", kind="guard", **data)


@pytest.mark.duty("D33", "D36", "D39")
def test_each_stage_keeps_which_text_it_saw(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory(review=ReviewFactory(sign_off=True))
    take(publication.review, "sign_off", person(publication, Role.GROUP, group=Group.SIGN_OFF))
    publication = take(publication, "plan_impact", officer(publication), **PLAN)
    publication = take(publication, "begin_identification_check", officer(publication))
    publication = take(publication, "clear", officer(publication), **CLEAR)
    publication = take(publication, "approve", strategic(publication))
    data = {"planned_on": "2026-03-12", "sent_to_all": "on"}
    publication = take(publication, "send_advance_copy", officer(publication), **data)
    kept = ("signed_off_digest", "checked_digest", "approved_digest", "sent_digest")
    assert {getattr(publication, name) for name in kept} == {COMPLETE.digest}
    send_by_hand(publication.case, on="2026-03-02", now="2026-03-02")
    report_desk.say(digest="changed by somebody")
    assert "changed after" in refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")


# --- What follows from it (D44) -------------------------------------------------------------------------------------


@pytest.mark.duty("D44")
def test_findings_actions_and_risks_are_reported_to_the_sign_off_group() -> None:
    publication = PublicationFactory(published=True)
    group = person(publication, Role.GROUP, group=Group.SIGN_OFF)
    report = dict.fromkeys(("dissemination", "findings", "actions", "risks"), "Said.")
    for name in report:
        refused(publication, "report_findings", officer(publication), kind="data", **{**report, name: ""})
    publication = take(publication, "report_findings", officer(publication), "2026-04-01", **report)
    assert publication.findings_reported_on == date(2026, 4, 1)
    assert notices_of(publication.case, "findings-reported") == [str(group.user)]


# --- Two people, neither the author (D36) ---------------------------------------------------------------------------


@pytest.mark.duty("D36")
def test_the_approver_does_not_publish() -> None:
    publication = PublicationFactory(advance_copy_sent=True, approved_by=None, approved_on=None)
    both = person(publication, Role.DECISION_MAKER, seat="police")
    Membership.objects.create(user=both.user, role=Role.PUBLISHER, partnership=publication.case.partnership)
    del both.user._actor
    both = Actor.of(both.user)
    publication = take(publication, "approve", both)
    assert "You approved" in refused(publication, "publish", both, "2026-03-12", kind="guard")
    assert take(publication, "publish", publisher(publication), "2026-03-12").state == Publication.PUBLISHED


@pytest.mark.duty("D36")
@pytest.mark.parametrize("step", ["approve", "publish"])
def test_an_author_neither_approves_nor_publishes(report_desk: RememberingDesk, step: str) -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    author = strategic(publication) if step == "approve" else publisher(publication)
    report_desk.written_by(author)
    assert "You wrote a part" in refused(publication, step, author, "2026-03-12", kind="guard")


@pytest.mark.duty("D36")
def test_nothing_is_published_unapproved() -> None:
    publication = PublicationFactory(advance_copy_sent=True, approved_by=None, approved_on=None)
    assert "has not approved" in refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")


def test_publication_is_approved_once() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    assert "approved already" in refused(publication, "approve", strategic(publication), kind="guard")


# --- Published ------------------------------------------------------------------------------------------------------


@pytest.mark.duty("D34", "D42", "D43")
def test_publishing_meets_six_months_starts_the_year_and_sends_the_repository_copy(
    report_desk: RememberingDesk,
) -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    waiting = six_months(publication)
    take(publication, "publish", publisher(publication), "2026-03-12")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.met_on) == ("met", date(2026, 3, 12))
    year = Deadline.objects.get(record_id=publication.pk)
    assert (year.rule.key, year.due_on) == ("website", date(2027, 3, 12))
    assert notices_of(publication.case, "repository-copy") == ["NSPCC national case review repository"]
    assert report_desk.asked == ["publish"]


@pytest.mark.duty("D43")
def test_the_copy_to_the_nspcc_is_recorded_once() -> None:
    publication = PublicationFactory(published=True)
    by = officer(publication)
    assert "12 March 2026 or later" in refused(
        publication, "record_nspcc_copy", by, "2026-03-16", kind="data", sent_on="2026-03-11"
    )
    publication = take(publication, "record_nspcc_copy", by, "2026-03-16", sent_on="2026-03-13")
    assert publication.nspcc_on == date(2026, 3, 13)
    assert "already" in refused(publication, "record_nspcc_copy", by, "2026-03-17", kind="guard", sent_on="2026-03-17")


@pytest.mark.duty("D43")
def test_a_case_is_not_closed_before_the_repository_has_its_copy() -> None:
    publication = PublicationFactory(published=True)
    by = officer(publication)
    assert "copy of the published report to the NSPCC" in refused(
        publication.case, "close", by, "2026-03-16", kind="guard"
    )
    take(publication, "record_nspcc_copy", by, "2026-03-16", sent_on="2026-03-13")
    assert not take(publication.case, "close", by, "2026-03-16").is_open


@pytest.mark.duty("D42")
def test_a_year_on_the_website_then_on_request(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    take(publication, "publish", publisher(publication), "2026-03-12")
    by = officer(publication)
    reason = refused(publication, "move_to_on_request", by, "2027-03-11 23:59", kind="guard")
    assert "until Friday 12 March 2027" in reason
    assert "NSPCC" in refused(publication, "move_to_on_request", by, "2027-03-12", kind="guard")
    send_by_hand(publication.case, on="2026-03-13", now="2026-03-13")
    assert take(publication, "move_to_on_request", by, "2027-03-12").state == Publication.ON_REQUEST
    assert Deadline.objects.get(record_id=publication.pk).state == "met"
    assert report_desk.asked[-1] == "move_to_on_request"


# --- Withhold, improvements instead (D37, D38, D40) -----------------------------------------------------------------


@pytest.mark.duty("D37", "D38")
def test_only_the_strategic_body_withholds_and_justifies_it() -> None:
    publication = PublicationFactory(cleared=True)
    running = six_months(publication)
    sign_off_group = person(publication, Role.GROUP, group=Group.SIGN_OFF)
    refused(publication, "withhold", sign_off_group, kind="guard", justification="A child would be known.")
    assert refused(publication, "withhold", strategic(publication), kind="data") == "Enter the justification."
    publication = take(publication, "withhold", strategic(publication), justification="A child would be known.")
    assert publication.state == Publication.WITHHELD
    assert notices_of(publication.case, "not-published") == [PANEL, SECRETARY_OF_STATE]
    running.refresh_from_db()
    assert (running.state, running.stop_reason) == ("stopped", "not_published")


@pytest.mark.duty("D34")
def test_after_all_means_from_the_start_with_the_old_limit() -> None:
    publication = PublicationFactory(cleared=True)
    six_months(publication)
    publication = take(publication, "withhold", strategic(publication), justification="A child would be known.")
    publication = take(publication, "reinstate", strategic(publication), reason="The family asks for it.")
    assert (publication.state, publication.cleared_by) == (Publication.PLANNED, None)
    assert clocks.running(publication.case).get().due_on == date(2026, 7, 19)


@pytest.mark.duty("D37", "D38", "D40")
def test_improvements_go_the_whole_way_again(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    assert "has not decided" in refused(
        publication, "publish_improvements", publisher(publication), "2026-03-12", kind="guard"
    )
    publication = take(publication, "choose_improvements", strategic(publication), justification="Too few families.")
    assert (publication.state, publication.advance_copy_on, publication.approved_by) == (
        Publication.PLANNED,
        None,
        None,
    )
    assert notices_of(publication.case, "not-published") == [PANEL, SECRETARY_OF_STATE]
    publication = take(publication, "begin_identification_check", officer(publication))
    publication = take(publication, "clear", officer(publication), **CLEAR)
    publication = take(publication, "approve", strategic(publication))
    publication = take(
        publication, "send_advance_copy", officer(publication), "2026-03-16", planned_on="2026-03-26", sent_to_all="on"
    )
    send_by_hand(publication.case, on="2026-03-16", now="2026-03-16")
    by = publisher(publication)
    assert "instead of the report" in refused(publication, "publish", by, "2026-03-26", kind="guard")
    assert "Thursday 26 March 2026" in refused(publication, "publish_improvements", by, "2026-03-25", kind="guard")
    publication = take(publication, "publish_improvements", by, "2026-03-26")
    assert publication.state == Publication.IMPROVEMENTS_ONLY
    assert report_desk.asked == ["improvements_only"]
