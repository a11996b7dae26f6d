"""Choosing the language a form is read in. On a step its own form does it, so that what is typed is kept with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forms import present
from forms.filling.pages.access import own_draft
from forms.filling.pages.tasks import changing
from forms.models.submission import Draft


@own_draft
def choose(request: HttpRequest, draft: Draft) -> HttpResponse:
    """POST `language`; leads back to the page of the draft that asked (`back`)."""
    if request.method == "POST":
        with changing(draft) as journey:
            journey.read_in(request.POST.get("language", ""))
            journey.save(now=present.now())
    back = request.POST.get("back", "")
    own = draft.get_absolute_url()
    return redirect(back if back.startswith(own) else own)
