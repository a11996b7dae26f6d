"""The page on which a case is opened for an incident that nobody referred: on the desk, and in the workspace."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.desk.access import areas, officers, only_area
from workflow.desk.opening import form
from workflow.machines.case.machine import Case
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def open_case(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The day of awareness, by whom, and one line; then the case with its clock (D2)."""
    context = {
        "partnership": only_area(actor, {Role.OFFICER}),
        "title": "Open a case without a referral",
        "button": "Open the case",
        "back_url": reverse("desk:queue"),
    }
    return page_of(request, actor, areas(actor, {Role.OFFICER}), context, leads_to="desk:case", done=_opened)


def _opened(case: Case) -> str:
    return f"The case {case.reference} was opened. The days for its notification are being counted."


def page_of(
    request: HttpRequest,
    actor: Actor,
    partnerships: Sequence[Partnership],
    context: dict[str, Any],
    *,
    leads_to: str,
    done: Callable[[Case], str],
) -> HttpResponse:
    """Ask for what a case needs, then open it and lead to it."""
    now = present.now()
    if request.method != "POST":
        state = form.look(partnerships, by=actor, now=now)
    else:
        state = form.take(partnerships, request.POST, by=actor, now=now)
        if state.case is not None:
            messages.success(request, done(state.case))
            return redirect(leads_to, state.case.reference)
    context = {**context, "state": state, "leads_to": leads_to}
    return render(request, "workflow/desk/open_case.html", context, status=state.status)
