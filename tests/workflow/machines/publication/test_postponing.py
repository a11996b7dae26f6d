"""To postpone publication is a decision: within the limit the office's, beyond it the strategic body's (D35, D39)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.workflow.machines.publication.test_copies_really_went import ALL, ASKED, address, officer, publisher
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow import clocks
from workflow.models import BankHoliday, BodyAddress, Notice, Publication, PublicationHold, SealedCopy
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Group, Role
from workflow.procedures.version import Occasion

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D35", "D39")]

WHY = {"reason": "The family asked for it."}
TOLD = "publication-postponed"


def due_in_july(publication: Publication) -> None:
    """The review was decided on 19 January 2026: its report is due on Sunday 19 July."""
    day = date(2026, 1, 19)
    clocks.start_on(publication.case, Occasion.REVIEW_DECIDED, on=day, record=publication.review, now=at("2026-01-19"))


def sent_on_monday() -> Publication:
    """The advance copy went to all three on Monday 2 March, with publication planned for 12 March."""
    publication = PublicationFactory(cleared=True, approved_by=officer(PublicationFactory()).user)
    take(publication, "send_advance_copy", officer(publication), **ASKED)
    send_by_hand(publication.case, *ALL, on="2026-03-02", now="2026-03-02")
    made: Publication = fresh(publication)
    return made


# --- A working day --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["postpone", "send_advance_copy"])
@pytest.mark.parametrize(
    ("day", "why", "following"),
    [
        ("2026-03-21", "(Saturday)", "Monday 23 March 2026"),
        ("2026-03-22", "(Sunday)", "Monday 23 March 2026"),
        ("2026-04-03", "Good Friday", "Tuesday 7 April 2026"),
        ("2026-03-24", "Day of thanks", "Wednesday 25 March 2026"),
    ],
)
def test_nothing_is_planned_for_a_day_on_which_nobody_works(step: str, day: str, why: str, following: str) -> None:
    BankHoliday.objects.create(date=date(2026, 3, 24), name="Day of thanks")
    publication = PublicationFactory(cleared=True)
    data = {"planned_on": day, "sent_to_all": "on", **WHY}
    reason = refused(publication, step, officer(publication), kind="data", **data)
    assert why in reason
    assert reason.endswith(f"the next is {following}.")
    assert take(publication, step, officer(publication), **{**data, "planned_on": "2026-03-23"}).planned_on


# --- The limit ------------------------------------------------------------------------------------------------------


@pytest.mark.duty("D34")
@pytest.mark.parametrize("step", ["postpone", "send_advance_copy"])
def test_beyond_the_six_months_the_office_plans_nothing_alone(step: str) -> None:
    publication = PublicationFactory(cleared=True)
    due_in_july(publication)
    data = {"sent_to_all": "on", **WHY}
    reason = refused(publication, step, officer(publication), kind="data", planned_on="2026-07-20", **data)
    assert "due on Sunday 19 July 2026" in reason
    assert "Strategic Leadership Group approves first: propose a hold" in reason
    assert take(publication, step, officer(publication), planned_on="2026-07-17", **data).planned_on


def test_once_the_strategic_body_approves_the_later_day_is_planned_and_the_reasons_are_told() -> None:
    publication = PublicationFactory(cleared=True)
    due_in_july(publication)
    by = officer(publication)
    held = {"grounds": "inquest", "until": "2026-09-30", "reason": "The inquest opens in June."}
    take(publication, "hold", by, **held)
    refused(publication, "postpone", by, kind="data", planned_on="2026-09-28", **WHY)

    strategic = actor(Role.GROUP, publication.case.partnership, group=Group.STRATEGIC)
    take(PublicationHold.objects.get(), "approve", strategic)

    assert notices_of(publication.case, "delay-for-panel") == [ALL[0], ALL[2]]
    assert "The inquest opens in June." in str(Notice.objects.filter(key="delay-for-panel")[0].letter)
    assert take(publication, "postpone", by, planned_on="2026-09-28", **WHY).planned_on == date(2026, 9, 28)
    refused(publication, "postpone", by, kind="data", planned_on="2026-10-01", **WHY)


# --- Who was told the first day -------------------------------------------------------------------------------------


def test_who_was_told_the_first_day_is_told_the_second() -> None:
    publication = sent_on_monday()
    take(publication, "postpone", officer(publication), "2026-03-03", planned_on="2026-03-20", **WHY)
    assert notices_of(publication.case, TOLD) == ALL
    letter = Notice.objects.filter(key=TOLD)[0]
    assert "Friday 20 March 2026" in letter.body
    assert "20 March 2026" in str(letter.letter)
    assert "The family asked" not in str(letter.letter)


def test_nobody_is_told_a_day_before_anybody_knew_one() -> None:
    publication = PublicationFactory(cleared=True)
    publication = take(publication, "postpone", officer(publication), planned_on="2026-03-20", **WHY)
    take(publication, "postpone", officer(publication), planned_on="2026-03-23", **WHY)
    assert notices_of(publication.case, TOLD) == []


def test_the_same_day_is_no_change() -> None:
    publication = sent_on_monday()
    reason = refused(publication, "postpone", officer(publication), "2026-03-03", kind="data", **ASKED, **WHY)
    assert "planned for Thursday 12 March 2026 already" in reason


def test_a_date_that_changed_again_before_its_letter_left_does_not_leave() -> None:
    publication = sent_on_monday()
    by = officer(publication)
    publication = take(publication, "postpone", by, "2026-03-03", planned_on="2026-03-20", **WHY)
    send_by_hand(publication.case, ALL[0], on="2026-03-03", now="2026-03-03")
    take(publication, "postpone", by, "2026-03-04", planned_on="2026-03-23", **WHY)
    letters = Notice.objects.filter(key=TOLD).order_by("queued_at", "recipient_name")
    stand = [(one.recipient_name, "23 March" in one.body, one.state) for one in letters]
    assert [row for row in stand if row[1]] == [(name, True, "by_hand") for name in ALL]
    assert [row[2] for row in stand if not row[1]] == ["sent_by_hand", "set_aside", "set_aside"]


# --- What was sent before -------------------------------------------------------------------------------------------


def test_copies_open_until_the_report_is_out_on_the_later_day_too() -> None:
    publication = PublicationFactory(cleared=True)
    address(publication, "panel")
    BodyAddress.objects.update(copies=BodyAddress.Copies.DOWNLOAD)
    take(publication, "send_advance_copy", officer(publication), **ASKED)
    deliver_due(at("2026-03-02 09:05"))
    take(publication, "postpone", officer(publication), "2026-03-03", planned_on="2026-06-18", **WHY)
    copy = SealedCopy.objects.get(way=SealedCopy.Way.DOWNLOAD, report__isnull=False)
    assert copy.can_be_opened(at("2026-06-18"))
    assert not copy.can_be_opened(at("2026-06-18") + timedelta(days=8))


def test_earlier_copies_keep_their_entry_and_a_changed_text_has_its_days_anew(report_desk: RememberingDesk) -> None:
    publication = sent_on_monday()
    Publication.objects.filter(pk=publication.pk).update(sent_digest="the text before")
    by = officer(publication)
    assert "sent in advance" in refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")

    publication = take(publication, "return_for_changes", by, "2026-03-12", reason="A figure.")
    sign_off = actor(Role.GROUP, publication.case.partnership, group=Group.SIGN_OFF)
    review = take(publication.review, "submit_for_sign_off", by, "2026-03-13")
    take(review, "sign_off", sign_off, "2026-03-13")
    publication = take(publication, "begin_identification_check", by, "2026-03-13")
    clear = {"nobody_identified": "on", "note": "Read."}
    publication = take(publication, "clear", officer(publication), "2026-03-13", **clear)
    decider = actor(Role.DECISION_MAKER, publication.case.partnership, seat="police")
    publication = take(publication, "approve", decider, "2026-03-13")
    publication = take(publication, "send_advance_copy", by, "2026-03-13", planned_on="2026-03-25", sent_to_all="on")

    first = Notice.objects.filter(key="advance-copy", state=Notice.State.SENT_BY_HAND)
    assert sorted(first.values_list("recipient_name", flat=True)) == ALL
    assert "not gone to everybody" in refused(
        publication, "publish", publisher(publication), "2026-03-25", kind="guard"
    )
    send_by_hand(publication.case, *ALL, on="2026-03-16", now="2026-03-16")
    reason = refused(fresh(publication), "publish", publisher(publication), "2026-03-25", kind="guard")
    assert "Thursday 26 March 2026" in reason


def test_a_later_day_after_the_copies_went_keeps_the_days_that_ran(report_desk: Any) -> None:
    publication = sent_on_monday()
    publication = take(publication, "postpone", officer(publication), "2026-03-03", planned_on="2026-03-13", **WHY)
    assert publication.advance_copy_on == date(2026, 3, 2)
    refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    assert take(publication, "publish", publisher(publication), "2026-03-13").state == Publication.PUBLISHED
