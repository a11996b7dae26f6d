"""The page of a report: what a reader finds around its text, and what it costs."""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportTheme, ReviewReportPage
from tests.factories.case import CaseFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.review import ReviewFactory
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]
RECOMMENDED = [
    {"type": "recommendation", "value": {"what": what, "who": "All", "by_when": "2026-09-30", "outcome": "Seen"}}
    for what in ("One chronology", "One plan", "One lead", "One page")
]


def text_of(client: Client, page: ReviewReportPage) -> str:
    return client.get(page.url).content.decode()


def give(page: ReviewReportPage, *names: str) -> ReviewReportPage:
    """Put themes on a published report."""
    with moved_by_machine():
        for name in names:
            page.themes.add(ReportTheme.objects.get_or_create(name=name)[0])
        page.save_revision().publish()
    return page


def test_the_page_says_kind_partnership_date_age_and_themes(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    page = give(published(kind="learning", age_band="5-10"), "Neglect", "Safe sleep")
    text = text_of(client, page)
    for said in ("Learning review", partnership.name, "5 January 2026", "5 to 10"):
        assert said in text
    assert '<a class="site-chip" href="/north/reports/?theme=safe-sleep">Safe sleep</a>' in " ".join(text.split())
    main = text[text.index("<main") : text.index("</main>")]
    assert main.count("<h1") == 1


@pytest.mark.duty("D44")
def test_each_recommendation_says_how_far_it_is(
    client: Client, partnership: Partnership, published: Publish, clock: Any
) -> None:
    review = ReviewFactory(case=CaseFactory(partnership=partnership), signed_off=True)
    page = published(review_id=review.pk, recommendations=RECOMMENDED)
    RecommendationFactory(review=review, number=1)
    RecommendationFactory(review=review, number=2, by_when=datetime.date(2020, 1, 1))
    RecommendationFactory(review=review, number=3, closed=True)
    said = re.findall(r'govuk-tag--\w+">([^<]+)</strong>\s*([^<]*?)\s*</dd>', text_of(client, page))
    assert said == [("In progress", ""), ("Past its date", "1 January 2020"), ("Done", "2 March 2026")]


def test_related_reports_are_those_with_most_themes_in_common(client: Client, published: Publish) -> None:
    page = give(published(title="This one", age_band="1-4"), "Neglect", "Safe sleep", "Babies")
    give(published(title="Two in common"), "Neglect", "Babies")
    give(published(title="One in common, of that age", age_band="1-4"), "Neglect")
    give(published(title="One in common"), "Neglect", "Fire")
    give(published(title="Another in common", published_on=datetime.date(2020, 1, 1)), "Neglect")
    give(published(title="Nothing in common"), "Fire")
    response = client.get(page.url)
    titles = [report.title for report in response.context["reading"].related]
    assert titles == ["Two in common", "One in common, of that age", "One in common"]


def test_a_report_that_left_the_site_is_related_to_none(client: Client, published: Publish) -> None:
    page, gone = give(published(), "Neglect"), give(published(title="Gone for good"), "Neglect")
    with moved_by_machine():
        gone.unpublish()
    assert "Gone for good" not in text_of(client, page)


def test_how_to_cite_names_author_year_title_and_address(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    page = published(title="Learning from Child Q.")
    expected = f"{partnership.name} (2026). Learning from Child Q. Local child safeguarding practice review. "
    assert f"{expected}Available at: {page.get_full_url()}" in text_of(client, page)


def test_search_engines_read_facts_that_no_title_can_break_out_of(client: Client, published: Publish) -> None:
    page = give(published(title="</script><script>alert(1)</script> & <!--", summary="Über “Q”"), "Neglect")
    text = text_of(client, page)
    assert "<script>alert" not in text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    facts = json.loads(found[1])
    assert facts["@type"] == "Report"
    assert facts["name"] == page.title
    assert facts["datePublished"] == "2026-01-05"
    assert facts["about"] == ["Neglect"]
    assert facts["description"] == "Über “Q”"


def test_previews_of_links_read_title_summary_and_the_one_address(client: Client, published: Publish) -> None:
    page = published(title="Child Q", summary="What was learnt.")
    text = " ".join(client.get(f"{page.url}?utm_source=x").content.decode().split())
    assert f'<link rel="canonical" href="{page.get_full_url()}">' in text
    for said in (
        '<meta name="description" content="What was learnt.">',
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="Child Q">',
        '<meta property="og:description" content="What was learnt.">',
        '<meta property="article:published_time" content="2026-01-05">',
    ):
        assert text.count(said) == 1, said


def test_the_pdf_lies_beside_the_page(client: Client, published: Publish) -> None:
    page = published()
    assert f'href="{page.url}pdf/"' in text_of(client, page)
    response = client.get(f"{page.url}pdf/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.duty("D42")
def test_after_its_year_neither_the_page_nor_a_pdf_has_the_report(client: Client, published: Publish) -> None:
    page = published(shown="on_request", improvements="", analysis="", learning="")
    text = text_of(client, page)
    assert "available on request" in text
    assert "pdf/" not in text
    assert client.get(f"{page.url}pdf/").status_code == 404


def test_a_report_that_is_not_on_the_site_has_no_page_and_no_pdf(client: Client, published: Publish) -> None:
    page = published()
    with moved_by_machine():
        page.unpublish()
    for address in (page.url, f"{page.url}pdf/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("others", [0, 12])
def test_the_page_asks_the_database_the_same_however_much_there_is(
    client: Client, partnership: Partnership, published: Publish, others: int, django_assert_max_num_queries: Any
) -> None:
    review = ReviewFactory(case=CaseFactory(partnership=partnership), signed_off=True)
    page = give(published(review_id=review.pk, recommendations=RECOMMENDED * 5), "Neglect", "Safe sleep")
    for number in range(others):
        give(published(title=f"Other {number}"), "Neglect")
        RecommendationFactory(review=review, number=number + 1)
    with django_assert_max_num_queries(26):
        client.get(page.url)


def test_corrections_stand_above_the_text(client: Client, published: Publish) -> None:
    made = timezone.localdate().isoformat()
    told = [{"type": "correction", "value": {"made_on": made, "what": "The date of the meeting was wrong."}}]
    text = text_of(client, published(corrections=told))
    assert text.index("The date of the meeting was wrong.") < text.index("Share what is known.")
