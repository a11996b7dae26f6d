"""Clear working days between the advance copy and publication (D39 to D41), against dates counted by hand."""

from datetime import date
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow.models import BankHoliday, Deadline, Publication
from workflow.parties.roles import Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D39", "D41")]

# Sent on, earliest publication, and what lies between that does not count. Counted on a calendar, by hand.
COUNTED_BY_HAND = [
    ("2026-03-02", "2026-03-12", ["7 March 2026 (Saturday)", "8 March 2026 (Sunday)"]),
    ("2026-03-07", "2026-03-18", ["8 March 2026 (Sunday)", "14 March 2026 (Saturday)"]),
    (
        "2025-12-18",
        "2026-01-02",
        ["25 December 2025 (Christ", "26 December 2025 (Boxing", "1 January 2026 (New Year"],
    ),
    ("2025-12-22", "2026-01-06", ["25 December 2025 (Christmas", "3 January 2026 (Saturday)"]),
    ("2026-12-16", "2026-12-30", ["25 December 2026 (Christmas", "28 December 2026 (Boxing Day, substitute day"]),
    ("2026-03-27", "2026-04-10", ["3 April 2026 (Good Friday", "6 April 2026 (Easter Monday"]),
    (
        "2026-03-30",
        "2026-04-13",
        ["3 April 2026 (Good Friday", "6 April 2026 (Easter", "12 April 2026 (Sunday)"],
    ),
    ("2026-04-28", "2026-05-11", ["4 May 2026 (Early May bank holiday"]),
]


def officer(publication: Any) -> Actor:
    return actor(Role.OFFICER, publication.case.partnership)


def publisher(publication: Any) -> Actor:
    return actor(Role.PUBLISHER, publication.case.partnership)


@pytest.mark.parametrize(("sent_on", "earliest", "skipped"), COUNTED_BY_HAND)
def test_published_on_the_earliest_day_and_not_before(sent_on: str, earliest: str, skipped: list[str]) -> None:
    day = date.fromisoformat(earliest)
    publication = PublicationFactory(
        advance_copy_sent=True, advance_copy_on=date.fromisoformat(sent_on), planned_on=day
    )
    by = publisher(publication)
    before = date.fromordinal(day.toordinal() - 1)
    reason = refused(publication, "publish", by, f"{before} 23:59", kind="guard")
    assert f"{day:%A %-d %B %Y}" in reason
    assert [each for each in skipped if each not in reason] == []
    assert take(publication, "publish", by, f"{earliest} 00:01").state == Publication.PUBLISHED


def test_a_bank_holiday_that_staff_entered_counts_too() -> None:
    BankHoliday.objects.create(date=date(2026, 3, 5), name="Day of thanks")
    publication = PublicationFactory(advance_copy_sent=True)
    reason = refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    assert "Friday 13 March 2026" in reason
    assert "5 March 2026 (Day of thanks" in reason


@pytest.mark.parametrize("planned_on", ["2026-03-11", "2026-03-02", "2026-03-01"])
def test_no_date_is_planned_that_leaves_too_few_days(planned_on: str) -> None:
    publication = PublicationFactory(cleared=True)
    by = officer(publication)
    refused(publication, "send_advance_copy", by, kind="data", planned_on=planned_on, sent_to_all="on")


@pytest.mark.duty("D40")
def test_the_advance_copy_goes_to_all_three_and_counts_from_the_day_it_went() -> None:
    publication = PublicationFactory(cleared=True)
    by = officer(publication)
    assert "all three" in refused(publication, "send_advance_copy", by, kind="data", planned_on="2026-03-12")
    publication = take(publication, "send_advance_copy", by, planned_on="2026-03-12", sent_to_all="on")
    assert (publication.advance_copy_on, publication.planned_on) == (None, date(2026, 3, 12))
    send_by_hand(publication.case, on="2026-03-02", now="2026-03-02")
    publication = fresh(publication)
    assert (publication.advance_copy_on, publication.planned_on) == (date(2026, 3, 2), date(2026, 3, 12))
    assert notices_of(publication.case, "advance-copy") == [
        "Child Safeguarding Practice Review Panel",
        "Ofsted",
        "Secretary of State for Education",
    ]


def test_a_late_evening_counts_as_that_day_in_london() -> None:
    publication = PublicationFactory(cleared=True)
    data = {"planned_on": "2026-06-11", "sent_to_all": "on"}
    publication = take(publication, "send_advance_copy", officer(publication), "2026-06-01 00:30", **data)
    send_by_hand(publication.case, on="2026-06-01", now="2026-06-01 00:35")
    publication = fresh(publication)
    assert publication.advance_copy_on == date(2026, 6, 1)


def test_a_postponed_publication_keeps_its_clear_days() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    by = officer(publication)
    why = {"reason": "The family asked."}
    reason = refused(publication, "postpone", by, "2026-03-03", kind="data", planned_on="2026-03-11", **why)
    assert "Thursday 12 March 2026" in reason
    publication = take(publication, "postpone", by, "2026-03-03", planned_on="2026-03-20", **why)
    # The copy has gone: nobody is asked to send it again.
    assert not Deadline.objects.filter(record_id=publication.pk, state=Deadline.State.RUNNING).exists()
    reason = refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    assert reason.startswith("Publication is planned for Friday 20 March 2026.")
    assert take(publication, "publish", publisher(publication), "2026-03-20").state == Publication.PUBLISHED


def test_the_last_day_for_the_advance_copy_follows_the_planned_date() -> None:
    publication = PublicationFactory(cleared=True)
    by = officer(publication)
    publication = take(publication, "postpone", by, planned_on="2026-03-12", reason="First date.")
    assert Deadline.objects.get(record_id=publication.pk).due_on == date(2026, 3, 2)
    publication = take(publication, "postpone", by, planned_on="2026-04-13", reason="Later.")
    clock = Deadline.objects.get(record_id=publication.pk)
    assert (clock.due_on, clock.rule.key, len(clock.history)) == (date(2026, 3, 30), "advance-copy", 1)
    data = {"planned_on": "2026-04-13", "sent_to_all": "on"}
    take(publication, "send_advance_copy", by, "2026-03-30", **data)
    send_by_hand(publication.case, on="2026-03-30", now="2026-03-31")
    clock.refresh_from_db()
    assert (clock.state, clock.met_on, clock.is_breached) == ("met", date(2026, 3, 30), False)


def test_nothing_is_published_before_an_advance_copy() -> None:
    publication = PublicationFactory(advance_copy_sent=True, advance_copy_on=None)
    reason = refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    assert reason == "The advance copy has not been sent."
