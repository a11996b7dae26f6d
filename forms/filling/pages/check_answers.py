"""Check answers and send."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forms import present
from forms.filling import drafts
from forms.filling.journey import Journey, Problem
from forms.filling.pages import trial
from forms.filling.pages.access import own_draft, refused, signed_in
from forms.filling.pages.steps import FROM_CHECK, url_of
from forms.filling.pages.tasks import context_of, opened
from forms.filling.submitting import NotReady, TrialOnly, submit
from forms.handlers import Refused
from forms.models.submission import Draft
from forms.questions.summary import summary_rows


@own_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Every answer with a link to change it; what is missing comes first, each linked."""
    return _check_page(request, opened(draft), status=200)


def _check_page(request: HttpRequest, journey: Journey, *, status: int, changed: bool = False) -> HttpResponse:
    problems = journey.problems()
    context = {
        **context_of(journey),
        "steps": summary_rows(journey.definition, journey.answers, journey.files),
        "errors": [(_problem_url(journey, problem), problem.message) for problem in problems],
        "checked": journey.digest,
        "changed": changed,
        "origin": FROM_CHECK,
        "back_url": journey.draft.get_absolute_url(),
    }
    return render(request, "forms/check.html", context, status=status)


def _problem_url(journey: Journey, problem: Problem) -> str:
    number = None if problem.entry is None else problem.entry + 1
    address = url_of(journey.draft, problem.step["name"], number)
    return f"{address}?from={FROM_CHECK}&problems=1" + (f"#question-{problem.question}" if problem.question else "")


@signed_in
def send(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Send once, however often it is pressed: a repeated POST leads to the same receipt."""
    if request.method != "POST":
        return redirect("forms:check", draft_id)
    checked = request.POST.get("checked", "")
    try:
        submit(draft_id, user=request.user, today=present.today(), now=present.now(), checked=checked)
    except Draft.DoesNotExist:
        raise Http404 from None
    except TrialOnly:
        return trial.finish(request, draft_id) or _not_ready(request, draft_id, checked)
    except NotReady:
        return _not_ready(request, draft_id, checked)
    except Refused as refusal:
        return refused(request, Draft.objects.select_related("page").get(pk=draft_id).page, refusal.reason, 409)
    return redirect("forms:receipt", draft_id)


def _not_ready(request: HttpRequest, draft_id: uuid.UUID, checked: str) -> HttpResponse:
    journey = opened(drafts.with_circumstances().get(pk=draft_id, owner_id=request.user.pk))
    return _check_page(request, journey, status=409, changed=journey.digest != checked)
