"""What is put on file of a review, what it takes before a step waits for it no longer, and how it is corrected."""

from datetime import date
from typing import Any

import pytest

from tests.factories.assignment import assigned
from tests.factories.case import MONDAY
from tests.factories.party import AgencyFactory, actor
from tests.factories.review import ReviewFactory
from tests.factories.review_entry import put
from tests.workflow.machines.review.test_review import APPOINTED, FAMILY, member, officer
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow import clocks, procedures
from workflow.models import EntryKind, Review, ReviewEntry
from workflow.parties.roles import Actor, Group, Role
from workflow.procedures import load
from workflow.procedures.version import Occasion

pytestmark = pytest.mark.django_db

MEMBER = {"who": "Chris Relative", "relationship": "Father", "is_child": "no"}
CONTACT = {
    "held_on": "2026-02-27",
    "how": "in_person",
    "by_whom": "Sam Social, social worker",
    "invited": "yes",
    "expectations": "What it can find out.",
}
NOT_TOLD = {"reason": "The police ask to wait.", "advised_by": "The senior officer", "look_again_on": "2026-04-01"}
PRACTITIONERS = {"involved": "yes", "held_on": "2026-02-27", "what": "event", "other_agencies": "GP", "explained": "on"}
PROGRESS = {"held_on": "2026-02-27", "progress": "On time.", "concerns": "None."}
REQUEST = {"text": "Send the plan.", "asked_by": "police", "held_on": "2026-02-27"}
ANSWER = {"text": "Here it is.", "held_on": "2026-03-02"}


def decider(review: Any) -> Actor:
    return actor(Role.DECISION_MAKER, review.case.partnership, seat="police")


def bare(**traits: Any) -> Any:
    return ReviewFactory(**traits, on_file=False)


# --- Telling the family (D18) ---------------------------------------------------------------------------------------


@pytest.mark.duty("D18")
def test_a_reason_not_to_tell_the_family_yet_takes_a_second_person() -> None:
    review = ReviewFactory(scoping=True, bodies_told_on=date(2026, 1, 21), terms_agreed_on=date(2026, 1, 30))
    put(review, EntryKind.ADVICE)
    by, seat = officer(review), decider(review)
    assert "waits for agreement" in refused(review, "agree_to_wait", seat, kind="guard")
    review = take(review, "wait_to_tell_family", by, **NOT_TOLD)
    assert notices_of(review.case, "family-not-told-proposed") == [str(seat.user)]
    assert "waits for a decision maker" in refused(review, "gather_evidence", by, kind="guard")
    review = take(review, "agree_to_wait", seat)
    assert take(review, "gather_evidence", by).state == Review.EVIDENCE


@pytest.mark.duty("D18")
def test_a_reason_not_to_tell_the_family_yet_is_looked_at_again_on_a_day_to_come() -> None:
    review = ReviewFactory(scoping=True)
    past = NOT_TOLD | {"look_again_on": "2026-01-02"}
    assert "in the future" in refused(review, "wait_to_tell_family", officer(review), kind="data", **past)


@pytest.mark.duty("D18")
def test_who_recorded_the_reason_does_not_agree_to_it() -> None:
    review = ReviewFactory(scoping=True)
    both = decider(review)
    put(review, EntryKind.NOT_TOLD, by=both.user, reason="The police ask.")
    assert "somebody else" in refused(review, "agree_to_wait", both, kind="guard")
    assert "decision maker" in refused(review, "agree_to_wait", member(review, Group.SIGN_OFF), kind="guard")
    take(review, "agree_to_wait", member(review, Group.STRATEGIC))


@pytest.mark.duty("D18")
def test_another_reason_is_agreed_to_again_and_a_family_that_was_told_needs_none() -> None:
    review = take(ReviewFactory(scoping=True), "wait_to_tell_family", officer(ReviewFactory()), **NOT_TOLD)
    review = take(review, "agree_to_wait", decider(review))
    assert review.on_file.agreed_not_told() is not None
    review = take(review, "wait_to_tell_family", officer(review), **NOT_TOLD | {"reason": "The trial begins."})
    assert review.on_file.agreed_not_told() is None
    review = take(review, "tell_family", officer(review), **FAMILY)
    assert review.on_file.latest(EntryKind.FAMILY_TOLD).answers["by_whom"] == FAMILY["by_whom"]
    assert len(notices_of(review.case, "family-not-told-agreed")) == 1
    refused(review, "wait_to_tell_family", officer(review), kind="guard", **NOT_TOLD)
    refused(review, "agree_to_wait", decider(review), kind="guard")


@pytest.mark.duty("D18", "D20", "D21", "D27")
def test_clocks_that_wait_for_the_family_the_bodies_and_the_briefing_are_met() -> None:
    review = ReviewFactory(scoping=True)
    clocks.start_on(
        review.case, Occasion.REVIEW_DECIDED, on=date(2026, 1, 19), record=review, now=review.case.opened_at
    )
    by = officer(review)

    def waiting() -> set[str]:
        return {deadline.rule.key for deadline in clocks.running(review.case, record=review)}

    assert {"family-told", "bodies-told", "briefing"} <= waiting()
    take(review, "tell_family", by, **FAMILY)
    assert "family-told" not in waiting()
    take(review, "tell_bodies", by)
    assert "bodies-told" in waiting()
    send_by_hand(review.case, on="2026-03-02", now="2026-03-02")
    assert "bodies-told" not in waiting()
    take(review, "record_briefing", by, held="no", reason="One agency only.")
    assert waiting() == {"publication"}


# --- The family's part (D25) ----------------------------------------------------------------------------------------


@pytest.mark.duty("D25")
def test_each_member_of_the_family_is_invited_or_there_is_a_reason() -> None:
    review = bare(drafting=True)
    by = officer(review)
    assert "No member of the family is on file" in refused(review, "submit_for_sign_off", by, kind="guard")
    refused(review, "record_family_contact", by, kind="guard")
    review = take(review, "list_family_member", by, **MEMBER)
    review = take(review, "list_family_member", by, **MEMBER | {"who": "Jo Sibling", "is_child": "yes"})
    first, second = review.on_file.current(EntryKind.MEMBER)
    review = take(review, "record_family_contact", by, about=first.pk, **CONTACT)
    assert "1 of 2 members of the family" in refused(review, "submit_for_sign_off", by, kind="guard")
    no = CONTACT | {"invited": "no", "how": "not_reached"}
    assert "why they were not invited" in refused(
        review, "record_family_contact", by, kind="data", about=second.pk, **no
    )
    review = take(review, "record_family_contact", by, about=second.pk, **no, not_invited="The police advise it.")
    assert "no invitation to contribute" not in refused(review, "submit_for_sign_off", by, kind="guard")


@pytest.mark.duty("D25")
def test_expectations_are_managed_with_the_invitation() -> None:
    review = take(bare(drafting=True), "list_family_member", officer(ReviewFactory()), **MEMBER)
    about = review.on_file.current(EntryKind.MEMBER)[0].pk
    by = officer(review)
    refused(review, "record_family_contact", by, kind="data", about=about, **CONTACT | {"expectations": ""})
    refused(review, "record_family_contact", by, kind="data", about=about, **CONTACT | {"how": "not_reached"})
    refused(review, "record_family_contact", by, kind="data", about="", **CONTACT)
    refused(review, "record_family_contact", by, kind="data", about=about, **CONTACT | {"held_on": "2026-03-03"})


def test_an_entry_is_corrected_by_a_new_one_and_struck_out_with_a_reason() -> None:
    review = take(bare(drafting=True), "list_family_member", officer(ReviewFactory()), **MEMBER)
    by = officer(review)
    wrong = review.on_file.current(EntryKind.MEMBER)[0]
    review = take(review, "record_family_contact", by, about=wrong.pk, **CONTACT)
    right = MEMBER | {"relationship": "Stepfather", "corrects": wrong.pk}
    assert "why the earlier entry" in refused(review, "list_family_member", by, kind="data", **right)
    review = take(review, "list_family_member", by, **right, correction_reason="Misheard.")
    (current,) = review.on_file.current(EntryKind.MEMBER)
    assert current.answers["relationship"] == "Stepfather"
    # The contact was with the same person, and the earlier entry stays readable.
    assert len(review.on_file.about(current, EntryKind.CONTACT)) == 1
    assert [each.pk for each in review.on_file.earlier(current)] == [wrong.pk]
    refused(review, "strike_out", by, kind="data", corrects=wrong.pk, reason="Twice.")
    refused(review, "strike_out", by, kind="data", corrects=current.pk, reason="")
    review = take(review, "strike_out", by, corrects=current.pk, reason="Not of this family.")
    assert not review.on_file.current(EntryKind.MEMBER)
    assert [why.answers["reason"] for _entry, why in review.on_file.struck()] == ["Not of this family."]
    assert "No member of the family" in refused(review, "submit_for_sign_off", by, kind="guard")


def test_where_nothing_is_on_file_nothing_is_struck_out() -> None:
    review = bare(scoping=True)
    assert refused(review, "strike_out", officer(review), kind="guard") == "Nothing is on file yet."


@pytest.mark.duty("D20")
def test_the_appointment_starts_and_meets_the_clocks_that_the_procedure_names() -> None:
    shipped = procedures.shipped()[0]
    named = {"key": "appoint", "label": "Appoint", "starts_on": "review_decided", "met_by": "reviewer_appointed"}
    own = load({**shipped, "key": "own", "rules": [*shipped["rules"], {**shipped["rules"][0], **named}]}, now=MONDAY)
    review = ReviewFactory(case__procedure=own)
    clocks.start_on(review.case, Occasion.REVIEW_DECIDED, on=date(2026, 1, 19), record=review, now=MONDAY)
    assert clocks.running(review.case, record=review, rule_key="appoint").exists()
    review = take(review, "begin_scoping", officer(review), **APPOINTED)
    assert not clocks.running(review.case, record=review, rule_key="appoint").exists()


def test_nothing_that_was_typed_lies_open() -> None:
    review = take(bare(drafting=True), "list_family_member", officer(ReviewFactory()), **MEMBER)
    row = ReviewEntry.objects.filter(review=review).values("said", "lines").get()
    assert not any(b"Relative" in bytes(value) for value in row.values())
    assert fresh(review).on_file.current()[0].lines[0] == ["Name", "Chris Relative"]


# --- Practitioners, advice, briefing, progress (D24, D26 to D28) ------------------------------------------------------


@pytest.mark.duty("D24")
@pytest.mark.parametrize("missing", ["held_on", "what", "other_agencies", "explained", "involved"])
def test_practitioners_take_part_without_fear_of_blame(missing: str) -> None:
    review = bare(evidence=True)
    refused(review, "record_practitioners", officer(review), kind="data", **PRACTITIONERS | {missing: ""})
    take(review, "record_practitioners", officer(review), **PRACTITIONERS)


@pytest.mark.duty("D24")
def test_or_there_is_a_reason_why_not() -> None:
    review = ReviewFactory(drafting=True)
    ReviewEntry.objects.filter(review=review, kind=EntryKind.PRACTITIONERS).delete()
    by = officer(review)
    assert "how practitioners took part" in refused(review, "submit_for_sign_off", by, kind="guard")
    refused(review, "record_practitioners", by, kind="data", involved="no")
    review = take(review, "record_practitioners", by, involved="no", reason="The trial runs.")
    assert take(review, "submit_for_sign_off", by).state == Review.SIGN_OFF


@pytest.mark.duty("D24")
def test_agencies_of_the_partnership_are_chosen() -> None:
    review = bare(evidence=True)
    ours, theirs = AgencyFactory(of=review.case.partnership, name="Our hospital"), AgencyFactory()
    chosen = PRACTITIONERS | {"other_agencies": ""}
    refused(review, "record_practitioners", officer(review), kind="data", **chosen, agencies=[theirs.pk])
    review = take(review, "record_practitioners", officer(review), **chosen, agencies=[ours.pk])
    assert ["From which agencies?", "Our hospital"] in review.on_file.latest(EntryKind.PRACTITIONERS).lines


@pytest.mark.duty("D26")
@pytest.mark.parametrize("missing", ["chronologies", "management_reviews", "other_areas", "parallel_processes"])
def test_each_matter_of_the_advice_is_answered(missing: str) -> None:
    review = bare(scoping=True)
    keys = ("chronologies", "management_reviews", "other_areas", "parallel_processes")
    advice = dict.fromkeys(keys, "Advised.") | {"held_on": "2026-02-27", "chronologies_by": "2026-04-01"}
    refused(review, "record_advice", officer(review), kind="data", **advice | {missing: ""})
    review = take(review, "record_advice", member(review, Group.REVIEW), **advice)
    assert ["By when, where a date is set", "1 April 2026"] in review.on_file.latest(EntryKind.ADVICE).lines


@pytest.mark.duty("D28")
@pytest.mark.parametrize("name", ["record_advice", "record_progress", "share_learning", "report_risk"])
def test_of_the_groups_only_the_review_group_supervises(name: str) -> None:
    review = bare(evidence=True)
    assert "Practice Review Group" in refused(review, name, member(review, Group.SIGN_OFF), kind="guard")


@pytest.mark.duty("D27")
def test_a_briefing_session_was_held_or_is_not_necessary() -> None:
    review = bare(scoping=True)
    by = officer(review)
    refused(review, "record_briefing", by, kind="data", held="no")
    refused(review, "record_briefing", by, kind="data", held="yes", held_on="2026-02-27")
    refused(review, "record_briefing", by, kind="data", held="yes", who="All.")
    review = take(review, "record_briefing", by, held="yes", held_on="2026-02-27", who="All agencies.")
    assert review.on_file.latest(EntryKind.BRIEFING).answers["who"] == "All agencies."


@pytest.mark.duty("D28")
def test_no_sign_off_before_progress_was_supervised() -> None:
    review = ReviewFactory(drafting=True)
    ReviewEntry.objects.filter(review=review, kind=EntryKind.PROGRESS).delete()
    assert "nothing on progress and quality" in refused(review, "submit_for_sign_off", officer(review), kind="guard")
    review = take(review, "record_progress", member(review, Group.REVIEW), **PROGRESS)
    take(review, "submit_for_sign_off", officer(review))


# --- Requests in writing (D29), interests, learning (D44) -----------------------------------------------------------


@pytest.mark.duty("D29")
@pytest.mark.parametrize(("state", "name"), [("drafting", "submit_for_sign_off"), ("sign_off", "sign_off")])
def test_no_sign_off_while_a_written_request_is_unanswered(state: str, name: str) -> None:
    review = ReviewFactory(**{state: True})
    refused(review, "answer_request", officer(review), kind="guard")
    review = take(review, "ask_reviewer", decider(review), **REQUEST)
    assert notices_of(review.case, "request-to-reviewer") == ["The reviewer"]
    by = officer(review) if state == "drafting" else member(review, Group.SIGN_OFF)
    assert "not answered by the reviewer yet" in refused(review, name, by, kind="guard")
    asked = review.on_file.latest(EntryKind.REQUEST)
    reviewer = assigned(review.case, actor(Role.REVIEWER, review.case.partnership))
    review = take(review, "answer_request", reviewer, about=asked.pk, **ANSWER)
    assert notices_of(review.case, "reviewer-answered") == [f"Support office, {review.case.partnership.name}"]
    take(review, name, by)


def declare(review: Any, by: Actor, person: Actor, **said: Any) -> Any:
    return take(review, "declare_interests", by, person=person.user.pk, **said)


@pytest.mark.duty("D33")
def test_who_declared_an_unmanaged_conflict_does_not_sign_off() -> None:
    review = ReviewFactory(sign_off=True)
    group, by = member(review, Group.SIGN_OFF), officer(review)
    review = declare(review, by, group, has_conflict="yes", what="Manages the ward.")
    assert "conflict of interest" in refused(review, "sign_off", group, kind="guard")
    # Another member does, and they themselves once it is managed and accepted.
    review = declare(
        review,
        group,
        group,
        has_conflict="yes",
        what="Managed it.",
        managed="Leaves the room.",
        accepted_by="The chair",
    )
    assert take(review, "sign_off", group).state == Review.SIGNED_OFF


@pytest.mark.duty("D33")
def test_a_conflict_of_somebody_else_stops_nobody() -> None:
    review = ReviewFactory(sign_off=True)
    one, other = member(review, Group.SIGN_OFF), member(review, Group.SIGN_OFF)
    review = declare(review, one, one, has_conflict="yes", what="Manages the ward.")
    take(review, "sign_off", other)


def test_everybody_declares_for_themselves_and_the_office_for_others() -> None:
    review = ReviewFactory(scoping=True)
    group, other = member(review, Group.REVIEW), member(review, Group.SIGN_OFF)
    refused(review, "declare_interests", group, kind="data", person=other.user.pk, has_conflict="no")
    refused(review, "declare_interests", group, kind="data", person="other", has_conflict="no")
    by = officer(review)
    refused(review, "declare_interests", by, kind="data", person="other", has_conflict="no")
    refused(review, "declare_interests", by, kind="data", person=other.user.pk, has_conflict="yes")
    half = {"has_conflict": "yes", "what": "Kin.", "managed": "Steps back."}
    refused(review, "declare_interests", by, kind="data", person=other.user.pk, **half)
    take(review, "declare_interests", by, person="other", other_person="A chair elsewhere", has_conflict="no")


@pytest.mark.duty("D44")
def test_learning_is_shared_and_a_risk_is_told_to_the_sign_off_group() -> None:
    review = bare(evidence=True)
    reads = member(review, Group.SIGN_OFF)
    learned = {"what": "Ask who is at home.", "to_whom": "All schools.", "held_on": "2026-02-27"}
    review = take(review, "share_learning", officer(review), **learned)
    review = take(review, "report_risk", officer(review), text="It happens elsewhere too.")
    assert str(reads.user) in notices_of(review.case, "emerging-risk")
    assert len(review.on_file.current(EntryKind.LEARNING, EntryKind.RISK)) == 2
