"""The public searches the reports: words, filters, pages, and input that makes no sense."""

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from portal.full_text.asking import read
from portal.full_text.finding import ranks
from portal.full_text.model import ReportText
from portal.full_text.snippets import snippet
from portal.reports.indexing import index_all, index_missing
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from tests.portal.conftest import library
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


NAMES = ["Zoë Müller", "zoe muller", "ZOE\u0308 MU\u0308LLER", "Zoe Muller"]


@pytest.mark.parametrize("typed", NAMES)
@pytest.mark.parametrize("written", ["Zoë Müller", "Zoe\u0308 Mu\u0308ller", "Zoe Muller"])
def test_accents_make_no_difference(client: Client, published: Publish, written: str, typed: str) -> None:
    published(title=f"What we learnt about {written}")
    published(title="In a text", learning=f"<p>Said of {written}, and no more.</p>")
    published(title="Another", summary="Zoology.")
    assert sorted(titles(client, f"?q={quote(typed)}")) == ["In a text", f"What we learnt about {written}"]
    text = client.get(f"/north/reports/?q={quote(typed)}").content.decode()
    first, last = written.split()
    assert f"<mark>{first}</mark> <mark>{last}</mark>" in text


def test_letters_that_have_no_accent_to_take_off_are_found_too(client: Client, published: Publish) -> None:
    published(title="Łukasz Straße")
    assert titles(client, "?q=lukasz+strasse") == ["Łukasz Straße"]


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


def test_any_form_of_a_word_is_found_and_marked_whole(client: Client, published: Publish) -> None:
    published(title="One", summary="Bruising was seen, and two bruises before.")
    published(title="Another", summary="A brush with a car.")
    assert titles(client, "?q=bruises") == ["One"]
    text = client.get("/north/reports/?q=bruises").content.decode()
    assert "<mark>Bruising</mark> was seen, and two <mark>bruises</mark> before." in text


def test_a_phrase_is_found_as_it_stands_and_nothing_else(client: Client, published: Publish) -> None:
    published(title="Temporary accommodation", summary="In temporary accommodation. Temporary, and cold.")
    published(title="The other way", summary="They had accommodation temporary as it was, and accommodation.")
    published(
        title="Across passages",
        analysis="<p>Nobody offered accommodation.</p><p>Temporary help came late.</p>",
        summary="",
    )
    for phrase in ('"accommodation temporary"', "“accommodation temporary”"):
        assert titles(client, f"?q={quote(phrase)}") == ["The other way"]
    assert sorted(titles(client, "?q=accommodation+temporary")) == [
        "Across passages",
        "Temporary accommodation",
        "The other way",
    ]
    text = client.get("/north/reports/", {"q": '"accommodation temporary"'}).content.decode()
    assert "<mark>accommodation</mark> <mark>temporary</mark> as it was, and accommodation." in text


def test_a_phrase_of_small_words_alone_is_found_too(client: Client, published: Publish) -> None:
    published(title="One", summary="What is it like to be you?")
    published(title="Other", summary="You are to wait and be seen.")
    assert titles(client, "?q=%22to+be%22") == ["One"]


def test_all_words_are_needed_wherever_they_stand(client: Client, published: Publish) -> None:
    published(title="Both", summary="A school.", learning="<p>Housing.</p>")
    published(title="School", summary="A school.")
    assert titles(client, "?q=housing+schools") == ["Both"]
    assert titles(client, "?q=the+housing+of+a+school") == ["Both"]


def test_what_stands_in_a_title_or_a_theme_comes_first(client: Client, published: Publish) -> None:
    day = datetime.date(2025, 1, 1)
    published(title="In the text", learning="<p>Neglect, said in passing among other things.</p>")
    theme = ReportTheme.objects.create(name="Neglect")
    one = published(title="By its theme", published_on=day)
    with moved_by_machine():
        one.themes.add(theme)
        one.save_revision().publish()
    published(title="Neglect in families", published_on=day)
    assert titles(client, "?q=neglect") == ["Neglect in families", "By its theme", "In the text"]
    assert titles(client, "?q=neglect&sort=newest")[0] == "In the text"


def test_a_theme_is_found_by_its_new_name_once_it_is_renamed(client: Client, published: Publish) -> None:
    theme = ReportTheme.objects.create(name="Sleep")
    one = published(title="One")
    with moved_by_machine():
        one.themes.add(theme)
        one.save_revision().publish()
    theme.name = "Overlaying"
    theme.save()
    assert titles(client, "?q=overlaying") == ["One"]
    assert titles(client, "?q=sleep") == []


def test_the_order_can_be_chosen_and_stands_in_the_address(client: Client, published: Publish) -> None:
    for year in (2024, 2026, 2025):
        published(title=f"Of {year}", published_on=datetime.date(year, 1, 1))
    assert titles(client, "?sort=oldest") == ["Of 2024", "Of 2025", "Of 2026"]
    assert titles(client, "?sort=nonsense") == ["Of 2026", "Of 2025", "Of 2024"]
    search = client.get("/north/reports/?sort=oldest&year=2025").context["search"]
    assert [chip.without for chip in search.chips] == ["?sort=oldest"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("brusing", "bruising"),
        ("acommodation", "accommodation"),
        ("safegaurding", "safeguarding"),
        ("temporary acommodation", "temporary accommodation"),
    ],
)
def test_a_small_typing_error_is_put_right_and_said(client: Client, published: Publish, typed: str, meant: str) -> None:
    published(title="One", summary="Bruising in temporary accommodation, and safeguarding.")
    response = client.get("/north/reports/", {"q": typed})
    assert response.context["instead"].words == meant
    assert [page.title for page in response.context["results"]] == ["One"]
    text = response.content.decode()
    assert f'href="?q={meant.replace(" ", "+")}">{meant}</a>' in text


def test_what_would_find_nothing_either_is_not_offered(client: Client, published: Publish) -> None:
    published(title="One", summary="Bruising.")
    published(title="Two", summary="Housing.")
    assert client.get("/north/reports/?q=brusing+housing").context["instead"] is None


@pytest.mark.parametrize("typed", ["xyzzyplugh", "cat", "zzzz zzzz"])
def test_what_is_near_to_nothing_is_not_guessed(client: Client, published: Publish, typed: str) -> None:
    published(title="One", summary="A cot and a cart.")
    response = client.get("/north/reports/", {"q": typed})
    assert response.context["instead"] is None
    assert "No report fits" in response.content.decode()


def test_nothing_is_meant_that_only_a_report_off_the_site_says(client: Client, published: Publish) -> None:
    with moved_by_machine():
        published(summary="Unmistakeable.").unpublish()
    assert client.get("/north/reports/?q=unmistakable").context["instead"] is None


def test_the_library_of_all_is_narrowed_to_a_partnership(
    client: Client, site: Any, published: Publish, partnership: Partnership, other_partnership: Partnership
) -> None:
    site.add_child(instance=ReportIndexPage(title="All reports", slug="all"))
    published(title="North's")
    with moved_by_machine():
        page = ReviewReportPage(title="South's", slug="s", published_on=datetime.date(2025, 1, 1))
        library(other_partnership).add_child(instance=page).save_revision().publish()
    response = client.get("/all/")
    assert [page.title for page in response.context["results"]] == ["North's", "South's"]
    assert other_partnership.name in response.content.decode()
    response = client.get("/all/?partnership=south")
    assert [page.title for page in response.context["results"]] == ["South's"]
    assert [chip.label for chip in response.context["search"].chips] == [f"Partnership: {other_partnership.name}"]
    assert len(client.get("/all/?partnership=elsewhere").context["results"]) == 2


def test_a_result_says_partnership_and_date(client: Client, published: Publish, partnership: Partnership) -> None:
    published(title="One")
    text = client.get("/north/reports/").content.decode()
    line = text[text.index('<ul class="site-meta">') :]
    assert partnership.name in line[:200]
    assert "5 January 2026" in line[:400]


@pytest.mark.parametrize(
    "typed",
    [
        "\x00",
        '"',
        '"unbalanced phrase',
        'a "b" "c',
        "NEAR(a b)",
        "title:neglect",
        "neglect*",
        "^neglect -harm",
        "a AND OR NOT b",
        "'; DROP TABLE portal_reporttext; --",
        "a:b & c | d ! e <-> f",
        "%s %(x)s {0}",
        "\ue000\ue001",
        "é" * 10_000,
        "word " * 2_000,
        '"' * 500,
        "\ud800",
        "漢字 Ќирилица ١٢٣",
        "_ _ _",
        "the of and",
    ],
)
def test_nothing_that_is_typed_breaks_the_search(client: Client, published: Publish, typed: str) -> None:
    published()
    address = "/north/reports/?q=" + quote(typed.encode("utf-8", "surrogatepass"))
    assert client.get(address).status_code == 200


def test_only_reports_on_the_site_are_in_the_index(published: Publish) -> None:
    gone, kept = published(title="Gone"), published(title="Kept")
    with moved_by_machine():
        gone.unpublish()
    assert list(ReportText.objects.values_list("pk", flat=True)) == [kept.pk]
    draft = kept.get_latest_revision_as_object()
    draft.summary = "Unpublishedword."
    draft.save_revision()
    index_all()
    assert ranks(read("unpublishedword")) == {}
    assert set(ranks(read("kept"))) == {kept.pk}
    assert ranks(read("gone")) == {}


def test_the_index_mends_itself(published: Publish) -> None:
    one = published(title="One")
    ReportText.objects.all().delete()
    assert ranks(read("one")) == {}
    assert index_missing(timezone.now()) == 1
    assert set(ranks(read("one"))) == {one.pk}
    ReviewReportPage.objects.filter(pk=one.pk).update(live=False)
    index_missing(timezone.now())
    assert ranks(read("one")) == {}


def test_searching_costs_the_same_however_many_reports_there_are(
    client: Client, published: Publish, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        published(title=f"Bruising {number}")
    client.get("/north/reports/?q=bruising")
    with django_assert_max_num_queries(28):
        client.get("/north/reports/?q=bruising&page=2")


def test_a_snippet_starts_near_the_first_hit() -> None:
    text = "word " * 200 + "chronology " + "word " * 200
    piece = snippet([text], {200})
    assert "<mark>chronology</mark>" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < 340
