"""A report on paper: what goes to the Panel, the Secretary of State, Ofsted and the NSPCC (D39 to D41, D43).

The same text as the page, in the same order. The file's name and its own data name neither case nor person.
"""

from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from wagtail.models import Page

from forms.definition.dates import spoken_day
from forms.reading.paper import new_paper
from workflow.parties.party import Partnership

if TYPE_CHECKING:
    from forms.reading.pdf import Paper

LANGUAGE = "en-GB"
REPORT_NAME, IMPROVEMENTS_NAME = "report.pdf", "improvements.pdf"
ONLY_IMPROVEMENTS = "The full report is not published. These are the improvements that the review recommends."


def print_report(page: Page, *, partnership: Partnership, improvements_only: bool, now: datetime) -> tuple[str, bytes]:
    """The neutral name and the PDF of a report page, or of its improvements and recommendations only (D40)."""
    title = "Improvements" if improvements_only else "Report"
    paper = new_paper(title=title, note=partnership.name, language=LANGUAGE, now=now)
    paper.paragraph(partnership.name)
    paper.title_line(page.title)
    paper.paragraph(str(page.get_kind_display()))
    if improvements_only:
        paper.paragraph(ONLY_IMPROVEMENTS, bold=True)
    _corrections(paper, page)
    if page.summary and not improvements_only:
        paper.paragraph(page.summary)
    for heading, text in _parts(page, improvements_only):
        if says := list(blocks_of(text)):
            paper.heading(heading)
            _draw(paper, says)
    _recommendations(paper, page)
    return (IMPROVEMENTS_NAME if improvements_only else REPORT_NAME), paper.finished()


def _parts(page: Page, improvements_only: bool) -> Iterator[tuple[str, str]]:
    yield "What should improve", page.improvements
    if not improvements_only:
        yield "Why it happened", page.analysis
        yield "Learning for practice", page.learning


def _corrections(paper: "Paper", page: Page) -> None:
    if page.corrections:
        paper.heading("Corrections")
        paper.pairs((day(block.value.get("made_on")), block.value.get("what") or "") for block in page.corrections)


def _recommendations(paper: "Paper", page: Page) -> None:
    if not page.recommendations:
        return
    paper.heading("Recommendations")
    for number, block in enumerate(page.recommendations, start=1):
        value = block.value
        paper.heading(f"Recommendation {number}", level=1)
        paper.pairs(
            (label, text)
            for label, text in (
                ("What should change", value.get("what") or ""),
                ("Who will do it", value.get("who") or ""),
                ("By when", day(value.get("by_when"))),
                ("What will be different for children", value.get("outcome") or ""),
            )
            if text
        )


def day(value: date | None) -> str:
    return spoken_day(value)


def _draw(paper: "Paper", blocks: list[tuple[str, str]]) -> None:
    """Items that follow each other are one list."""
    for kind, group in groupby(blocks, key=itemgetter(0)):
        texts = [text for _kind, text in group]
        if kind in ("item", "numbered"):
            paper.items(texts, numbered=kind == "numbered")
            continue
        for text in texts:
            if kind == "heading":
                paper.heading(text, level=1)
            else:
                paper.paragraph(text)


def blocks_of(rich_text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs, headings and list items (`item`, or `numbered`) of rich text, each as plain text."""
    reader = _Reader()
    reader.feed(rich_text or "")
    reader.close()
    reader.end_block()
    yield from reader.blocks


class _Reader(HTMLParser):
    """Reads Wagtail's rich text: only a few elements ever stand in it."""

    KINDS = {"p": "text", "li": "item", "h2": "heading", "h3": "heading", "h4": "heading"}
    LISTS: ClassVar = {"ul": "item", "ol": "numbered"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self._kind, self._text = "text", ""
        self._lists: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in self.LISTS:
            self.end_block()
            self._lists.append(self.LISTS[tag])
        elif tag in self.KINDS:
            self.end_block()
            self._kind = self._lists[-1] if tag == "li" and self._lists else self.KINDS[tag]
        elif tag == "br":
            self._text += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in self.KINDS:
            self.end_block()
        elif tag in self.LISTS and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        self._text += data

    def end_block(self) -> None:
        """What was read since the last block."""
        if text := self._text.strip():
            self.blocks.append((self._kind, text))
        self._kind, self._text = "text", ""
