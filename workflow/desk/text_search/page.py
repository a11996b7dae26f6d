"""The page on which a person searches what was written. Words are posted: no address and no log line holds them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.desk.access import for_roles, only_area
from workflow.desk.steps.taking import UNPROCESSABLE
from workflow.desk.text_search.matching import SHORTEST, Words
from workflow.desk.text_search.searching import search
from workflow.intake.handlers.moving import READERS
from workflow.parties.roles import Actor

FOR_READERS = (
    "This search is for those who read what was sent in a case: the support office, the safeguarding partners, and who "
    "is assigned to a case."
)
LONGEST = 200


class SearchForm(forms.Form):
    words = forms.CharField(required=False, max_length=LONGEST)
    after = forms.IntegerField(required=False, min_value=0, max_value=10_000_000)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(READERS, FOR_READERS)
def text_search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """GET asks for words; POST opens what was written in so many cases and shows where they stand."""
    context: dict[str, Any] = {
        "partnership": only_area(actor, READERS),
        "typed": "",
        "error": "",
        "result": None,
    }
    if request.method != "POST":
        return render(request, "workflow/desk/text_search.html", context)
    form = SearchForm(request.POST)
    form.is_valid()
    context["typed"] = request.POST.get("words", "")[:LONGEST]
    words = Words(form.cleaned_data.get("words") or "")
    if not words.are_enough:
        context["error"] = f"Enter at least one word of {SHORTEST} letters or more."
        return render(request, "workflow/desk/text_search.html", context, status=UNPROCESSABLE)
    context["result"] = search(words, by=actor, now=present.now(), after=form.cleaned_data.get("after") or 0)
    return render(request, "workflow/desk/text_search.html", context)
