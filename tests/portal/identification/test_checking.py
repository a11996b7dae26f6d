"""The whole of a report page is read, and the digest says whether it is still the same (D36)."""

import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision

from portal.reports.pages import ReportTheme, ReviewReportPage
from tests.factories.case import CaseFactory
from tests.factories.publication import PublicationFactory
from tests.factories.review import ReviewFactory
from tests.portal.conftest import person, sign_in
from tests.portal.identification import papers
from workflow.engine.step import Refused
from workflow.machines.publication.identification.identifiers import NAME, Identifier
from workflow.machines.publication.text.guards import as_checked
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
        where.startswith("File “plan") and where.endswith("(part word/document.xml)") for where in places(publication)
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


def plan(content: bytes, title: str = "The plan", name: str = "plan.pdf") -> Any:
    document = get_document_model()(title=title)
    document.file.save(name, ContentFile(content))
    document.save()
    return document


def linked(document: Any) -> str:
    return f'<p><a linktype="document" id="{document.pk}">Plan</a></p>'


def published(publication: Any) -> None:
    report_desk().publish(publication, by=Actor.of(None), now=NOW)


def test_what_is_searched_is_what_would_be_published(publication: Any) -> None:
    """What nobody sees of an upload is not published: it is listed, not asked about."""
    document = plan(papers.pdf("Seen.", title="Rowan Ashdown", attached=("rowan.txt", b"Rowan Ashdown")))
    write(publication, learning=linked(document))
    assert places(publication) == []
    (file,) = report_desk().content(publication.review).files  # type: ignore[union-attr]  # there is a page
    assert (file.title, file.refused) == ("The plan", "")
    assert "attached files" in file.dropped
    assert len(file.digest) == 64


def test_a_file_that_cannot_be_published_is_said(publication: Any) -> None:
    write(publication, learning=linked(plan(papers.encrypted_pdf())))
    said = [find.written for find in report_desk().find(publication, [ROWAN]) if find.kind == "unreadable"]
    assert any("nothing of this file is published" in one and "locked with a password" in one for one in said)


@pytest.mark.parametrize("which", ["upload", "made"])
def test_bytes_that_changed_in_the_store_are_not_published(publication: Any, which: str) -> None:
    document = plan(papers.pdf("Seen."))
    write(publication, learning=linked(document))
    report_desk().find(publication, [ROWAN])
    file = document.file if which == "upload" else document.public_file.file
    file.storage.delete(file.name)
    file.storage.save(file.name, ContentFile(papers.pdf("Rowan Ashdown was seen.")))
    with pytest.raises(Refused, match="is not the one that was checked"):
        published(publication)


def test_what_its_case_cleared_is_served_with_the_report(publication: Any) -> None:
    document = plan(papers.pdf("Seen."))
    write(publication, learning=linked(document))
    report_desk().find(publication, [ROWAN])
    published(publication)
    document.public_file.refresh_from_db()
    assert document.public_file.cleared_digest == document.public_file.digest != ""


@pytest.mark.parametrize("what", ["theme", "picture", "document"])
def test_a_new_name_of_what_a_report_shows_is_another_text(publication: Any, what: str) -> None:
    theme = ReportTheme.objects.create(name="Neglect", slug="n")
    picture = get_image_model().objects.create(title="A door", file=ImageFile(io.BytesIO(papers.jpeg()), name="a.jpg"))
    document = plan(papers.pdf("Seen."))
    page = ReviewReportPage.objects.get(review_id=publication.review_id).get_latest_revision_as_object()
    page.themes.add(theme)
    page.learning = f'{linked(document)}<embed embedtype="image" id="{picture.pk}" alt="" format="left"/>'
    page.save_revision()
    before = digest(publication)
    if what == "theme":
        ReportTheme.objects.update(name="Rowan Ashdown")
    else:
        renamed = picture if what == "picture" else document
        renamed.title = "Rowan Ashdown"
        renamed.save()
    assert digest(publication) != before
    assert "Rowan Ashdown" in str(report_desk().find(publication, [ROWAN]))


def test_it_is_not_put_back_with_another_picture_behind_it(publication: Any) -> None:
    document = plan(papers.pdf("Seen."))
    write(publication, learning=linked(document))
    report_desk().find(publication, [ROWAN])
    text = report_desk().publish(publication, by=Actor.of(None), now=NOW)
    assert text is not None
    publication.versions.create(
        number=1, shown="full", revision_id=text.revision_id, digest=text.digest, published_at=NOW
    )
    report_desk().put_back(publication, text.revision_id, by=Actor.of(None), now=NOW)
    document.title = "Rowan Ashdown"
    document.save()
    with pytest.raises(Refused, match="was changed since the public read it"):
        report_desk().put_back(publication, text.revision_id, by=Actor.of(None), now=NOW)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/media/documents/plan.pdf", True),
        ("https://example.org/plan.pdf", True),
        ("//example.org/plan.DOCX?x=1", True),
        ("https://example.org/learning", False),
        ("/documents/7/plan.pdf", False),
    ],
)
def test_a_link_to_a_file_that_nobody_checks_is_said(publication: Any, address: str, said: bool) -> None:
    write(publication, learning=f'<p><a href="{address}">Plan</a></p>')
    found = [find for find in report_desk().find(publication, [ROWAN]) if find.kind == "unreadable"]
    assert bool(found) is said


def test_the_desk_shows_each_file_as_it_would_be_published(publication: Any, partnership: Partnership) -> None:
    whole, locked = plan(papers.pdf("Seen.", attached=("a.txt", b"x"))), plan(papers.encrypted_pdf(), "A locked one")
    write(publication, learning=linked(whole) + linked(locked))
    report_desk().find(publication, [ROWAN])
    client = sign_in(Client(), person(Role.OFFICER, partnership))
    page = client.get(
        reverse("desk:identification", args=[publication.case.reference, publication.pk])
    ).content.decode()
    assert f'href="{whole.url}?made"' in page
    assert "<li>attached files</li>" in page
    assert "nothing of it is published: it is locked with a password" in page


def first_and_second(publication: Any, partnership: Partnership) -> tuple[Any, Any, ReportTheme]:
    """An older text that the public read, with a file and a theme, and the one that followed it without them."""
    theme, document = ReportTheme.objects.create(name="Neglect", slug="n"), plan(papers.pdf("Seen."))
    page = ReviewReportPage.objects.get(review_id=publication.review_id).get_latest_revision_as_object()
    page.themes.add(theme)
    page.learning = linked(document)
    page.save_revision()
    older = kept(publication, 1, partnership)
    page = ReviewReportPage.objects.get(review_id=publication.review_id).get_latest_revision_as_object()
    page.themes.clear()
    page.learning = "<p>Ask what life is like for the child.</p>"
    page.save_revision()
    newer = kept(publication, 2, partnership)
    assert older.digest != newer.digest
    return older, document, theme


def kept(publication: Any, number: int, partnership: Partnership) -> Any:
    """Published, and noted as the machine notes it."""
    report_desk().find(publication, [ROWAN])
    text = report_desk().publish(publication, by=Actor.of(None), now=NOW)
    told = {"revision_id": text.revision_id, "digest": text.digest, "published_at": NOW, "shown": "full"}
    publication.versions.create(number=number, published_by=person(Role.PUBLISHER, partnership), **told)
    return text


def test_an_older_text_comes_back_with_its_file_and_theme_where_they_are_what_they_were(
    publication: Any, partnership: Partnership
) -> None:
    older, _document, theme = first_and_second(publication, partnership)
    back = report_desk().put_back(publication, older.revision_id, by=Actor.of(None), now=NOW)
    assert back.digest == older.digest
    page = ReviewReportPage.objects.get(review_id=publication.review_id)
    assert page.live
    assert list(page.themes.all()) == [theme]
    assert 'linktype="document"' in str(page.learning)


@pytest.mark.parametrize("what", ["theme renamed", "theme gone", "document renamed", "document gone", "bytes", "made"])
def test_an_older_text_is_not_put_back_with_something_else_behind_it(
    publication: Any, partnership: Partnership, what: str
) -> None:
    older, document, theme = first_and_second(publication, partnership)
    if what == "theme renamed":
        ReportTheme.objects.update(name="Rowan Ashdown")
    elif what == "theme gone":
        theme.delete()
    elif what == "document renamed":
        document.title = "Rowan Ashdown"
        document.save()
    elif what == "document gone":
        document.delete()
    else:
        file = document.file if what == "bytes" else document.public_file.file
        file.storage.delete(file.name)
        file.storage.save(file.name, ContentFile(papers.pdf("Rowan Ashdown was seen.")))
    with pytest.raises(Refused, match="was changed since the public read it|is not the one that was checked"):
        report_desk().put_back(publication, older.revision_id, by=Actor.of(None), now=NOW)
    assert "linktype" not in str(ReviewReportPage.objects.get(review_id=publication.review_id).learning)


def test_an_older_text_taken_into_the_draft_is_checked_anew(publication: Any, partnership: Partnership) -> None:
    """What an editor does with an old version in the CMS: it becomes the newest draft, and no check knows it."""
    older, _document, _theme = first_and_second(publication, partnership)
    publication.checked_digest = digest(publication)
    publication.save(update_fields=["checked_digest"])
    assert as_checked(publication, Actor.of(None), NOW) is None
    Revision.objects.get(pk=older.revision_id).as_object().save_revision()
    assert digest(publication) == older.digest
    # The door reads the record anew under its lock.
    later = type(publication).objects.get(pk=publication.pk)
    reason = as_checked(later, Actor.of(None), NOW)
    assert reason is not None
    assert "Run the check again" in reason
