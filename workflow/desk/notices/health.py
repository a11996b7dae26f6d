"""Whether the background work runs, and the mail that needs a person: for officers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow.desk.access import areas, officers, only_area
from workflow.desk.paging import window
from workflow.engine.log import why_stopped
from workflow.notices.notice import Notice
from workflow.parties.roles import Actor, Role
from workflow.worker.health import health
from workflow.worker.record_watch import open_alarms

NOTICES_A_PAGE = 25


@require_safe
@officers
def state_of_work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The worker's last sign of life, the outbox in counts, and the notices of the person's areas that did not go."""
    found = Notice.objects.filter(case__partnership__in=areas(actor, {Role.OFFICER}), state__in=Notice.NEEDS_A_PERSON)
    results = window(request, found.select_related("case").order_by("queued_at", "pk"), NOTICES_A_PAGE)
    context = {
        "health": health(),
        "results": results,
        "partnership": only_area(actor, {Role.OFFICER}),
        "not_recording": bool(why_stopped()),
        "alarms": open_alarms(),
    }
    return render(request, "workflow/desk/health.html", context)
