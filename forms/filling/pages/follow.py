"""Going on with the new questions before the days of grace are over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forms import present
from forms.filling.pages.access import own_draft
from forms.filling.pages.tasks import changing
from forms.filling.submitting import move_now
from forms.models.submission import Draft


@own_draft
def move(request: HttpRequest, draft: Draft) -> HttpResponse:
    """POST moves the draft to the live questions; the task list then shows what is new."""
    if request.method == "POST":
        with changing(draft) as journey:
            if move_now(journey):
                journey.save(now=present.now())
                messages.success(request, "You go on with the new questions. Your answers are kept.")
    return redirect(draft)
