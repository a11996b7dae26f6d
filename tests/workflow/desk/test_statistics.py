"""Statistics for assurance: a partnership and a quarter at a time, by the database, never a name (D19, D44)."""

from collections import Counter
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.tagged import tagged
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.reviews.steps import at
from workflow import clocks
from workflow.calendar import BankHolidays
from workflow.desk.statistics.quarters import AT_MOST, Period, Quarter
from workflow.desk.statistics.timeliness import WorkingDays, median_of
from workflow.desk.statistics.whole import gather
from workflow.models import Deadline, PanelAnswer, RapidReview
from workflow.procedures.version import Occasion

pytestmark = [pytest.mark.duty("D19"), pytest.mark.duty("D44")]
THIS, BEFORE = Quarter(2026, 1), Quarter(2025, 4)
TODAY = date(2026, 3, 2)


def period(first: Quarter = BEFORE, last: Quarter = THIS) -> Period:
    return Period(first, last)


def numbers(place: Area, key: str, quarter: Quarter = THIS) -> dict[str, Any]:
    """One row of one table, by column, what is nought left out."""
    found = gather([place.partnership], period(), today=TODAY)
    table = next(one for one in found.tables if one.key == key)
    row = next(one for one in table.rows if one.quarter == quarter.label)
    return {name: cell for (name, _), cell in zip(table.columns, row.cells, strict=True) if cell not in (0, "")}


# --- Time ---------------------------------------------------------------------------------------------------------


def test_quarters_follow_each_other_without_a_gap() -> None:
    assert Quarter.of(date(2026, 3, 31)) == THIS
    assert Quarter.of(date(2026, 4, 1)) == THIS.next
    assert (BEFORE.first_day, BEFORE.last_day, BEFORE.next) == (date(2025, 10, 1), date(2025, 12, 31), THIS)
    assert THIS.before == BEFORE
    assert [one.key for one in Period(Quarter(2025, 3), THIS)] == ["2025-3", "2025-4", "2026-1"]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("", "", ("2025-2", "2026-1")),
        ("2026-1", "2025-4", ("2025-4", "2026-1")),
        ("nonsense", "2026-5", ("2025-2", "2026-1")),
        ("0001-1", "2026-1", ("2025-2", "2026-1")),
        ("1990-1", "2026-1", ("2021-2", "2026-1")),
    ],
)
def test_whatever_the_address_asks_there_is_a_period(first: str, last: str, found: tuple[str, str]) -> None:
    asked = Period.asked(first, last, today=TODAY)
    assert (asked.first.key, asked.last.key) == found
    assert len(list(asked)) <= AT_MOST


def test_working_days_between_two_days_over_a_bank_holiday() -> None:
    days = WorkingDays(date(2026, 4, 1), date(2026, 4, 30), BankHolidays())
    # Good Friday 3 April and Easter Monday 6 April do not count.
    assert days.between(date(2026, 4, 2), date(2026, 4, 7)) == 1
    assert days.between(date(2026, 4, 7), date(2026, 4, 2)) == 0


@pytest.mark.parametrize(
    ("days", "middle"),
    [({3: 1}, 3), ({1: 1, 9: 1}, 5), ({1: 2, 2: 1}, 1), ({1: 2, 4: 2}, 2.5), ({1: 1, 2: 5, 9: 1}, 2)],
)
def test_the_median(days: dict[int, int], middle: float) -> None:
    assert median_of(Counter(days)) == middle


# --- Counting -----------------------------------------------------------------------------------------------------


def notified(place: Area, start: date) -> Deadline:
    case = CaseFactory(partnership=place.partnership)
    review = RapidReviewFactory(case=case)
    clocks.start_on(case, Occasion.NOTIFIED, on=start, record=review, now=MONDAY)
    return Deadline.objects.get(case=case, rule__key="rapid-review")


@pytest.mark.django_db
def test_clocks_met_in_time_late_running_and_overdue(here: Area, elsewhere: Area) -> None:
    def met(start: date, on: date) -> None:
        clocks.meet_on(notified(here, start).case, Occasion.RAPID_REVIEW_COMPLETED, on=on)

    met(date(2026, 1, 5), date(2026, 1, 9))
    met(date(2026, 1, 5), date(2026, 1, 15))
    met(date(2026, 1, 5), date(2026, 2, 2))
    met(date(2025, 10, 1), date(2025, 10, 2))
    breached = notified(here, date(2026, 1, 5))
    # Breached, then the start was corrected: what was recorded stays recorded.
    Deadline.objects.filter(pk=breached.pk).update(state="met", met_on=date(2026, 1, 6), breached_at=MONDAY)
    notified(here, date(2026, 1, 5))
    notified(here, date(2026, 2, 26))
    stopped = notified(here, date(2026, 2, 26))
    Deadline.objects.filter(pk=stopped.pk).update(state="stopped")
    notified(elsewhere, date(2026, 1, 5))
    assert numbers(here, "clock-rapid-review") == {
        "started": 7,
        "in_time": 2,
        "late": 2,
        "running": 1,
        "overdue": 1,
        "stopped": 1,
        # 1, 4, 8 and 20 working days.
        "median": 6,
    }
    assert numbers(here, "clock-rapid-review", BEFORE) == {"started": 1, "in_time": 1, "median": 1}


@pytest.mark.django_db
def test_referrals_notifications_and_rapid_reviews_by_where_they_stand(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    ReferralFactory(case=case, accepted=True)
    ReferralFactory(case=case, not_accepted=True, referred_on=date(2025, 12, 31))
    NotificationFactory(case=case, submitted=True)
    NotificationFactory(case=case, not_required=True, aware_on=date(2025, 10, 1))
    review = RapidReviewFactory(case=case, gathering=True)
    RapidReview.objects.filter(pk=review.pk).update(created_at=at("2025-12-31 23:30"))
    assert numbers(here, "referrals") == {"all": 1, "accepted": 1}
    assert numbers(here, "referrals", BEFORE) == {"all": 1, "not_accepted": 1}
    # That of the rapid review too.
    assert numbers(here, "notifications")["submitted"] == 2
    assert numbers(here, "notifications", BEFORE) == {"all": 1, "not_required": 1}
    # Half past eleven in London on New Year's Eve is still the old year.
    assert numbers(here, "rapid-reviews", BEFORE) == {"all": 1, "gathering": 1}


@pytest.mark.django_db
def test_decisions_by_response_and_route_and_what_the_panel_said(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    first = RapidReviewFactory(case=case, decided=True)
    RapidReviewFactory(case=case, decided=True, route="majority", choice="no_review")
    for means in ("agrees", "disagrees"):
        about = {"answer": means, "means": means, "answered_on": TODAY, "received_on": TODAY, "at": MONDAY}
        PanelAnswer.objects.create(rapid_review=first, data_key=case.data_key, by=here.people["officer"], **about)
    assert numbers(here, "decisions") == {
        "all": 2,
        "choice:local_review": 1,
        "choice:no_review": 1,
        "route:unanimous": 1,
        "route:majority": 1,
    }
    assert numbers(here, "panel") == {"all": 2, "agrees": 1, "disagrees": 1}


@pytest.mark.django_db
def test_reviews_publications_recommendations_and_returns(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    review = ReviewFactory(case=case, signed_off=True)
    ReviewFactory(case=case, stopped=True, kind="learning")
    clocks.start_on(case, Occasion.REVIEW_DECIDED, on=date(2025, 12, 1), record=review, now=MONDAY)
    PublicationFactory(review=review, published=True)
    Deadline.objects.filter(rule__key="publication").update(state="met", met_on=date(2026, 3, 12))
    RecommendationFactory(review=review, by_when=date(2026, 3, 1))
    RecommendationFactory(review=review, number=2, closed=True, by_when=date(2026, 3, 1))
    rapid_review = RapidReviewFactory(case=case)
    AgencyReturnFactory(rapid_review=rapid_review, submitted=True)
    AgencyReturnFactory(rapid_review=rapid_review, submitted=True, submitted_at=at("2026-03-10 00:30"))
    AgencyReturnFactory(rapid_review=rapid_review, due_on=date(2026, 3, 1))
    assert numbers(here, "reviews") == {
        "all": 2,
        "kind:local": 1,
        "kind:learning": 1,
        "state:signed_off": 1,
        "state:stopped": 1,
    }
    assert numbers(here, "publications") == {"all": 1, "False": 1, "in_time": 1}
    assert numbers(here, "recommendations") == {"all": 2, "overdue": 1, "closed": 1}
    assert numbers(here, "returns") == {"all": 3, "in_time": 1, "late": 1, "overdue": 1}


@pytest.mark.django_db
def test_themes_are_counted_in_the_words_of_the_form(here: Area, elsewhere: Area) -> None:
    for place, kinds in ((here, ["neglect", "physical"]), (here, ["neglect"]), (elsewhere, ["neglect"])):
        case = CaseFactory(partnership=place.partnership)
        said = {"incident.abuse_types": kinds, "incident.narrative": "Jordan was hurt."}
        submission = SubmissionFactory(
            handler="submit_notification", partnership=place.partnership, data_key=case.data_key, said=said
        )
        NotificationFactory(case=case, submitted=True, submission=submission)
    table = gather([here.partnership], period(), today=TODAY).tables[-1]
    assert [(row.quarter, row.cells) for row in table.rows] == [("Neglect", (2,)), ("Physical abuse", (1,))]


# --- The page and its files -----------------------------------------------------------------------------------------


def filled(place: Area) -> None:
    case = CaseFactory(partnership=place.partnership, headline="Death of a child")
    ReferralFactory(case=case, accepted=True)
    rapid_review = RapidReviewFactory(case=case, decided=True, clock=True)
    AgencyReturnFactory(rapid_review=rapid_review, submitted=True)


@pytest.mark.django_db
def test_own_areas_only_and_no_case_is_named(here: Area, elsewhere: Area) -> None:
    filled(here)
    filled(elsewhere)
    response = signed_in(here.people["scrutineer"]).get(f"{reverse('desk:statistics')}?partnership=elsewhere")
    text = response.content.decode()
    assert here.partnership.name in text
    assert elsewhere.partnership.name not in text
    assert "EXAM-" not in text
    assert "Death of a child" not in text
    table = next(one for one in response.context["found"].tables if one.key == "referrals")
    assert table.rows[-1].cells[0] == 1


@pytest.mark.django_db
def test_the_page_costs_the_same_however_much_it_counts(here: Area, django_assert_max_num_queries: Any) -> None:
    for _ in range(4):
        filled(here)
    client = signed_in(here.people["officer"])
    with django_assert_max_num_queries(25):
        client.get(reverse("desk:statistics"))


@pytest.mark.django_db
def test_the_chart_says_what_the_table_says(here: Area) -> None:
    filled(here)
    found = gather([here.partnership], period(), today=TODAY)
    table = next(one for one in found.tables if one.key == "referrals")
    assert table.chart is not None
    assert [(line.label, line.total, line.end) for line in table.chart.lines] == [
        (BEFORE.label, 0, 0),
        (THIS.label, 1, 88.0),
    ]


@pytest.mark.django_db
def test_a_quarter_without_a_figure_is_left_out_of_the_page_and_said(here: Area) -> None:
    filled(here)
    found = gather([here.partnership], period(), today=TODAY)
    table = next(one for one in found.tables if one.key == "referrals")
    assert [row.quarter for row in table.told_rows] == [THIS.label, "Total"]
    assert table.left_out == 1


@pytest.mark.django_db
def test_the_same_numbers_as_a_file(here: Area) -> None:
    filled(here)
    client = signed_in(here.people["auditor"])
    url = f"{reverse('desk:statistics_file')}?from=2025-4&to=2026-1&kind="
    lines = b"".join(client.get(f"{url}csv").streaming_content).decode().splitlines()
    assert '"Referrals","Here Safeguarding Children Partnership","January to March 2026","Accepted","1"' in lines
    book = load_workbook(BytesIO(b"".join(client.get(f"{url}xlsx").streaming_content)))
    sheet = book["Referrals"]
    assert [sheet.cell(row=4, column=column).value for column in (1, 2, 3)] == [
        here.partnership.name,
        "January to March 2026",
        1,
    ]
    read = tagged(b"".join(client.get(f"{url}pdf").streaming_content))
    assert "Referrals" in read.texts("H2")
    assert "January to March 2026" in " ".join(read.texts("TH"))
    assert client.get(f"{url}exe").status_code == 404
