"""What is kept of the statistics is always what counting anew would give (D44), whatever changed and whoever wrote."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import Area
from workflow import clocks
from workflow.desk.statistics import whole
from workflow.desk.statistics.kept import keeping, mark, triggers
from workflow.desk.statistics.kept.mark import QuarterMark
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.tables import Table
from workflow.models import BankHoliday, PanelAnswer
from workflow.procedures.version import Occasion

pytestmark = [pytest.mark.duty("D44"), pytest.mark.django_db]
TODAY = date(2026, 3, 2)
PERIOD = Period(Quarter(2025, 2), Quarter(2026, 2))
# Every way in which a row can begin to count, count elsewhere, or count no more.
CHANGES = [
    "UPDATE workflow_referral SET referred_on = '2025-05-02'",
    "UPDATE workflow_referral SET state = 'declined'",
    "UPDATE workflow_notification SET aware_on = '2025-07-30'",
    "UPDATE workflow_notification SET state = 'joined'",
    "UPDATE workflow_notification SET state = 'clock_running'",
    "UPDATE workflow_deadline SET state = 'met', met_on = '2026-04-08'",
    "UPDATE workflow_deadline SET started_on = '2025-09-30'",
    "UPDATE workflow_rapidreview SET decided_at = '2025-06-30 23:30:00'",
    "UPDATE workflow_rapidreview SET created_at = '2025-12-31 12:00:00'",
    "UPDATE workflow_agencyreturn SET due_on = '2026-04-01'",
    "UPDATE workflow_panelanswer SET means = 'national'",
    "DELETE FROM workflow_panelanswer",
    "UPDATE workflow_review SET commissioned_on = '2025-10-01'",
    "UPDATE workflow_publication SET published_at = '2025-08-01 10:00:00'",
    "UPDATE workflow_recommendation SET by_when = '2025-11-11'",
    "UPDATE workflow_recommendation SET state = 'closed'",
]


@pytest.fixture(autouse=True)
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept yet, and the test's own transaction is looked away from."""
    cache.clear()
    monkeypatch.setattr(keeping, "may_be_undone", lambda: False)


def fill(place: Area) -> Any:
    """A case with a record in every table that is counted."""
    case = CaseFactory(partnership=place.partnership)
    ReferralFactory(case=case, accepted=True)
    said = {"incident.abuse_types": ["neglect"], "incident.narrative": "Jordan was hurt."}
    told = SubmissionFactory(
        handler="submit_notification", partnership=place.partnership, data_key=case.data_key, said=said
    )
    notification = NotificationFactory(case=case, submitted=True, submission=told)
    rapid_review = RapidReviewFactory(case=case, decided=True)
    clocks.start_on(case, Occasion.NOTIFIED, on=date(2026, 1, 5), record=rapid_review, now=MONDAY)
    AgencyReturnFactory(rapid_review=rapid_review, submitted=True)
    about = {"answer": "agrees", "means": "agrees", "answered_on": TODAY, "received_on": TODAY, "at": MONDAY}
    PanelAnswer.objects.create(rapid_review=rapid_review, data_key=case.data_key, by=place.people["officer"], **about)
    review = ReviewFactory(case=case, signed_off=True)
    PublicationFactory(review=review, published=True)
    RecommendationFactory(review=review, by_when=date(2026, 3, 31))
    return notification


def tables(place: Area, *, today: date = TODAY) -> tuple[Table, ...]:
    return whole.gather([place.partnership], PERIOD, today=today).tables


def anew(place: Area, *, today: date = TODAY) -> tuple[Table, ...]:
    """Counted from the records, as within a transaction."""
    with patch.object(keeping, "may_be_undone", lambda: True):
        return tables(place, today=today)


def said(found: tuple[Table, ...]) -> Any:
    return [(table.key, table.title, table.note, table.columns, table.rows) for table in found]


def test_every_change_is_noted(here: Area, elsewhere: Area) -> None:
    """One after the other, past the program: the numbers are those of a new count, and they are others than before."""
    for place in (here, elsewhere):
        fill(place)
    before = said(tables(here))
    for change in CHANGES:
        with connection.cursor() as cursor:
            cursor.execute(change)
        after = said(tables(here))
        assert after == said(anew(here)), change
        assert after != before, f"{change}: changes no number, and so shows nothing"
        before = after


def test_a_case_that_goes_elsewhere_counts_there(here: Area, elsewhere: Area) -> None:
    notification = fill(here)
    assert said(tables(here)) == said(anew(here))
    assert said(tables(elsewhere)) == said(anew(elsewhere))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflow_case SET partnership_id = %s WHERE id IN (SELECT case_id FROM workflow_referral)",
            [elsewhere.partnership.pk],
        )
    assert said(tables(here)) == said(anew(here))
    assert said(tables(elsewhere)) == said(anew(elsewhere))
    assert notification.case.partnership_id == here.partnership.pk
    assert not any(any(row.cells) for table in tables(here) for row in table.rows if not row.is_total)


def test_what_becomes_late_with_the_day_is_late_on_that_day(here: Area) -> None:
    fill(here)
    tables(here)
    later = TODAY + timedelta(days=90)
    assert said(tables(here, today=later)) == said(anew(here, today=later))
    assert said(tables(here, today=later)) != said(anew(here))


def test_a_bank_holiday_that_is_put_right_changes_the_working_days_taken(here: Area) -> None:
    fill(here)
    clocks.meet_on(
        RapidReviewFactory._meta.model.objects.get().case, Occasion.RAPID_REVIEW_COMPLETED, on=date(2026, 1, 15)
    )
    before = said(tables(here))
    BankHoliday.objects.create(date=date(2026, 1, 7), name="An extra day")
    assert said(tables(here)) == said(anew(here))
    assert said(tables(here)) != before


def test_two_queries_where_nothing_changed(here: Area, django_assert_num_queries: Callable[..., Any]) -> None:
    fill(here)
    first = said(tables(here))
    with django_assert_num_queries(2):
        assert said(tables(here)) == first


def test_one_quarter_changed_and_only_that_one_is_counted_again(here: Area) -> None:
    fill(here)
    tables(here)
    ReferralFactory(case=CaseFactory(partnership=here.partnership), referred_on=date(2025, 5, 5))
    with patch.object(whole, "count", wraps=whole.count) as counting:
        tables(here)
    periods = [call.args[1] for call in counting.call_args_list]
    assert periods == [Period(Quarter(2025, 2), Quarter(2025, 2))]


def test_what_is_kept_cannot_be_read_in_the_cache(here: Area) -> None:
    fill(here)
    written: dict[str, Any] = {}
    with patch(
        "workflow.desk.statistics.kept.keeping.django_cache.set_many", lambda entries, _for: written.update(entries)
    ):
        tables(here)
    assert written
    assert not any("neglect" in entry.casefold() or "referrals" in entry for entry in written.values())


def test_within_a_transaction_nothing_is_kept_and_nothing_kept_is_read(
    here: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(here)
    monkeypatch.undo()
    with (
        patch.object(keeping.django_cache, "set_many") as written,
        patch.object(keeping.django_cache, "get_many") as read,
    ):
        assert tables(here)
    assert not written.called
    assert not read.called


def test_a_sweep_leaves_the_newest_mark_of_each_quarter(here: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(here)
    many = QuarterMark.objects.count()
    monkeypatch.setattr(mark, "COMPACT_AFTER", many)
    before = said(tables(here))
    assert mark.compact(MONDAY) > 0
    # The next sweep has nothing to do, however old the oldest mark is that stays.
    QuarterMark.objects.create(pk=10 * many, partnership=here.partnership.pk, quarter=mark.WHOLE)
    QuarterMark.objects.create(partnership=here.partnership.pk, quarter=mark.WHOLE)
    assert mark.compact(MONDAY) == 0
    QuarterMark.objects.filter(quarter=mark.WHOLE).delete()
    pairs = list(QuarterMark.objects.values_list("partnership", "quarter"))
    assert len(pairs) == len(set(pairs))
    assert said(tables(here)) == before


def test_the_command_has_everything_counted_again(here: Area) -> None:
    fill(here)
    tables(here)
    call_command("recount_statistics")
    with patch.object(whole, "count", wraps=whole.count) as counting:
        tables(here)
    assert [call.args[1] for call in counting.call_args_list] == [PERIOD]


def test_the_triggers_go_and_come_again(here: Area) -> None:
    triggers.drop(using="default")
    ReferralFactory(case=CaseFactory(partnership=here.partnership))
    assert not QuarterMark.objects.exists()
    triggers.install(using="default")
    triggers.install(using="default")
    ReferralFactory(case=CaseFactory(partnership=here.partnership))
    assert QuarterMark.objects.exists()
