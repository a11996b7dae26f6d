"""A report on paper: its text in its order, the improvements alone where only they go, a name that says nothing."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from portal.reports.pages import ReviewReportPage
from portal.reports.pdf import blocks_of
from portal.reports.publishing import PageReportDesk
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.review import ReviewFactory
from tests.tagged import tagged
from workflow.models import Partnership
from workflow.parties.roles import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(partnership: Partnership) -> Any:
    review = ReviewFactory(case=CaseFactory(partnership=partnership), signed_off=True)
    desk = PageReportDesk()
    desk.draft(review, by=SYSTEM, now=MONDAY)
    page = ReviewReportPage.objects.get(review_id=review.pk)
    page.title = "Seen too late"
    page.summary = "A summary of it."
    page.improvements = "<h3>Share</h3><p>Share concerns &amp; act.</p><ul><li>Early.</li></ul>"
    page.analysis = "<p>Why it happened so.</p>"
    page.learning = "<p>What was learnt.</p>"
    recommendation = {"what": "Train staff.", "who": "All", "by_when": date(2026, 9, 30), "outcome": "Seen sooner."}
    page.recommendations = [("recommendation", recommendation)]
    page.save_revision(log_action=False)
    return review


def read(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


@pytest.mark.duty("D39", "D41")
def test_the_whole_report(review: Any) -> None:
    name, content = PageReportDesk().copy(review, improvements_only=False, now=MONDAY)
    text = read(content)
    assert name == "report.pdf"
    said = ["Seen too late", "A summary of it.", "Share concerns & act.", "Early.", "Why it happened so."]
    places = [text.index(words) for words in [*said, "What was learnt.", "Train staff.", "30 September 2026"]]
    assert places == sorted(places)


def test_report_and_improvements_are_tagged(review: Any) -> None:
    page = ReviewReportPage.objects.get(review_id=review.pk).get_latest_revision_as_object()
    page.learning = "<ol><li>First</li><li>Second</li></ol><p>Then.</p><ul><li>Third</li></ul>"
    page.corrections = [("correction", {"made_on": date(2026, 3, 1), "what": "A date."})]
    page.save_revision(log_action=False)
    for improvements_only in (False, True):
        _name, content = PageReportDesk().copy(review, improvements_only=improvements_only, now=MONDAY)
        found = tagged(content)
        assert found.texts("H1") == ["Seen too late"]
        assert "Early." in found.texts("LBody")
        assert "What should change" in found.texts("TH")
        assert ("Second" in found.texts("LBody")) is not improvements_only
    numbers = tagged(PageReportDesk().copy(review, improvements_only=False, now=MONDAY)[1]).texts("Lbl")
    assert numbers == ["•", "1.", "2.", "•"]


@pytest.mark.duty("D40")
def test_the_improvements_alone(review: Any) -> None:
    name, content = PageReportDesk().copy(review, improvements_only=True, now=MONDAY)
    text = read(content)
    assert name == "improvements.pdf"
    assert "Share concerns" in text
    assert "Train staff." in text
    for hidden in ("A summary of it.", "Why it happened so.", "What was learnt."):
        assert hidden not in text


def test_the_file_s_own_data_names_neither_case_nor_person(review: Any) -> None:
    _name, content = PageReportDesk().copy(review, improvements_only=False, now=MONDAY)
    told = " ".join(str(value) for value in (PdfReader(BytesIO(content)).metadata or {}).values())
    assert review.case.reference not in told
    assert "Seen too late" not in told
    assert review.case.reference not in read(content)


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", []),
        ("<p>One<br/>two</p><p></p>", [("text", "One\ntwo")]),
        ("<ol><li><b>A</b> b</li></ol><ul><li>c</li></ul>", [("numbered", "A b"), ("item", "c")]),
        ("loose <p>then</p> more", [("text", "loose"), ("text", "then"), ("text", "more")]),
    ],
)
def test_rich_text_is_read_as_plain_blocks(html: str, blocks: list[tuple[str, str]]) -> None:
    assert list(blocks_of(html)) == blocks
