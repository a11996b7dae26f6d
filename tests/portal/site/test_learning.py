"""Briefings and news: lists a page at a time, what they lead to, and what a home page shows of them."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from portal.learning.pages import LearningIndexPage, LearningPage, NewsIndexPage, NewsPage
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportTheme, ReviewReportPage
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]
BODY = [
    {"type": "points", "value": {"heading": "In short", "points": ["Ask to see the room."]}},
    {"type": "quote", "value": {"words": "Nobody asked me.", "who": "A young person"}},
    {"type": "contact", "value": {"name": "Training team", "email": "t@north.example", "phone": "", "hours": ""}},
    {"type": "talk_about", "value": ["Who sees the room first?"]},
]


def add(partnership: Partnership, index: Page, *pages: Page) -> Page:
    home = Page.objects.get(pk=partnership.home_id)
    above = home.add_child(instance=index)
    for page in pages:
        above.add_child(instance=page)
    return above


def briefing(number: int, **fields: Any) -> LearningPage:
    day = datetime.date(2026, 1, 1) + datetime.timedelta(days=number)
    return LearningPage(**{"title": f"Briefing {number}", "slug": f"b{number}", "day": day, **fields})


def test_briefings_stand_ten_to_a_page_the_newest_first(client: Client, partnership: Partnership) -> None:
    add(partnership, LearningIndexPage(title="Learning", slug="learning"), *map(briefing, range(12)))
    first = client.get("/north/learning/")
    assert [page.title for page in first.context["results"]][:2] == ["Briefing 11", "Briefing 10"]
    assert len(first.context["results"]) == 10
    assert [page.title for page in client.get("/north/learning/?page=2").context["results"]] == [
        "Briefing 1",
        "Briefing 0",
    ]
    assert client.get("/north/learning/?page=%00").status_code == 200


def test_a_briefing_shows_its_blocks_themes_and_the_reports_on_the_site(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    there, gone = published(title="There"), published(title="Gone")
    page = briefing(1, body=BODY, minutes=1, lead="In one minute.")
    page.themes.set([ReportTheme.objects.create(name="Safe sleep")])
    page.reports.set([there, gone])
    add(partnership, LearningIndexPage(title="Learning", slug="learning"), page)
    with moved_by_machine():
        gone.unpublish()
    text = client.get("/north/learning/b1/").content.decode()
    for said in ("Ask to see the room.", "Nobody asked me.", "mailto:t@north.example", "Who sees the room first?"):
        assert said in text
    assert "1 minute to read" in text
    assert 'href="/north/reports/?theme=safe-sleep"' in text
    assert f'href="{there.url}"' in text
    assert "Gone" not in text
    assert '<meta property="og:description" content="In one minute.">' in text


def test_news_stand_newest_first(client: Client, partnership: Partnership) -> None:
    old = NewsPage(title="Old", slug="old", day=datetime.date(2025, 1, 1), lead="What was.")
    new = NewsPage(title="New", slug="new", day=datetime.date(2026, 1, 1), body=BODY[:1])
    add(partnership, NewsIndexPage(title="News", slug="news"), old, new)
    assert [page.title for page in client.get("/north/news/").context["results"]] == ["New", "Old"]
    assert "Ask to see the room." in client.get("/north/news/new/").content.decode()


def test_the_home_page_shows_the_newest_of_everything(
    client: Client, partnership: Partnership, published: Publish, django_assert_max_num_queries: Any
) -> None:
    published(title="A report", summary="What was learnt.")
    add(partnership, LearningIndexPage(title="Learning", slug="learning"), *map(briefing, range(5)))
    add(partnership, NewsIndexPage(title="News", slug="news"), NewsPage(title="A piece of news", slug="n"))
    with django_assert_max_num_queries(20):
        text = client.get("/north/").content.decode()
    for said in ("A report", "What was learnt.", "Briefing 4", "Briefing 2", "A piece of news"):
        assert said in text
    assert "Briefing 1" not in text


def test_what_is_not_live_is_on_no_list(client: Client, partnership: Partnership) -> None:
    add(partnership, LearningIndexPage(title="Learning", slug="learning"), briefing(1, live=False))
    add(partnership, NewsIndexPage(title="News", slug="news"), NewsPage(title="Not yet", slug="n", live=False))
    for path in ("/north/", "/north/learning/", "/north/news/"):
        text = client.get(path).content.decode()
        assert "Briefing 1" not in text
        assert "Not yet" not in text
    assert client.get("/north/learning/b1/").status_code == 404
