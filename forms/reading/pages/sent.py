"""What was sent, for those who may read it: receipt and copy, as a page and as a PDF made on the spot."""

import functools
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from forms import handlers, present
from forms.definition.language import SECOND_LANGUAGES, in_language
from forms.filling.pages.access import View, person, readable_submission, signed_in
from forms.filling.pages.own_words import own_words
from forms.models.submission import Submission
from forms.reading import printing
from forms.reading.additions import may_correct
from forms.reading.sent import SentForm, opened

AS_FILLED_IN = "as-filled-in"


@signed_in
def receipt(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """What was stored, under which reference, and what happens next."""
    submission = readable_submission(request, submission_id)
    context = {
        **context_of(submission, submission.language),
        "confirmation": _confirmation(submission),
        "asked": _asked(submission, person(request)),
        "may_correct": may_correct(submission, person(request)),
    }
    with own_words(submission.language):
        return render(request, "forms/receipt.html", context)


def _asked(submission: Submission, user: Any) -> Sequence[tuple[str, str]]:
    """For whom or what the form was asked, as far as this person may read it now."""
    key = submission.page.handler
    if key not in handlers.registry:
        return ()
    return handlers.get(key).asked(page=submission.page, user=user, subject=submission.subject)


@signed_in
def receipt_pdf(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """The receipt on paper: a reference and a time, nothing of the case."""
    submission = readable_submission(request, submission_id)
    with own_words(submission.language):
        return _download(printing.receipt(submission, now=present.now()), "receipt.pdf")


@signed_in
def copy(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """The answers as they were sent, under the questions as they were asked, each addition below its answer."""
    sent = read(request, submission_id)
    submission = sent.submission
    is_owner = submission.owner_id == person(request).pk
    context = {
        **context_of(submission),
        "form_title": sent.definition["title"],
        "sent": sent,
        "steps": sent.steps,
        "may_correct": may_correct(submission, person(request)),
        "is_owner": is_owner,
        "other_language": "" if is_owner else dict(SECOND_LANGUAGES).get(submission.language, submission.language),
        "as_filled_in": AS_FILLED_IN in request.GET,
    }
    with own_words(shown_language(request, submission)):
        return render(request, "forms/copy.html", context)


@signed_in
def copy_pdf(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """The copy on paper, in the same language as the page it was opened from."""
    sent = read(request, submission_id)
    language = shown_language(request, sent.submission)
    with own_words(language):
        return _download(printing.copy(sent, language=language, now=present.now()), "copy.pdf")


def read(request: HttpRequest, submission_id: uuid.UUID) -> SentForm:
    """The submission opened for this person. Who is not its owner leaves a trace before anything is shown."""
    submission = readable_submission(request, submission_id)
    if submission.owner_id != person(request).pk:
        handlers.submission_read.send(Submission, submission=submission, user=person(request), now=present.now())
    return opened(submission, language=shown_language(request, submission))


def shown_language(request: HttpRequest, submission: Submission) -> str:
    """Senders read what they read when they filled it in; others the form's first language, or the same on request."""
    if submission.owner_id == person(request).pk or AS_FILLED_IN in request.GET:
        return submission.language
    return ""


def in_own_language(view: View) -> View:
    """The page in the language in which its reader filled the form in; others read the portal's first."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, submission_id: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = Submission.objects.filter(pk=submission_id, owner=person(request)).values_list("language", flat=True)
        with own_words(mine.first() or ""):
            return view(request, submission_id, *args, **kwargs)

    return guarded


def context_of(submission: Submission, language: str = "") -> dict[str, Any]:
    """What every page about a submission shows, the form's title in this language where it is given in it."""
    return {
        "page": submission.page,
        "submission": submission,
        "form_title": in_language(submission.version.definition, language)["title"],
    }


def _confirmation(submission: Submission) -> Any:
    """What the editor says happens next, in the language the form was filled in in where it is given in it."""
    page = submission.page
    second = page.second_confirmation if submission.language and submission.language == page.second_language else ""
    return second or page.confirmation


def _download(content: bytes, name: str) -> HttpResponse:
    """A PDF that neither its name nor a cache tells anything of."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
