"""The page on which a person makes or revokes their calendar's address, and the address itself."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from workflow.desk.access import for_roles, only_area
from workflow.desk.feed import address, ics
from workflow.desk.feed.dates import dates_of
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, Actor

CONFLICT = 409
# For whom anything can wait.
FEED_ROLES = CASE_ROLES | AGENCY_ROLES
WHO_HAS_DATES = "A calendar is for those who work on cases or for an agency: nothing of a case waits for others."
CHANGED = (
    "Your address was made anew or revoked in another window meanwhile, so nothing was done. Look at how it stands now."
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(FEED_ROLES, WHO_HAS_DATES)
def settings_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether the person has an address; a new one is shown once."""
    url, status = "", 200
    if request.method == "POST":
        based_on, now = request.POST.get("based_on", ""), present.now()
        try:
            if request.POST.get("do") == "revoke":
                address.revoke(actor, based_on=based_on, now=now)
                messages.success(request, "The address leads nowhere any more.")
                return redirect("desk:calendar")
            token = address.make(actor, based_on=based_on, now=now)
            url = settings.PORTAL_BASE_URL + reverse("calendar_feed", args=[token])
        except address.ChangedMeanwhile:
            messages.error(request, CHANGED)
            status = CONFLICT
    context: dict[str, Any] = {
        "feed": address.feed_of(actor.user),
        "url": url,
        "on_desk": actor.holds(CASE_ROLES),
        "partnership": only_area(actor),
    }
    return render(request, "workflow/desk/calendar.html", context, status=status)


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whose token it is, as their roles are now. Knows no session; whoever has left has none."""
    found = address.found_by(token)
    actor = Actor.of(found.user) if found is not None else Actor(None)
    if found is None or not actor.holds(FEED_ROLES):
        raise Http404("There is no such calendar.")
    now = present.now()
    address.CalendarFeed.objects.filter(pk=found.pk).update(fetched_at=now)
    response = HttpResponse(ics.calendar("Safeguarding cases", dates_of(actor, now=now)), content_type=ics.TYPE)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
