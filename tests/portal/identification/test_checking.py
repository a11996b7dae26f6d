"""The whole of a report page is read, and the digest says whether it is still the same (D36)."""

import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.reports.pages import ReportTheme, ReviewReportPage
from tests.factories.case import CaseFactory
from tests.factories.publication import PublicationFactory
from tests.factories.review import ReviewFactory
from tests.portal.conftest import person
from tests.portal.identification import papers
from workflow.machines.publication.identification.identifiers import NAME, Identifier
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role
from workflow.report_seam import report_desk

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D36")]

NOW = timezone.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
ROWAN = Identifier(NAME, "Rowan Ashdown")
RECOMMENDATION = {"what": "One list", "who": "All", "by_when": "2026-09-30", "outcome": "Seen sooner"}
IN_THE_PAGE: dict[str, dict[str, Any]] = {
    "Title": {"title": "Rowan Ashdown"},
    "Title for search engines": {"seo_title": "Rowan Ashdown"},
    "Address of the page": {"slug": "rowan-ashdown"},
    "Description for search engines": {"search_description": "About Rowan Ashdown"},
    "Summary": {"summary": "Rowan Ashdown"},
    "Recommended improvements": {"improvements": "<p>Ro<b>wan</b> Ashdown</p>"},
    "Systemic or underlying reasons": {"analysis": "<p>Rowan&nbsp;Ashdown</p>"},
    "Systemic or underlying reasons, hidden": {"analysis": "<p>A<!-- Rowan Ashdown --></p>"},
    "Learning for practice, hidden": {"learning": '<p><a href="https://example.org/rowan-ashdown">here</a></p>'},
    "Recommendation 1": {
        "recommendations": [{"type": "recommendation", "value": {**RECOMMENDATION, "who": "Rowan Ashdown"}}]
    },
    "Correction 1": {
        "corrections": [{"type": "correction", "value": {"made_on": "2026-03-01", "what": "Not Rowan Ashdown"}}]
    },
}


@pytest.fixture
def publication(partnership: Partnership) -> Any:
    made = PublicationFactory(review=ReviewFactory(case=CaseFactory(partnership=partnership), signed_off=True))
    report_desk().draft(made.review, by=Actor.of(person(Role.OFFICER, partnership)), now=NOW)
    return made


def write(publication: Any, **fields: Any) -> None:
    page = ReviewReportPage.objects.get(review_id=publication.review_id).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()


def places(publication: Any) -> list[str]:
    return [place.where for find in report_desk().find(publication, [ROWAN]) for place in find.places]


def digest(publication: Any) -> str:
    written = report_desk().content(publication.review)
    assert written is not None
    return written.digest


@pytest.mark.parametrize("where", IN_THE_PAGE)
def test_every_part_of_the_page_is_searched_and_in_the_digest(publication: Any, where: str) -> None:
    before = digest(publication)
    assert places(publication) == []
    write(publication, **IN_THE_PAGE[where])
    assert places(publication) == [where]
    assert digest(publication) != before


def test_a_theme_is_searched(publication: Any) -> None:
    page = ReviewReportPage.objects.get(review_id=publication.review_id).get_latest_revision_as_object()
    page.themes.add(ReportTheme.objects.create(name="Rowan Ashdown", slug="r"))
    page.save_revision()
    assert places(publication) == ["Theme"]


@pytest.mark.parametrize(
    "html", ['<p><a linktype="document" id="{}">Plan</a></p>', '<p><a href="/documents/{}/plan.docx">Plan</a></p>']
)
def test_a_document_that_is_linked_is_read(publication: Any, html: str) -> None:
    document = get_document_model()(title="The plan")
    document.file.save("plan.docx", ContentFile(papers.docx(papers.run("Rowan ", "Ashdown"))))
    document.save()
    before = digest(publication)
    write(publication, learning=html.format(document.pk))
    assert any(
        where.startswith("File “plan") and where.endswith("part word/document.xml") for where in places(publication)
    )
    with_link = digest(publication)
    document.file.save("plan.docx", ContentFile(papers.docx(papers.run("Nobody"))))
    document.file_hash = ""
    document.save()
    assert len({before, with_link, digest(publication)}) == 3


def test_a_picture_is_read_with_its_words_and_looked_at(publication: Any) -> None:
    file = ImageFile(io.BytesIO(papers.jpeg()), name="door.jpg")
    picture = get_image_model().objects.create(title="Rowan Ashdown at the door", file=file)
    write(publication, learning=f'<embed embedtype="image" id="{picture.pk}" alt="Rowan Ashdown" format="left"/>')
    finds = report_desk().find(publication, [ROWAN])
    assert {place.where.partition("”")[2] or place.where for find in finds[:1] for place in find.places} == {
        "Learning for practice, hidden",
        ", its title",
    }
    assert [find.kind for find in finds] == ["name", "unreadable"]


def test_what_is_left_out_of_the_improvements_is_not_asked_about(publication: Any) -> None:
    write(publication, analysis="<p>Rowan Ashdown</p>", improvements="<p>Rowan</p>")
    publication.improvements_chosen = True
    assert places(publication) == ["Recommended improvements"]


def test_saved_again_unchanged_it_is_the_same_text(publication: Any) -> None:
    write(publication, recommendations=[{"type": "recommendation", "value": RECOMMENDATION}], analysis="<p>A</p>")
    before = digest(publication)
    write(publication)
    assert digest(publication) == before
