"""The copy sheet of a notification that is still a draft: the national service gives the number the form asks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forms import present
from forms.models import Draft
from workflow.desk.access import everybody
from workflow.desk.case_file.copy_sheet import sections
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor


@require_safe
@everybody
def copy_sheet(request: HttpRequest, actor: Actor, draft_id: UUID) -> HttpResponse:
    """The answers saved so far, one after the other; for the owner of the draft only."""
    mine = Draft.objects.open_for(request.user, now=present.now())
    draft = get_object_or_404(mine, pk=draft_id, page__handler="submit_notification")
    visible = Case.objects.visible_to(actor).select_related("partnership", "procedure")
    case = get_object_or_404(visible, pk=draft.subject)
    context = {
        "case": case,
        "sections": sections(draft.definition, draft.answers or {}, case.procedure),
        "back_url": draft.get_absolute_url(),
    }
    return render(request, "workflow/desk/copy_sheet.html", context)
