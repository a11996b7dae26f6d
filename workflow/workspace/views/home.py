"""Where everybody lands after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import everybody
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, CMS_ROLES, Actor, Role
from workflow.workspace import home, own


@require_safe
@everybody
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """An agency's work; for others the way to theirs."""
    now = present.now()
    works_for_agency = actor.holds(AGENCY_ROLES)
    context = {
        "works_for_agency": works_for_agency,
        "agencies": sorted({str(one.agency) for one in actor.memberships if one.agency is not None}),
        "is_lead": actor.holds({Role.LEAD}),
        "is_case_worker": actor.holds(CASE_ROLES),
        "is_publisher": actor.holds({Role.PUBLISHER}),
        "is_auditor": actor.holds({Role.AUDITOR}),
        "edits_site": request.user.is_staff or actor.holds(CMS_ROLES),
        "drafts": home.drafts(actor, now=now),
        "sent": home.sent(actor),
    }
    if works_for_agency:
        context |= {
            "starts": home.starts(actor),
            "notifies_for": own.notifies_for(actor),
            "notifications": home.notifications_to_make(actor, now=now),
            "returns": home.returns_awaited(actor, now=now),
            "returns_sent": home.returns_sent(actor),
            "referrals": home.referrals(actor),
            "recommendations": home.recommendations(actor, now=now),
        }
    return render(request, "workflow/workspace/home.html", context)
