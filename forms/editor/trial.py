"""“Try this form” in the CMS: begin a trial of the latest draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forms import present
from forms.definition.block_values import definition_of
from forms.editor.access import editable
from forms.filling import trial


def try_form(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say what a trial is; POST begins one and leads to its first page."""
    page = editable(request, page_id)
    latest = page.get_latest_revision_as_object()
    obstacles = trial.obstacles(definition_of(latest))
    now = present.now()
    if request.method == "POST" and not obstacles:
        return redirect(trial.begin_trial(latest, user=request.user, now=now))
    context = {
        "page": latest,
        "obstacles": obstacles,
        "running": trial.running(page.pk, request.user, now=now),
        "handler": trial.handler_label(page),
    }
    return render(request, "forms/admin/try.html", context)
