"""A case closes complete: rationale told, every letter gone, or with the reason why not on the record (D8, D11)."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.clock_scene import notice
from tests.workflow.desk.scene import signed_in
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import fresh, refused, take
from workflow.models import Case, Event, Notice
from workflow.parties.roles import Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D8", "D11")]

State = Notice.State
REASON = {"reason": "The family moved abroad and cannot be found."}


def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


def concluded() -> Any:
    """A rapid review that the Panel agreed with. Nobody was told of its rationale yet."""
    return RapidReviewFactory(concluded=True)


def told(rapid_review: Any, *audiences: str) -> None:
    by = officer(rapid_review.case)
    for audience in audiences:
        take(rapid_review, "communicate", by, audience=audience, told_on="2026-03-02", through="In person.")


def lying_there(case: Case, state: str) -> Notice:
    made: Notice = notice(case=case, state=state)
    Notice.objects.filter(pk=made.pk).update(subject=f"{case.reference}: rapid review and decision")
    return made


@pytest.mark.parametrize(
    ("audience", "missing"), [("agencies", "the family was told"), ("family", "the agencies were told")]
)
def test_not_while_family_or_agencies_were_not_told_of_the_rationale(audience: str, missing: str) -> None:
    rapid_review = concluded()
    told(rapid_review, audience)
    reason = refused(rapid_review.case, "close", officer(rapid_review.case), kind="data")
    assert missing in reason
    assert "of the rationale" in reason


@pytest.mark.parametrize("nobody", ["family", "no_family"])
def test_told_or_found_that_nobody_can_be_told_it_closes(nobody: str) -> None:
    rapid_review = concluded()
    told(rapid_review, nobody, "agencies")
    assert not take(rapid_review.case, "close", officer(rapid_review.case)).is_open


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.BY_HAND, State.FAILED, State.PARKED])
def test_not_while_a_letter_waits(state: str) -> None:
    case = CaseFactory()
    lying_there(case, state)
    reason = refused(case, "close", officer(case), kind="data")
    assert "“rapid review and decision” to" in reason
    assert Notice(state=state).standing in reason


@pytest.mark.parametrize("state", [State.SENT, State.SENT_BY_HAND, State.SET_ASIDE])
def test_what_went_or_was_set_aside_keeps_no_case_open(state: str) -> None:
    case = CaseFactory()
    lying_there(case, state)
    assert not take(case, "close", officer(case)).is_open


def test_a_letter_that_is_sent_lets_it_close() -> None:
    case = CaseFactory()
    lying_there(case, State.BY_HAND)
    send_by_hand(case, on="2026-03-02", now="2026-03-02 11:00")
    assert not take(case, "close", officer(case), "2026-03-02 12:00").is_open


def test_with_a_reason_it_closes_and_what_was_missing_stays_on_record() -> None:
    rapid_review = concluded()
    told(rapid_review, "agencies")
    case = rapid_review.case
    lying_there(case, State.FAILED)

    assert not take(case, "close", officer(case), **REASON).is_open

    event = Event.objects.select_related("data_key").get(kind="case.close")
    assert event.data["reason"] == REASON["reason"]
    family, letter = event.data["missing"]
    assert "the family was told" in family
    assert "the e-mail was not delivered" in letter
    page = signed_in(officer(case).user).get(reverse("desk:timeline", args=[case.reference])).content.decode()
    assert "cannot be found" in page
    assert "the e-mail was not delivered" in page


def test_a_complete_case_is_asked_for_no_reason() -> None:
    case = CaseFactory()
    take(case, "close", officer(case), **REASON)
    assert Event.objects.select_related("data_key").get(kind="case.close").data in (None, {})


def test_the_page_lists_what_is_missing_and_keeps_what_was_typed() -> None:
    rapid_review = concluded()
    case = rapid_review.case
    client = signed_in(officer(case).user)
    address = reverse("desk:step", args=[case.reference, "case", case.pk, "close"])

    shown = client.get(address).content.decode()
    assert "the family was told of the rationale" in shown
    assert "the agencies were told of the rationale" in shown
    assert "Why is the case closed although something is missing?" in shown

    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422
    assert "The case is not complete." in empty.content.decode()
    assert fresh(case).is_open
    client.post(address, REASON)
    assert not fresh(case).is_open
