"""What holds publication up: proposed by the office, approved or declined by the strategic body, kept (D34, D35)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.publication_hold import PublicationHoldFactory
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow import clocks
from workflow.models import Deadline, Publication, PublicationHold
from workflow.parties.roles import Actor, Group, Role
from workflow.procedures.version import Occasion
from workflow.worker import chasing

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D34", "D35")]

PANEL = "Child Safeguarding Practice Review Panel"
SECRETARY_OF_STATE = "Secretary of State for Education"
HOLD = {"grounds": "inquest", "until": "2026-09-30", "reason": "The inquest opens in June."}


def officer(record: Any) -> Actor:
    return actor(Role.OFFICER, record.case.partnership)


def publisher(record: Any) -> Actor:
    return actor(Role.PUBLISHER, record.case.partnership)


def strategic(record: Any) -> Actor:
    return actor(Role.GROUP, record.case.partnership, group=Group.STRATEGIC)


def six_months(publication: Any) -> Deadline:
    """The clock of its review, running since 19 January 2026."""
    started = clocks.start_on(
        publication.case, Occasion.REVIEW_DECIDED, on=date(2026, 1, 19), record=publication.review, now=at("2026-01-19")
    )
    return next(each for each in started if each.rule.key == "publication")


def proposed(publication: Any, **changes: str) -> Any:
    take(publication, "hold", officer(publication), **HOLD | changes)
    return PublicationHold.objects.filter(publication=publication).first()


def test_a_hold_is_proposed_by_the_office_and_approved_by_the_strategic_body() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    running, body = six_months(publication), strategic(publication)
    hold = proposed(publication)
    assert (hold.state, hold.grounds_in_words, hold.reason) == ("proposed", "An inquest", HOLD["reason"])
    assert str(body.user) in notices_of(publication.case, "hold-proposed")
    assert notices_of(publication.case, "delay-for-panel") == []
    sign_off_group = actor(Role.GROUP, publication.case.partnership, group=Group.SIGN_OFF)
    assert "Strategic Leadership Group" in refused(hold, "approve", sign_off_group, kind="guard")
    hold = take(hold, "approve", body)
    assert (hold.decided_by, hold.decided_on) == (body.user, date(2026, 3, 2))
    assert notices_of(publication.case, "delay-for-panel") == [PANEL, SECRETARY_OF_STATE]
    running.refresh_from_db()
    assert (running.due_on, running.extended) == (date(2026, 9, 30), True)


def test_what_the_strategic_body_declines_moves_no_date_and_stops_nothing() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    running = six_months(publication)
    hold = proposed(publication)
    sign_off_group = actor(Role.GROUP, publication.case.partnership, group=Group.SIGN_OFF)
    refused(hold, "decline", sign_off_group, kind="guard", reason="No.")
    refused(hold, "decline", strategic(publication), kind="data")
    hold = take(hold, "decline", strategic(publication), reason="The coroner does not ask for it.")
    assert hold.decline_reason == "The coroner does not ask for it."
    assert len(notices_of(publication.case, "hold-declined")) == 1
    running.refresh_from_db()
    assert (running.due_on, running.extended) == (date(2026, 7, 19), False)
    assert take(publication, "publish", publisher(publication), "2026-03-12").state == Publication.PUBLISHED


@pytest.mark.parametrize("approved", [False, True])
def test_nothing_is_published_or_sent_in_advance_under_a_hold(approved: bool) -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    hold = proposed(publication)
    if approved:
        hold = take(hold, "approve", strategic(publication))
    assert "hold" in refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    hold = take(hold, "release", officer(publication), reason="The inquest is closed.")
    assert (hold.state, hold.release_reason) == ("released", "The inquest is closed.")
    assert take(publication, "publish", publisher(publication), "2026-03-12").state == Publication.PUBLISHED


def test_no_advance_copy_goes_out_under_a_hold() -> None:
    publication = PublicationFactory(cleared=True)
    proposed(publication)
    by, data = officer(publication), {"planned_on": "2026-03-12", "sent_to_all": "on"}
    assert "hold" in refused(publication, "send_advance_copy", by, kind="guard", **data)


def test_an_approved_delay_never_brings_the_date_forward() -> None:
    publication = PublicationFactory()
    running = six_months(publication)
    take(proposed(publication, until="2026-05-01"), "approve", strategic(publication))
    running.refresh_from_db()
    assert (running.due_on, running.extended) == (date(2026, 7, 19), False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"grounds": "busy"},
        {"until": "2026-03-01"},
        {"reason": ""},
        {"review_on": "2026-10-01"},
        {"review_on": "2026-03-01"},
    ],
)
def test_a_hold_names_grounds_an_end_and_a_reason(wrong: dict[str, str]) -> None:
    publication = PublicationFactory()
    refused(publication, "hold", officer(publication), kind="data", **HOLD | wrong)


def test_several_holds_each_with_its_own_end_and_every_one_kept() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    running, by, body = six_months(publication), officer(publication), strategic(publication)
    inquest = take(proposed(publication), "approve", body)
    trial = take(proposed(publication, grounds="prosecution", until="2026-12-01"), "approve", body)
    running.refresh_from_db()
    assert (running.due_on, len(running.history)) == (date(2026, 12, 1), 2)
    take(inquest, "release", by, reason="Closed.")
    assert "on hold" in refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    take(trial, "release", by, reason="Over.")
    assert publication.holds.count() == 2
    assert take(publication, "publish", publisher(publication), "2026-03-12").state == Publication.PUBLISHED


def test_a_text_that_is_returned_keeps_its_hold() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    hold = take(proposed(publication), "approve", strategic(publication))
    take(publication, "return_for_changes", officer(publication), reason="Table 2.")
    hold.refresh_from_db()
    assert hold.state == "approved"


@pytest.mark.duty("D38")
def test_deciding_not_to_publish_ends_the_holds() -> None:
    publication = PublicationFactory(cleared=True)
    hold = proposed(publication)
    approved = take(proposed(publication), "approve", strategic(publication))
    take(publication, "withhold", strategic(publication), justification="A child would be known.")
    hold.refresh_from_db()
    approved.refresh_from_db()
    assert hold.state == approved.state == "released"


def test_on_its_day_somebody_is_asked_once_whether_it_is_still_needed() -> None:
    hold = PublicationHoldFactory(approved=True, review_on=date(2026, 6, 1))
    other = PublicationHoldFactory(released=True, review_on=date(2026, 6, 1))
    chasing.ask_about_holds(at("2026-05-31"))
    assert notices_of(hold.case, "hold-to-review") == []
    chasing.ask_about_holds(at("2026-06-02"))
    chasing.ask_about_holds(at("2026-06-03"))
    assert len(notices_of(hold.case, "hold-to-review")) == 1
    assert notices_of(other.case, "hold-to-review") == []
    by = officer(hold)
    refused(hold, "look_again", by, "2026-06-03", kind="data", note="Still open.", review_on="2026-10-01")
    take(hold, "look_again", by, "2026-06-03", note="Still open.", review_on="2026-08-03")
    chasing.ask_about_holds(at("2026-08-03"))
    assert len(notices_of(hold.case, "hold-to-review")) == 2
