"""Agencies are reminded before, on and after the day, by the procedure's offsets, none twice (D30)."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.review import ReviewFactory
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from tests.workflow.waiting import write_down
from workflow.models import Event, Notice, ReturnReminder
from workflow.parties.roles import Role
from workflow.procedures import load, shipped
from workflow.worker import return_reminders

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D30")]
# Due on Monday 9 March 2026, asked on Monday 2 March: reminders on Wednesday 4, Monday 9, Wednesday 11 at eight.
ASKED = at("2026-03-02")


def remind_due(now: datetime) -> int:
    """As the sweep does, with what waits written down: factories take no steps."""
    write_down(now.date())
    return return_reminders.remind_due(now)


@pytest.fixture
def asked() -> Any:
    return AgencyReturnFactory(dated_at=ASKED)


def test_before_on_and_after_the_day_once_each(asked: Any) -> None:
    lead = actor(Role.LEAD, asked.agency)
    sent = []
    for day in range(2, 21):
        for hour in ("07:59", "08:00", "20:00"):
            if remind_due(at(f"2026-03-{day:02} {hour}")):
                sent.append((day, hour))
    assert sent == [(4, "08:00"), (9, "08:00"), (11, "08:00")]
    assert notices_of(asked.case, "return-chased") == [asked.agency.name] * 2
    assert notices_of(asked.case, "return-late") == sorted([asked.agency.name, str(lead.user)])
    assert len(notices_of(asked.case, "return-late-office")) == 1
    assert list(Event.objects.filter(record_id=asked.pk).order_by("position").values_list("kind", "actor")) == [
        ("agency_return.remind", None),
        ("agency_return.remind", None),
        ("agency_return.escalate", None),
    ]


def test_a_machine_that_was_off_sends_the_newest_it_missed_and_no_more(asked: Any) -> None:
    assert remind_due(at("2026-04-20")) == 1
    assert remind_due(at("2026-04-20 09:01")) == 0
    assert list(ReturnReminder.objects.values_list("offset", "is_last")) == [(2, True)]
    assert notices_of(asked.case, "return-chased") == []


def test_nobody_is_reminded_of_a_moment_before_they_were_asked() -> None:
    asked = AgencyReturnFactory(dated_at=at("2026-03-06"))
    assert remind_due(at("2026-03-06 12:00")) == 0
    assert remind_due(at("2026-03-09 08:00")) == 1
    assert list(asked.reminders.values_list("offset", flat=True)) == [0]


@pytest.mark.parametrize("trait", ["submitted", "accepted", "not_involved", "recalled"])
def test_what_is_not_awaited_is_not_reminded_of(trait: str) -> None:
    AgencyReturnFactory(dated_at=ASKED, **{trait: True})
    assert remind_due(at("2026-03-11")) == 0


def test_a_new_date_is_reminded_of_anew(asked: Any) -> None:
    by = actor(Role.OFFICER, asked.case.partnership)
    assert remind_due(at("2026-03-11")) == 1
    take(asked, "change_date", by, "2026-03-11", due_on="2026-03-20", reason="R")
    assert remind_due(at("2026-03-11 10:00")) == 0
    assert remind_due(at("2026-03-17 08:00")) == 1
    assert set(asked.reminders.values_list("due_on", "offset")) == {
        (date(2026, 3, 9), 2),
        (date(2026, 3, 20), -3),
    }


def test_a_bank_holiday_is_no_working_day() -> None:
    # Tuesday after Easter Monday 6 April: three working days before Thursday 9 April is Thursday 2 April.
    AgencyReturnFactory(due_on=date(2026, 4, 9), dated_at=ASKED)
    assert remind_due(at("2026-04-02 07:59")) == 0
    assert remind_due(at("2026-04-02 08:00")) == 1


def test_the_offsets_are_the_procedures() -> None:
    document = shipped()[0]
    content = {**document["content"], "return_reminders": {"offsets": [-1]}}
    case = CaseFactory(procedure=load({**document, "key": "other", "content": content}, now=ASKED))
    AgencyReturnFactory(rapid_review=RapidReviewFactory(case=case, gathering=True), dated_at=ASKED)
    assert remind_due(at("2026-03-05 09:00")) == 0
    assert remind_due(at("2026-03-06 08:00")) == 1
    assert remind_due(at("2026-03-12")) == 0


def test_nothing_due_costs_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert return_reminders.remind_due(at("2026-03-11")) == 0


def test_returns_that_are_settled_are_not_read_again(asked: Any, django_assert_num_queries: Any) -> None:
    remind_due(at("2026-03-11"))
    with django_assert_num_queries(1):
        assert return_reminders.remind_due(at("2026-03-12")) == 0


def test_one_that_fails_stops_no_other(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    other = AgencyReturnFactory(rapid_review=asked.rapid_review, dated_at=ASKED)
    asked.agency.contact_email = "no@address.example"
    asked.agency.save()
    real = return_reminders.perform

    def broken(record: Any, *args: Any, **kwargs: Any) -> Any:
        if record.pk == asked.pk:
            raise RuntimeError("broken")
        return real(record, *args, **kwargs)

    monkeypatch.setattr(return_reminders, "perform", broken)
    assert remind_due(at("2026-03-09")) == 1
    assert fresh(other).reminded_at is not None
    assert not asked.reminders.exists()
    assert Notice.objects.filter(key="return-chased").count() == 1


@pytest.mark.duty("D17")
def test_a_review_that_only_waits_reminds_nobody_until_it_goes_on() -> None:
    review = ReviewFactory()
    asked = AgencyReturnFactory(rapid_review=None, review=review, case=review.case, dated_at=ASKED)
    by = actor(Role.OFFICER, review.case.partnership)
    type(review)._base_manager.filter(pk=review.pk).update(waits_since=at("2026-03-03"))

    assert remind_due(at("2026-03-04 08:00")) == remind_due(at("2026-03-11 08:00")) == 0
    assert "waits for the decision" in refused(asked, "remind", by, "2026-03-11", kind="guard")
    assert "waits for the decision" in refused(asked, "escalate", by, "2026-03-11", kind="guard")
    assert not ReturnReminder.objects.exists()

    type(review)._base_manager.filter(pk=review.pk).update(waits_since=None)
    assert remind_due(at("2026-03-11 09:00")) == 1
    assert remind_due(at("2026-03-11 10:00")) == 0
