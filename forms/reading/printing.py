"""Receipt and copy as PDF. Made when asked for, never stored."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_time
from forms.definition.language import OWN_LANGUAGE
from forms.models.submission import Submission
from forms.questions.summary import SummaryRow
from forms.reading.paper import new_paper
from forms.reading.sent import Addition, SentForm

if TYPE_CHECKING:
    from forms.reading.pdf import Paper

FIRST_LANGUAGE = OWN_LANGUAGE
STORED = "What you sent is stored safely, but it has not been taken further yet."
MARK = "Contains personal data"


def receipt(submission: Submission, *, now: datetime) -> bytes:
    """Proof that a form arrived: reference, time, name of the form, what happens next. Nothing of what it says."""
    title = submission.version.definition["title"]
    paper = new_paper(
        title=f"Receipt {submission.reference}", note=submission.reference, language=FIRST_LANGUAGE, now=now
    )
    paper.title_line("Received")
    paper.pairs(
        [
            ("Form", title),
            ("Reference", submission.reference),
            ("Received", spoken_time(submission.submitted_at)),
            ("Version of the form", str(submission.version.number)),
            *_on_behalf(submission),
        ]
    )
    if submission.is_held:
        paper.paragraph(STORED, bold=True)
        paper.paragraph("You do not need to send it again. The support office will deal with it and contact you.")
    elif submission.next_steps:
        paper.heading("What happens next")
        paper.items(list(submission.next_steps))
    return paper.finished()


def copy(sent: SentForm, *, language: str, now: datetime) -> bytes:
    """Every answer under its question, every addition below its answer."""
    submission, title = sent.submission, sent.definition["title"]
    paper = new_paper(
        title=f"{title}, {submission.reference}",
        note=f"{submission.reference} · {MARK}",
        language=language or FIRST_LANGUAGE,
        now=now,
    )
    paper.paragraph(submission.reference)
    paper.title_line(title)
    put_answers(paper, sent)
    return paper.finished()


def put_answers(paper: "Paper", sent: SentForm, *, level: int = 0) -> None:
    """What was sent, on paper that may hold more; `level`: how deep its headings stand there."""
    submission = sent.submission
    paper.paragraph(
        f"Sent {spoken_time(submission.submitted_at)}, under version {submission.version.number} of this form. "
        "The questions are shown as they were asked.",
        language=OWN_LANGUAGE,
    )
    paper.pairs(_on_behalf(submission))
    if sent.additions:
        told = "Information was added later. The original stands as it was sent, each addition below it."
        paper.paragraph(told, language=OWN_LANGUAGE)
    for step in sent.steps:
        paper.heading(step.title, level=level)
        if not step.entries:
            paper.paragraph("None given.", language=OWN_LANGUAGE)
        for entry in step.entries:
            if step.repeats:
                paper.heading(entry.title, level=level + 1)
            paper.pairs(_pairs(entry.rows))
    if sent.notes:
        paper.heading("Added later, about the whole form", level=level, language=OWN_LANGUAGE)
        paper.pairs((_added(note), _said(note)) for note in sent.notes)


def _on_behalf(submission: Submission) -> list[tuple[str, str]]:
    return [("Recorded on behalf of", submission.on_behalf)] if submission.on_behalf else []


def _pairs(rows: Iterable[SummaryRow]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield row.label, _with_files(row.text, row.files)
        for addition in getattr(row, "additions", ()):
            yield _added(addition), _said(addition)


def _with_files(text: str, files: Iterable[object]) -> str:
    """A file stands on paper by its name."""
    names = [str(getattr(file, "filename", file)) for file in files]
    return "\n".join(names) or text


def _added(addition: Addition) -> str:
    return f"Added later by {addition.who}, {spoken_time(addition.at)}"


def _said(addition: Addition) -> str:
    return f"{_with_files(addition.text, addition.files)}\nReason: {addition.reason}"
