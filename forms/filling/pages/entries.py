"""The entries of a repeating step: their list, a new one, and taking one out."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from forms import present
from forms.definition.shape import Step
from forms.filling import side_by_side
from forms.filling.journey import Journey
from forms.filling.pages.access import own_draft
from forms.filling.pages.finding import add_url, basis_of, find, url_of
from forms.filling.pages.tasks import changing, context_of, opened
from forms.models.submission import Draft


def list_page(request: HttpRequest, journey: Journey, step: Step) -> HttpResponse:
    """Every entry with its status; a step that needs one and has none leads to the first."""
    entries = journey.entry_list(step)
    repeat = step["repeat"]
    if not entries and repeat is not None and repeat["least"] > 0:
        return redirect(add_url(journey.draft, step["name"]))
    context = {
        **context_of(journey),
        "step": step,
        "heading": step["title"],
        "entries": entries,
        "add_url": add_url(journey.draft, step["name"]),
        "may_add": repeat is not None and len(entries) < repeat["most"],
        "errors": [("entries", problem.message) for problem in journey.problems_of(step)]
        if "problems" in request.GET
        else [],
        "back_url": journey.draft.get_absolute_url(),
    }
    return render(request, "forms/entries.html", context)


@own_draft
def remove(request: HttpRequest, draft: Draft, name: str, entry: uuid.UUID) -> HttpResponse:
    """Ask, then take out one entry. Pressed twice, it takes out one."""
    journey, identifier = opened(draft), str(entry)
    found = find(journey, name)
    if request.method != "POST":
        find(journey, name, identifier)
        return _ask(request, journey, found, identifier)
    with changing(draft) as journey:
        if not journey.has_entry(found, identifier):
            return redirect(url_of(draft, name))
        if journey.is_stale(found, identifier, basis_of(request)):
            return _ask(request, journey, found, identifier, changed=True)
        title = journey.entry_title(found, identifier)
        journey.remove_entry(found, identifier)
        journey.save(now=present.now())
    messages.success(request, gettext("%(title)s has been removed.") % {"title": title})
    return redirect(url_of(draft, name))


def _ask(request: HttpRequest, journey: Journey, step: Step, entry: str, *, changed: bool = False) -> HttpResponse:
    context: dict[str, Any] = {
        **context_of(journey),
        "step": step,
        "title": journey.entry_title(step, entry),
        "basis": journey.basis(step, entry),
        "changed": changed,
        "pairs": side_by_side.pairs(journey, step, entry, {}) if changed else [],
        "back_url": url_of(journey.draft, step["name"]),
    }
    return render(request, "forms/remove_entry.html", context, status=409 if changed else 200)
