"""What is not on the public site is nowhere on it: page, search, feed, data, alert, sitemap, API, images, documents."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction

from forms.models.form_page import FormPage
from portal.full_text.model import ReportText
from portal.learning.pages import LearningIndexPage, LearningPage, NewsIndexPage, NewsPage
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from portal.start import form_pages
from tests.portal.conftest import library
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]
SECRET = "Zweiundvierzig"
THEME = "Unheardoftheme"


def addresses(partnership: Partnership, page: Page) -> list[str]:
    """Everywhere that a report could show itself, in both languages, however it is asked for."""
    number, slug = library(partnership).pk, page.slug
    own = [f"/north/reports/{slug}/", f"/north/reports/{slug}/pdf/"]
    lists = [
        *("/", "/north/", "/all/", "/north/reports/", "/north/learning/", "/north/learning/b/", "/north/news/"),
        *(f"/north/reports/?q={SECRET}", f"/north/reports/?q={SECRET.lower()[:-1]}x", f"/all/?q=%22{SECRET}%22"),
        *(f"/north/reports/?theme={THEME.lower()}", "/north/reports/?sort=oldest"),
        *("/north/ask/", f"/north/ask/?about={page.pk}"),
        *(f"/library/{number}/feed/", f"/library/{number}/feed/?q={SECRET}", f"/library/{number}/data/"),
        *(f"/library/{number}/data/reports.csv", f"/library/{number}/data/reports.json", f"/library/{number}/alert/"),
    ]
    once = ["/sitemap.xml", "/api/v2/pages/", "/api/v2/pages/?type=portal.ReviewReportPage&fields=*"]
    once += [f"/api/v2/pages/?search={SECRET}", f"/api/v2/pages/{page.pk}/", f"/api/v2/pages/?child_of={number}"]
    return [*own, *lists, *(f"/cy{path}" for path in (*own, *lists)), *once]


@pytest.fixture
def site_of_all(site: Any, partnership: Partnership) -> None:
    site.add_child(instance=ReportIndexPage(title="All reports", slug="all"))
    home = Page.objects.get(pk=partnership.home_id)
    learning = home.add_child(instance=LearningIndexPage(title="Learning", slug="learning"))
    learning.add_child(instance=LearningPage(title="A briefing", slug="b"))
    home.add_child(instance=NewsIndexPage(title="News", slug="news")).add_child(
        instance=NewsPage(title=f"News {SECRET}", slug="n", live=False)
    )
    asking = home.add_child(instance=FormPage(live=False, **{**form_pages.request_form(), "slug": "ask"}))
    asking.save_revision().publish()


def secret(published: Publish, **fields: Any) -> ReviewReportPage:
    told = {"title": f"Title {SECRET}", "slug": "secret", "summary": SECRET, "analysis": f"<p>{SECRET}</p>", **fields}
    page = published(**told)
    with moved_by_machine():
        page.themes.add(ReportTheme.objects.get_or_create(name=THEME)[0])
        page.save_revision().publish()
    briefing = LearningPage.objects.get()
    briefing.reports.set([page])
    briefing.save_revision().publish()
    return ReviewReportPage.objects.get(pk=page.pk)


def found(client: Client, partnership: Partnership, page: Page) -> list[str]:
    """Where the secret word or the theme stands in an answer, but for what was typed and comes back as typed."""
    told = []
    for path in addresses(partnership, page):
        answer = client.get(path)
        assert answer.status_code < 500, path
        text = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]  # of either kind
        left = text.decode("utf-8", "replace")
        for typed in (f'value="{SECRET}"', f"Words: {SECRET}", f"Geiriau: {SECRET}", f"q={SECRET}", f"({SECRET})"):
            left = left.replace(typed, "")
        for typed in (f'value="&quot;{SECRET}&quot;"', f"Words: &quot;{SECRET}", f"q=%22{SECRET}", f"“{SECRET}"):
            left = left.replace(typed, "").replace(f"Geiriau: &quot;{SECRET}", "")
        if answer.status_code == 200 and (SECRET in left or THEME in left or "%PDF" in left):
            told.append(path)
    return told


@pytest.mark.usefixtures("site_of_all")
def test_the_test_finds_what_is_there(client: Client, partnership: Partnership, published: Publish) -> None:
    told = found(client, partnership, secret(published))
    assert len(told) > 35, told


@pytest.mark.usefixtures("site_of_all")
def test_a_report_that_was_taken_down_is_nowhere(client: Client, partnership: Partnership, published: Publish) -> None:
    page = secret(published)
    found(client, partnership, page)  # whatever remembers answers has seen it
    with moved_by_machine():
        page.unpublish()
    assert found(client, partnership, page) == []
    assert not ReportText.objects.exists()


@pytest.mark.usefixtures("site_of_all")
def test_a_draft_is_nowhere_either(client: Client, partnership: Partnership, published: Publish) -> None:
    with moved_by_machine():
        page = published(title="Published words", slug="secret", summary="Nothing.")
    draft = page.get_latest_revision_as_object()
    draft.title, draft.summary, draft.analysis = f"Title {SECRET}", SECRET, f"<p>{SECRET}</p>"
    draft.themes.add(ReportTheme.objects.create(name=THEME))
    draft.save_revision()
    call_command("index_reports")
    assert [path for path in found(client, partnership, page) if not path.endswith("/pdf/")] == []


@pytest.mark.usefixtures("site_of_all")
def test_a_report_in_a_branch_that_is_closed_is_nowhere_for_the_public(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    page = secret(published)
    # As an earlier release let an editor do: today it is refused (portal.site.privacy).
    closed = PageViewRestriction(page=library(partnership), restriction_type=PageViewRestriction.LOGIN)
    PageViewRestriction.objects.bulk_create([closed])
    assert found(client, partnership, page) == []


@pytest.mark.duty("D42")
@pytest.mark.usefixtures("site_of_all")
def test_of_a_report_after_its_year_only_title_summary_and_theme_are_there(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    page = secret(published, title="After its year", summary="Short.", analysis=f"<p>{SECRET}</p>")
    with moved_by_machine():
        page.shown, page.analysis, page.improvements = "on_request", "", ""
        page.save_revision().publish()
    told = [client.get(path).content.decode() for path in addresses(partnership, page) if SECRET not in path]
    assert any("After its year" in text for text in told)
    assert not any(SECRET in text for text in told)


def test_a_document_is_served_by_its_own_rules_and_never_by_media(client: Client, partnership: Partnership) -> None:
    document = get_document_model().objects.create(title="Paper", file=ContentFile(b"text", name="leak-test.txt"))
    try:
        assert client.get(f"/media/{document.file.name}").status_code == 404
    finally:
        document.file.delete(save=False)
