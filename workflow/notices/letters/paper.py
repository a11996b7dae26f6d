"""A letter on paper: the frozen letter as a PDF, made when asked for and never stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forms.definition.dates import spoken_date
from forms.reading.paper import new_paper

LANGUAGE = "en-GB"
NEUTRAL_NAME = "letter.pdf"


def print_letter(letter: Mapping[str, Any], *, now: datetime) -> bytes:
    """The letter as it was frozen. Its title in the file's own data is neutral."""
    paper = new_paper(title=f"Letter, {letter['reference']}", note=letter["reference"], language=LANGUAGE, now=now)
    for line in letter["from"]:
        paper.paragraph(line, small=True)
    paper.ln(6)
    for line in letter["to"]:
        paper.paragraph(line)
    paper.ln(4)
    paper.paragraph(spoken_date(letter["date"]))
    paper.paragraph(f"Our reference: {letter['reference']}")
    paper.ln(4)
    paper.title_line(letter["title"])
    for block in letter["blocks"]:
        if block["kind"] == "heading":
            paper.heading(block["text"], level=1)
        else:
            paper.paragraph(block["text"])
    return paper.finished()
