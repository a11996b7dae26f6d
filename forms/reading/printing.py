"""Receipt and copy as PDF, in the language that is spoken when they are made. Never stored."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

from forms.definition.dates import spoken_time
from forms.definition.language import in_language, own_language
from forms.models.submission import Submission
from forms.questions.summary import SummaryRow
from forms.reading.paper import new_paper
from forms.reading.sent import Addition, SentForm

if TYPE_CHECKING:
    from forms.reading.pdf import Paper

STORED = gettext_noop("What you sent is stored safely, but it has not been taken further yet.")
NOT_AGAIN = gettext_noop("You do not need to send it again. The support office will deal with it and contact you.")
MARK = gettext_noop("Contains personal data")


def receipt(submission: Submission, *, now: datetime) -> bytes:
    """Proof that a form arrived: reference, time, name of the form, what happens next. Nothing of what it says."""
    title = in_language(submission.version.definition, submission.language)["title"]
    named = gettext("Receipt %(reference)s") % {"reference": submission.reference}
    paper = new_paper(title=named, note=submission.reference, language=own_language(), now=now)
    paper.title_line(gettext("Received"))
    paper.pairs(
        [
            (gettext("Form"), title),
            (gettext("Reference"), submission.reference),
            (gettext("Received"), spoken_time(submission.submitted_at)),
            (gettext("Version of the form"), str(submission.version.number)),
            *_on_behalf(submission),
        ]
    )
    if submission.is_held:
        paper.paragraph(gettext(STORED), bold=True)
        paper.paragraph(gettext(NOT_AGAIN))
    elif submission.next_steps:
        paper.heading(gettext("What happens next"))
        paper.items(list(submission.next_steps))
    return paper.finished()


def copy(sent: SentForm, *, language: str, now: datetime) -> bytes:
    """Every answer under its question, every addition below its answer."""
    submission, title = sent.submission, sent.definition["title"]
    paper = new_paper(
        title=f"{title}, {submission.reference}",
        note=f"{submission.reference} · {gettext(MARK)}",
        language=language or own_language(),
        now=now,
    )
    paper.paragraph(submission.reference)
    paper.title_line(title)
    put_answers(paper, sent)
    return paper.finished()


def put_answers(paper: "Paper", sent: SentForm, *, level: int = 0) -> None:
    """What was sent, on paper that may hold more; `level`: how deep its headings stand there."""
    submission = sent.submission
    sent_then = gettext(
        "Sent %(when)s, under version %(version)s of this form. The questions are shown as they were asked."
    )
    told = {"when": spoken_time(submission.submitted_at), "version": submission.version.number}
    paper.paragraph(sent_then % told, language=own_language())
    paper.pairs(_on_behalf(submission))
    if sent.additions:
        later = gettext("Information was added later. The original stands as it was sent, each addition below it.")
        paper.paragraph(later, language=own_language())
    for step in sent.steps:
        paper.heading(step.title, level=level)
        if not step.entries:
            paper.paragraph(gettext("None given."), language=own_language())
        for entry in step.entries:
            if step.repeats:
                paper.heading(entry.title, level=level + 1)
            paper.pairs(_pairs(entry.rows))
    if sent.notes:
        paper.heading(gettext("Added later, about the whole form"), level=level, language=own_language())
        paper.pairs((_added(note), _said(note)) for note in sent.notes)


def _on_behalf(submission: Submission) -> list[tuple[str, str]]:
    return [(gettext("Recorded on behalf of"), submission.on_behalf)] if submission.on_behalf else []


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
    told = {"who": addition.who, "when": spoken_time(addition.at)}
    return gettext("Added later by %(who)s, %(when)s") % told


def _said(addition: Addition) -> str:
    reason = gettext("Reason: %(reason)s") % {"reason": addition.reason}
    return f"{_with_files(addition.text, addition.files)}\n{reason}"
