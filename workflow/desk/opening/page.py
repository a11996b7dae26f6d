"""The desk opens a case for an incident that nobody referred."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.desk.access import areas, officers, only_area
from workflow.desk.opening import form
from workflow.parties.roles import Actor, Role


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def open_case(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The day of awareness, by whom, and one line; then the case with its clock (D2)."""
    partnerships, now = areas(actor, {Role.OFFICER}), present.now()
    if request.method == "POST":
        state = form.take(partnerships, request.POST, by=actor, now=now)
        if state.case is not None:
            messages.success(
                request, f"The case {state.case.reference} was opened. The clock of its notification runs."
            )
            return redirect("desk:case", state.case.reference)
    else:
        state = form.look(partnerships, by=actor, now=now)
    context = {
        "state": state,
        "partnership": only_area(actor, {Role.OFFICER}),
        "title": "Open a case without a referral",
        "button": "Open the case",
        "back_url": reverse("desk:queue"),
    }
    return render(request, "workflow/desk/open_case.html", context, status=state.status)
