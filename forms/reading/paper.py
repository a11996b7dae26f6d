"""A new paper. What draws PDFs takes a while to load and much memory: it loads with the first one."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.reading.pdf import Paper


def new_paper(*, title: str, note: str, language: str, now: datetime) -> "Paper":
    """An empty paper with this title, and this note at the foot of each page."""
    from forms.reading.pdf import Paper  # noqa: PLC0415 - the PDF's engine loads where a PDF is made

    return Paper(title=title, note=note, language=language, now=now)
