"""The local authority notifies of an incident that nobody referred before (D2)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.desk.access import everybody
from workflow.desk.opening import form
from workflow.parties.roles import Actor
from workflow.workspace import own


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def notify(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The short form; then the notification itself is filled in. For others than the local authority: 404."""
    now = present.now()
    partnerships = own.notifies_for(actor)
    if not partnerships:
        raise Http404("There is nothing of yours here.")
    if request.method == "POST":
        state = form.take(partnerships, request.POST, by=actor, now=now)
        if state.case is not None:
            messages.success(request, "The case is open and its clock runs. Now fill in the notification.")
            return redirect("workspace:case", state.case.reference)
    else:
        state = form.look(partnerships, by=actor, now=now)
    context = {
        "state": state,
        "partnership": partnerships[0] if len(partnerships) == 1 else None,
        "title": "Notify of an incident that nobody referred",
        "button": "Open the case and go on",
        "back_url": reverse("workspace:home"),
    }
    return render(request, "workflow/desk/open_case.html", context, status=state.status)
