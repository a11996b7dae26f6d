"""The local authority notifies of an incident that nobody referred before (D2)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from workflow.desk.access import everybody
from workflow.desk.opening.page import page_of
from workflow.parties.roles import Actor
from workflow.workspace import own


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def notify(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The short form; then the notification itself is filled in. For others than the local authority: 404."""
    partnerships = own.notifies_for(actor)
    if not partnerships:
        raise Http404("There is nothing of yours here.")
    context = {
        "partnership": partnerships[0] if len(partnerships) == 1 else None,
        "title": "Notify of an incident that nobody referred",
        "button": "Open the case and go on",
        "back_url": reverse("workspace:home"),
    }
    done = "The case is open and the days are being counted. Now fill in the notification."
    return page_of(request, actor, partnerships, context, leads_to="workspace:case", done=lambda case: done)
