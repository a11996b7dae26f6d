"""Where everybody lands after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import everybody
from workflow.desk.case_work.threads import MINE
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, CMS_ROLES, Actor, Role
from workflow.workspace import home, own, sent
from workflow.workspace.approval import to_approve
from workflow.workspace.waiting_for_me import SHOWN
from workflow.workspace.whom_to_ask import whom_to_ask


@require_safe
@everybody
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """An agency's work; for others the way to theirs."""
    now = present.now()
    works_for_agency = actor.holds(AGENCY_ROLES)
    drafts = home.newest_drafts(actor, now=now)
    context = {
        "works_for_agency": works_for_agency,
        "agencies": sorted({str(one.agency) for one in actor.memberships if one.agency is not None}),
        "is_lead": actor.holds({Role.LEAD}),
        "is_case_worker": actor.holds(CASE_ROLES),
        "is_publisher": actor.holds({Role.PUBLISHER}),
        "is_auditor": actor.holds({Role.AUDITOR}),
        "edits_site": actor.holds(CMS_ROLES),
        "drafts": home.draft_lines(actor, drafts[: home.RECENT]),
        "more_drafts": len(drafts) > home.RECENT,
        "sent": sent.newest(actor, home.RECENT),
    }
    if works_for_agency:
        needs, rows = home.at_hand(actor, now=now)
        threads = own.unread_threads(actor)
        context |= {
            "asked_threads": [one for one in threads if one[1].turn == MINE],
            "told_threads": [one for one in threads if one[1].turn != MINE],
            "starts": home.starts(actor),
            "notifies_for": own.notifies_for(actor),
            "needs": needs[:SHOWN],
            "approvals": to_approve(actor, now=now)[:SHOWN] if actor.holds({Role.LEAD}) else (),
            "more_needs": len(needs) > SHOWN,
            "rows": rows,
        }
    if not actor.memberships:
        context |= whom_to_ask(request.user, today=present.today())
    return render(request, "workflow/workspace/home.html", context)
