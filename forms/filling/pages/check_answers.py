"""Check answers and send."""

import uuid
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from forms import handlers, present
from forms.definition.meanings import read
from forms.filling import drafts, moving
from forms.filling.journey import Journey, Problem
from forms.filling.pages import trial
from forms.filling.pages.access import own_draft, person, refused, revision_of, signed_in
from forms.filling.pages.finding import FROM_CHECK, url_of
from forms.filling.pages.own_words import own_words
from forms.filling.pages.tasks import context_of, opened
from forms.filling.submitting import NotReady, TrialOnly, submit
from forms.handlers import Refused
from forms.models.submission import Draft, writable
from forms.questions.summary import summary_rows

QUESTIONS_CHANGED = gettext_lazy(
    "The questions of this form changed while you were checking. Nothing has been sent. Your answers are kept: check "
    "them once more, then send."
)
ANSWERS_CHANGED = gettext_lazy(
    "Your answers were changed in another window while you were checking. Nothing has been sent. These are the answers "
    "as they are now: check them once more, then send."
)


class TooOften(Refused):
    """Not now: `journey` is what was to be sent, and stays as it is."""

    def __init__(self, reason: str, journey: Journey) -> None:
        super().__init__(reason)
        self.journey = journey


@own_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Every answer with a link to change it; what is missing comes first, each linked."""
    return _check_page(request, opened(draft), status=200)


def _check_page(request: HttpRequest, journey: Journey, *, status: int, changed: Any = "") -> HttpResponse:
    """In the language in which the form is read."""
    with own_words(journey.draft.language):
        return _drawn(request, journey, status, str(changed))


def _drawn(request: HttpRequest, journey: Journey, status: int, changed: str) -> HttpResponse:
    problems, user = journey.problems(), person(request)
    context = {
        **context_of(journey),
        "steps": summary_rows(journey.definition, journey.answers, journey.files, journey.ids),
        "errors": [(_problem_url(journey, problem), problem.message) for problem in problems],
        "checked": journey.digest,
        "revision": journey.revisions.latest,
        "changed": changed,
        "not_yet": handlers.why_not_send(journey.draft, user, journey.revisions.latest),
        "together_url": handlers.together_url(journey.draft),
        "set_aside": moving.account(journey),
        "origin": FROM_CHECK,
        "back_url": journey.draft.get_absolute_url(),
    }
    return render(request, "forms/check.html", context, status=status)


def _problem_url(journey: Journey, problem: Problem) -> str:
    address = url_of(journey.draft, problem.step["name"], problem.entry)
    return f"{address}?from={FROM_CHECK}&problems=1" + (f"#question-{problem.question}" if problem.question else "")


@signed_in
def send(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Send once, however often it is pressed: a repeated POST leads to the same receipt."""
    if request.method != "POST":
        return redirect("forms:check", draft_id)
    checked, revision = request.POST.get("checked", ""), revision_of(request)
    today, now = present.today(), present.now()
    let_go = partial(_let_send, request)
    try:
        submit(draft_id, user=person(request), today=today, now=now, checked=checked, revision=revision, let_go=let_go)
    except Draft.DoesNotExist:
        raise Http404 from None
    except TrialOnly:
        return trial.finish(request, draft_id) or _not_ready(request, draft_id, checked, revision)
    except NotReady:
        return _not_ready(request, draft_id, checked, revision)
    except TooOften as refusal:
        return _check_page(request, refusal.journey, status=429, changed=refusal.reason)
    except Refused as refusal:
        draft = Draft.objects.select_related("page").get(pk=draft_id)
        with own_words(draft.language):
            return refused(request, draft.page, refusal.reason, 409)
    return redirect("forms:receipt", draft_id)


def _let_send(request: HttpRequest, journey: Journey) -> None:
    """A form that is open to all is let through only so often. Raises TooOften."""
    open_form = handlers.open_to_all(journey.draft.page.handler)
    if open_form is None:
        return
    with own_words(journey.draft.language):
        try:
            open_form.let_send(request, read(journey.definition, journey.kept))
        except Refused as refusal:
            raise TooOften(refusal.reason, journey) from refusal


def _not_ready(request: HttpRequest, draft_id: uuid.UUID, checked: str, revision: int | None) -> HttpResponse:
    journey = opened(drafts.with_circumstances().get(writable(person(request)), pk=draft_id))
    changed: Any = ""
    if journey.digest != checked:
        changed = QUESTIONS_CHANGED
    elif revision not in (None, journey.revisions.latest):
        changed = ANSWERS_CHANGED
    return _check_page(request, journey, status=409, changed=changed)
