"""What a person chooses for a whole draft: the language it is read in, and new questions before the grace is over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from forms import present
from forms.filling.pages.access import own_draft
from forms.filling.pages.tasks import changing
from forms.filling.submitting import move_now
from forms.models.submission import Draft


@own_draft
def language(request: HttpRequest, draft: Draft) -> HttpResponse:
    """POST `language`; leads back to the page of the draft that asked (`back`).

    On a step its own form does it, so that what is typed is kept with it.
    """
    if request.method == "POST":
        with changing(draft) as journey:
            journey.read_in(request.POST.get("language", ""))
            journey.save(now=present.now())
    back = request.POST.get("back", "")
    own = draft.get_absolute_url()
    return redirect(back if back.startswith(own) else own)


@own_draft
def new_questions(request: HttpRequest, draft: Draft) -> HttpResponse:
    """POST moves the draft to the live questions; the task list then shows what is new."""
    if request.method == "POST":
        with changing(draft) as journey:
            if move_now(journey):
                journey.save(now=present.now())
                messages.success(request, gettext("You go on with the new questions. Your answers are kept."))
    return redirect(draft)
