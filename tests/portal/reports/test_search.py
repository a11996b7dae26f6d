"""The public searches the reports: words, filters, pages, and input that makes no sense."""

import datetime
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportTheme, ReviewReportPage
from portal.reports.search import snippet
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]


def titles(client: Client, query: str = "") -> list[str]:
    return [page.title for page in client.get(f"/north/reports/{query}").context["results"]]


def test_the_newest_report_comes_first(client: Client, published: Publish) -> None:
    published(title="Old", published_on=datetime.date(2024, 5, 1))
    published(title="New", published_on=datetime.date(2026, 1, 1))
    assert titles(client) == ["New", "Old"]


def test_words_are_found_in_every_public_part(client: Client, published: Publish) -> None:
    published(title="One", analysis="<p>Nobody kept a chronology.</p>")
    published(title="Two", summary="Bruising in a baby.")
    assert titles(client, "?q=chronology") == ["One"]
    assert titles(client, "?q=bruising") == ["Two"]
    assert titles(client, "?q=nothing+like+it") == []


@pytest.mark.parametrize("typed", ["médiation", "me\u0301diation", "ME\u0301DIATION", "\u200bmé\u00addiation\u00a0"])
def test_a_word_is_found_however_its_accent_was_typed(client: Client, published: Publish, typed: str) -> None:
    published(title="One", summary="Family médiation was offered.")
    assert titles(client, f"?q={quote(typed)}") == ["One"]


def test_hits_are_marked_and_everything_else_is_escaped(client: Client, published: Publish) -> None:
    published(title="One", summary="They said <script>alert(1)</script> about neglect & harm.")
    text = client.get("/north/reports/?q=neglect").content.decode()
    assert "<mark>neglect</mark> &amp; harm" in text
    assert "<script>alert" not in text


def test_filters_narrow_and_their_chips_take_them_off(client: Client, published: Publish) -> None:
    theme = ReportTheme.objects.create(name="Domestic abuse", slug="domestic-abuse")
    one = published(title="One", kind="learning", published_on=datetime.date(2025, 6, 1))
    published(title="Two", kind="local", published_on=datetime.date(2025, 6, 2))
    with moved_by_machine():
        one.themes.add(theme)
        one.save_revision().publish()
    assert titles(client, "?kind=learning") == ["One"]
    assert titles(client, "?theme=domestic-abuse") == ["One"]
    assert titles(client, "?year=2025&kind=local") == ["Two"]
    assert titles(client, "?year=2025&theme=domestic-abuse&q=share") == ["One"]
    search = client.get("/north/reports/?year=2025&kind=local").context["search"]
    assert [(chip.label, chip.without) for chip in search.chips] == [
        ("Year: 2025", "?kind=local"),
        ("Kind of review: Local child safeguarding practice review", "?year=2025"),
    ]


def test_another_partnerships_reports_stay_in_its_library(
    client: Client, published: Publish, other_partnership: Partnership
) -> None:
    published(title="North's own")
    assert "North&#x27;s own" not in client.get("/south/reports/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?page=1e9",
        "?page=999999999999999999999",
        "?page=-1",
        "?page=%00",
        "?q=%00",
        "?q=%ed%a0%80",
        "?q=" + "a" * 5000,
        "?q=%22%27%28%29%2A%3A%5E+AND+OR+NOT",
        "?q=%",
        "?year=%00",
        "?year=abcd",
        "?year=99999999999",
        "?theme=%27%3B--",
        "?kind=local&kind=learning",
        "?age=1-4%00",
    ],
)
def test_any_address_gets_an_answer(client: Client, published: Publish, query: str) -> None:
    for _ in range(11):
        published()
    assert client.get(f"/north/reports/{query}").status_code == 200


def test_pages_keep_the_search(client: Client, published: Publish) -> None:
    for _ in range(11):
        published(kind="learning")
    response = client.get("/north/reports/?kind=learning&page=2")
    assert len(response.context["results"]) == 1
    assert 'href="?kind=learning&amp;page=1"' in response.content.decode()


def test_a_snippet_starts_near_the_first_hit() -> None:
    text = "word " * 200 + "chronology " + "word " * 200
    piece = snippet(text, "chronology")
    assert "<mark>chronology</mark>" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < 340
