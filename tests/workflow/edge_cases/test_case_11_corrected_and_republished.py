"""Edge case 11: a report is taken down early, corrected and published again; every version is kept."""

from datetime import date
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.reviews.conftest import report_desk as report_desk
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow.models import Deadline, Publication, Review
from workflow.parties.roles import Actor, Group, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D33", "D36", "D39", "D43")]

BODIES = ["Child Safeguarding Practice Review Panel", "Ofsted", "Secretary of State for Education"]
CORRECTION = {"reason": "Figure 2 is wrong.", "note": "A figure was corrected."}
PLAN = {
    "family_told_by": "Sam",
    "family_to_be_told_on": "2026-04-01",
    "family_support": "They have read it.",
    "practitioners": "By their managers.",
    "media_contact": "The press office.",
    "vulnerable_adults": "The parents agree.",
}


def person(publication: Any, role: Role, **membership: Any) -> Actor:
    return actor(role, publication.case.partnership, **membership)


def officer(publication: Any) -> Actor:
    return person(publication, Role.OFFICER)


def publisher(publication: Any) -> Actor:
    return person(publication, Role.PUBLISHER)


def strategic(publication: Any) -> Actor:
    return person(publication, Role.GROUP, group=Group.STRATEGIC)


def published() -> Any:
    """Out since 12 March 2026, through the steps, with its copy to the NSPCC."""
    publication = PublicationFactory(advance_copy_sent=True)
    publication = take(publication, "publish", publisher(publication), "2026-03-12")
    send_by_hand(publication.case, on="2026-03-13", now="2026-03-13")
    return fresh(publication)


def signed_off_checked_and_approved(publication: Any, when: str = "2026-04-02") -> Any:
    """The whole way that every text goes."""
    assert publication.review.state == Review.DRAFTING
    assert "not signed off" in refused(
        publication, "begin_identification_check", officer(publication), when, kind="guard"
    )
    review = take(publication.review, "submit_for_sign_off", officer(publication), when)
    take(review, "sign_off", person(publication, Role.GROUP, group=Group.SIGN_OFF), when)
    by = officer(publication)
    publication = take(publication, "plan_impact", by, when, **PLAN)
    publication = take(publication, "begin_identification_check", by, when)
    assert "second person" in refused(
        publication, "clear", by, when, kind="guard", nobody_identified="on", note="Read."
    )
    publication = take(publication, "clear", officer(publication), when, nobody_identified="on", note="Read.")
    return take(publication, "approve", strategic(publication), when)


def test_a_small_correction_goes_the_whole_way_but_needs_no_new_advance_copy(report_desk: RememberingDesk) -> None:
    publication = published()
    year = Deadline.objects.get(record_id=publication.pk, rule__key="website")
    refused(publication, "correct", officer(publication), "2026-04-01", kind="data", **CORRECTION)
    publication = take(publication, "correct", officer(publication), "2026-04-01", substantive="no", **CORRECTION)
    assert (publication.state, publication.on_site, publication.nspcc_on) == (Publication.PLANNED, True, None)
    assert "note_correction: A figure was corrected." in report_desk.asked
    assert not [asked for asked in report_desk.asked if asked.startswith("take_down")], "readers have it meanwhile"
    publication = signed_off_checked_and_approved(publication)
    publication = take(publication, "publish", publisher(publication), "2026-04-02")
    assert (publication.state, publication.correction_open) == (Publication.PUBLISHED, False)
    assert notices_of(publication.case, "correction-published") == BODIES
    assert len(notices_of(publication.case, "repository-copy")) == 2
    second, first = publication.versions.all()
    assert (first.number, first.corrections, first.ended_at) == (1, 0, second.published_at)
    assert (second.number, second.corrections, second.note, second.ended_at) == (2, 1, "Corrected.", None)
    year.refresh_from_db()
    assert (year.state, year.due_on) == ("running", date(2027, 3, 12)), "its year goes on from the first publication"
    assert Deadline.objects.filter(record_id=publication.pk, rule__key="website").count() == 1


def test_a_substantive_correction_is_sent_in_advance_again_with_its_clear_days() -> None:
    publication = published()
    publication = take(publication, "correct", officer(publication), "2026-04-01", substantive="yes", **CORRECTION)
    publication = signed_off_checked_and_approved(publication)
    by = publisher(publication)
    assert "advance copy has not been sent" in refused(publication, "publish", by, "2026-04-02", kind="guard")
    data = {"planned_on": "2026-04-16", "sent_to_all": "on"}
    publication = take(publication, "send_advance_copy", officer(publication), "2026-04-02", **data)
    assert "has not gone to everybody" in refused(publication, "publish", by, "2026-04-16", kind="guard")
    send_by_hand(publication.case, on="2026-04-02", now="2026-04-02")
    assert "earliest publication" in refused(publication, "publish", by, "2026-04-15", kind="guard")
    assert take(publication, "publish", by, "2026-04-16").state == Publication.PUBLISHED


def test_readers_are_told_what_was_corrected_or_nothing_is_checked(report_desk: RememberingDesk) -> None:
    publication = published()
    publication = take(publication, "correct", officer(publication), "2026-04-01", substantive="no", **CORRECTION)
    report_desk.say(corrections=0)
    review = take(publication.review, "submit_for_sign_off", officer(publication), "2026-04-02")
    take(review, "sign_off", person(publication, Role.GROUP, group=Group.SIGN_OFF), "2026-04-02")
    reason = refused(publication, "begin_identification_check", officer(publication), "2026-04-02", kind="guard")
    assert "does not tell its readers what was corrected" in reason


def test_a_text_that_identifies_is_off_the_site_while_it_is_corrected(report_desk: RememberingDesk) -> None:
    publication = published()
    data = {"substantive": "no", "take_down": "on", **CORRECTION}
    publication = take(publication, "correct", officer(publication), "2026-04-01", **data)
    assert not publication.on_site
    assert "take_down: Figure 2 is wrong." in report_desk.asked
    assert publication.versions.filter(ended_at=None).count() == 0
    assert "not on the public site" in refused(
        publication, "take_down", officer(publication), "2026-04-01", kind="guard", reason="A name."
    )


def test_an_emergency_is_looked_at_afterwards_and_the_same_text_put_back(report_desk: RememberingDesk) -> None:
    publication = published()
    body = strategic(publication)
    by = person(publication, Role.DECISION_MAKER, seat="police")
    assert refused(publication, "take_down", by, "2026-03-16", kind="data") == "Enter the reason."
    publication = take(publication, "take_down", by, "2026-03-16", reason="A name in a table?")
    assert (publication.state, publication.is_open) == (Publication.TAKEN_DOWN, True), "somebody has to look at it"
    assert str(body.user) in notices_of(publication.case, "taken-down")
    sign_off_group = person(publication, Role.GROUP, group=Group.SIGN_OFF)
    for step, data in (
        ("put_back", {"reason": "Right."}),
        ("keep_down", {"justification": "Wrong."}),
        ("correct_first", {"substantive": "no", **CORRECTION}),
    ):
        refused(publication, step, sign_off_group, "2026-03-17", kind="guard", **data)
    publication = take(publication, "put_back", body, "2026-03-17", reason="It is a street in another town.")
    assert (publication.state, publication.on_site) == (Publication.PUBLISHED, True)
    assert report_desk.asked[-1] == "put_back"
    assert [version.ended_at is None for version in publication.versions.all()] == [True, False]
    assert Deadline.objects.filter(record_id=publication.pk, rule__key="website", state="running").count() == 1


@pytest.mark.duty("D38")
def test_it_stays_down_with_a_justification_to_panel_and_secretary_of_state() -> None:
    publication = published()
    publication = take(publication, "take_down", publisher(publication), "2026-03-16", reason="A name.")
    publication = take(publication, "keep_down", strategic(publication), "2026-03-17", justification="A sibling.")
    assert (publication.state, publication.on_site) == (Publication.WITHHELD, False)
    assert notices_of(publication.case, "not-published") == [BODIES[0], BODIES[2]]
    again = take(publication, "reinstate", strategic(publication), "2026-05-01", reason="The sibling asks for it.")
    assert (again.state, again.cleared_by, again.approved_by) == (Publication.PLANNED, None, None)


def test_corrected_before_it_goes_back(report_desk: RememberingDesk) -> None:
    publication = published()
    publication = take(publication, "take_down", publisher(publication), "2026-03-16", reason="A name.")
    data = {"substantive": "no", **CORRECTION}
    publication = take(publication, "correct_first", strategic(publication), "2026-03-17", **data)
    assert "being corrected" not in publication.get_state_display()
    publication = signed_off_checked_and_approved(publication)
    assert take(publication, "publish", publisher(publication), "2026-04-02").on_site


def test_taken_down_while_it_is_corrected_the_old_text_never_comes_back() -> None:
    publication = published()
    publication = take(publication, "correct", officer(publication), "2026-04-01", substantive="no", **CORRECTION)
    publication = take(publication, "take_down", publisher(publication), "2026-04-01", reason="A name too.")
    body = strategic(publication)
    assert "being corrected" in refused(publication, "put_back", body, "2026-04-02", kind="guard", reason="Right.")
    data = {"substantive": "yes", **CORRECTION}
    publication = take(publication, "correct_first", body, "2026-04-02", **data)
    assert (publication.correction_substantive, publication.review.state) == (True, Review.DRAFTING)


@pytest.mark.duty("D42")
def test_back_on_the_website_after_its_year(report_desk: RememberingDesk) -> None:
    publication = published()
    publication = take(publication, "move_to_on_request", officer(publication), "2027-03-12")
    refused(publication, "put_improvements_back", strategic(publication), "2027-04-01", kind="guard", reason="Asked.")
    publication = take(publication, "put_back", strategic(publication), "2027-04-01", reason="Asked for.")
    assert publication.state == Publication.PUBLISHED
    assert [version.shown for version in publication.versions.all()] == ["full", "on_request", "full"]
    reason = refused(publication, "move_to_on_request", officer(publication), "2027-12-01", kind="guard")
    assert "stays on the website until Saturday 1 April 2028" in reason


@pytest.mark.duty("D37")
def test_deciding_for_improvements_takes_a_text_under_correction_off_the_site(report_desk: RememberingDesk) -> None:
    publication = published()
    publication = take(publication, "correct", officer(publication), "2026-04-01", substantive="no", **CORRECTION)
    publication = take(publication, "choose_improvements", strategic(publication), "2026-04-02", justification="Few.")
    assert (publication.on_site, publication.correction_open) == (False, False)
    assert report_desk.asked[-1] == "take_down: Few."
