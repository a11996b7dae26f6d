"""The table of what waits is written at the door, by letters and by the worker, and can be made anew."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.workflow.desk.scene import Area, area, by_hand, referred
from tests.workflow.reviews.steps import at, take
from tests.workflow.waiting import write_down
from workflow.clocks import bank_holidays
from workflow.clocks.recalculating import apply_bank_holidays
from workflow.models import Case, Deadline, Notice, SeatArrangement, Waiting
from workflow.notices import mark_sent_by_hand
from workflow.notices.correcting import set_aside
from workflow.notices.sending_again import send_again
from workflow.parties.roles import Actor
from workflow.waiting import keeping
from workflow.waiting.reading import rows_for
from workflow.waiting.words import whom, why

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.fixture
def here() -> Area:
    return area("here")


def actor(place: Area, role: str) -> Actor:
    return Actor.of(place.people[role])


def in_words(case: Any, today: date = TODAY) -> set[tuple[str, str]]:
    """What waits for whom in the case on that day."""
    return {(why(row), whom(row)) for row in keeping_rows(case) if row.from_day is None or row.from_day <= today}


def keeping_rows(case: Any) -> list[Waiting]:
    return list(Waiting.objects.filter(case=case).select_related("agency", "person", "partnership"))


def test_a_step_writes_what_comes_next_and_takes_away_what_it_ended(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    referral = ReferralFactory(case=case, agency=here.hospital, screening=True)
    officer = actor(here, "officer")

    take(referral, "ask_more", officer, question="When was the child last seen?")
    assert ("Add information", "Hospital here") in in_words(case)
    assert rows_for(actor(here, "submitter"), today=TODAY).filter(case=case).exists()

    take(referral, "add_information", actor(here, "submitter"), text="On Friday.")
    assert ("Add information", "Hospital here") not in in_words(case)
    assert not rows_for(actor(here, "submitter"), today=TODAY).filter(case=case).exists()
    assert rows_for(officer, today=TODAY).filter(case=case).exists()


def test_it_costs_a_step_few_queries(here: Area, django_assert_max_num_queries: Any) -> None:
    case = CaseFactory(partnership=here.partnership)
    ReferralFactory(case=case, screening=True)
    RapidReviewFactory(case=case, drafted=True, votes="local_review", submission=None)
    with django_assert_max_num_queries(8):
        assert keeping.settle([case.pk], at("2026-03-02")).came
    with django_assert_max_num_queries(7):
        assert not keeping.settle([case.pk], at("2026-03-02"))


def test_since_says_since_when_it_waits(here: Area) -> None:
    referral = ReferralFactory(case=CaseFactory(partnership=here.partnership), screening=True)
    officer = actor(here, "officer")
    take(referral, "ask_more", officer, "2026-03-02 10:00", question="When?")
    take(referral.case, "place_legal_hold", officer, "2026-03-04", reason="A claim.")
    row = Waiting.objects.get(case=referral.case, step="referral.add_information")
    assert row.since == at("2026-03-02 10:00")

    Waiting.objects.all().delete()
    keeping.rebuild(at("2026-03-09"))
    assert Waiting.objects.get(case=referral.case, step="referral.add_information").since == at("2026-03-02 10:00")


def test_what_is_asked_by_a_day_is_due_then_and_late_from_the_day_after(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    asked = AgencyReturnFactory(case=case, agency=here.hospital, due_on=TODAY)
    write_down(TODAY)

    own = rows_for(actor(here, "submitter"), today=TODAY).get(case=case)
    assert (own.about, own.due) == (asked.pk, TODAY)
    late = Waiting.objects.get(case=case, what=Waiting.What.LATE)
    assert late.from_day == TODAY + timedelta(days=1)
    officer = actor(here, "officer")
    assert not rows_for(officer, today=TODAY).filter(case=case).exists()
    assert rows_for(officer, today=TODAY + timedelta(days=1)).filter(case=case).exists()
    assert not rows_for(actor(here, "council"), today=TODAY).filter(case=case).exists()


def test_a_bank_holiday_that_moves_a_clock_moves_what_waits(here: Area) -> None:
    case = referred(here).case
    write_down(TODAY)
    row = Waiting.objects.get(case=case, step="notification.submit")
    running = Deadline.objects.get(record_id=row.about, state=Deadline.State.RUNNING)
    assert (row.due, row.authority) == (running.due_on, True)
    assert rows_for(actor(here, "council"), today=TODAY).filter(case=case).exists()

    bank_holidays.enter(date(2026, 3, 4), "A day of mourning", by=actor(here, "officer"), now=at("2026-03-02"))
    assert apply_bank_holidays(at("2026-03-02 10:00"))
    running.refresh_from_db()
    row.refresh_from_db()
    assert row.due == running.due_on


def test_letters_wait_until_they_went_or_are_set_aside(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    first, second, third = by_hand(case), by_hand(case), by_hand(case)
    Notice.objects.filter(pk=third.pk).update(state=Notice.State.FAILED, recipient_email="office@a.example")
    write_down(TODAY)
    letters = Waiting.objects.filter(case=case, what=Waiting.What.LETTER)
    assert letters.count() == 3
    officer = here.people["officer"]

    mark_sent_by_hand(first, by=officer, proof="By courier.", on=TODAY, now=at("2026-03-02 10:00"))
    assert letters.count() == 2
    set_aside(second, by=officer, now=at("2026-03-02 10:00"))
    assert letters.count() == 1
    send_again(third, by=officer, now=at("2026-03-02 10:00"))
    assert letters.count() == 0


def test_a_delegate_votes_until_the_last_day_and_the_seat_after_it(
    here: Area, django_assert_max_num_queries: Any
) -> None:
    case = CaseFactory(partnership=here.partnership)
    review = RapidReviewFactory(case=case, drafted=True, votes="", submission=None)
    member = here.people["sign_off"]
    SeatArrangement.objects.create(
        rapid_review=review,
        data_key=case.data_key,
        seat="police",
        kind=SeatArrangement.Kind.DELEGATE,
        delegate=member,
        until=TODAY,
        at=at("2026-03-01"),
    )
    write_down(TODAY)
    assert Waiting.objects.filter(case=case, what=Waiting.What.VOTE, person=member).exists()
    assert not Waiting.objects.filter(case=case, seat="police").exists()

    keeping.keep_whole(at("2026-03-03"))
    assert not Waiting.objects.filter(case=case, person=member).exists()
    assert Waiting.objects.filter(case=case, seat="police").exists()
    with django_assert_max_num_queries(3):
        keeping.keep_whole(at("2026-03-04"))


def test_the_command_finds_what_was_missed(here: Area) -> None:
    referral = ReferralFactory(case=CaseFactory(partnership=here.partnership), screening=True)
    out = StringIO()
    call_command("rebuild_waiting", stdout=out)
    assert "1 rows added" in out.getvalue()
    Waiting.objects.filter(case=referral.case).update(due=TODAY)
    call_command("rebuild_waiting", stdout=out)
    assert "1 days put right" in out.getvalue()
    call_command("rebuild_waiting", stdout=out)
    assert "written down already" in out.getvalue()


def test_a_portal_from_before_the_table_is_written_down_by_the_worker(here: Area) -> None:
    referral = ReferralFactory(case=CaseFactory(partnership=here.partnership), screening=True)
    keeping.keep_whole(at("2026-03-02"))
    assert Waiting.objects.filter(case=referral.case).exists()


def test_a_case_is_due_next_by_its_clocks_alone(here: Area) -> None:
    """Not by the day of a return, which waits as a day that passed too; nor by what a process of before wrote."""
    asked = AgencyReturnFactory(rapid_review=RapidReviewFactory(case__partnership=here.partnership, gathering=True))
    timed = CaseFactory(partnership=here.partnership)
    review = RapidReviewFactory(case=timed, gathering=True, clock=True)
    write_down(date(2026, 3, 2))
    due = Deadline.objects.get(record_id=review.pk).due_on
    kept = dict(Case.objects.values_list("pk", "next_due"))
    assert Waiting.objects.filter(case=asked.case, what=Waiting.What.LATE).exists()
    assert (kept[asked.case_id], kept[timed.pk]) == (None, due)

    Case.objects.filter(pk=timed.pk).update(next_due=date(2020, 1, 1), reference_number=None)
    assert keeping.compare([timed.pk], at("2026-03-02 10:00")).due == [timed.pk]
    keeping._looked.clear()
    keeping.keep_whole(at("2026-03-02 10:00"))
    timed.refresh_from_db()
    assert timed.next_due == due
    assert timed.reference_number == int(timed.reference[-4:])

    Case.objects.filter(pk=timed.pk).update(next_due=None)
    assert keeping.rebuild(at("2026-03-02 10:00")).moved == 1
    timed.refresh_from_db()
    assert timed.next_due == due

    Deadline.objects.filter(record_id=review.pk).update(state=Deadline.State.MET)
    keeping.settle([timed.pk], at("2026-03-02 10:00"))
    timed.refresh_from_db()
    assert timed.next_due is None
