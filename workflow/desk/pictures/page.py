"""The machines as pictures: of no case, for whoever wants to see the procedure. A case's own are a part of its file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow.desk.access import case_workers, only_area
from workflow.desk.pictures.drawn import all_machines
from workflow.parties.roles import Actor


@require_safe
@case_workers
def machines(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every machine with its steps in words."""
    context = {"pictures": all_machines(), "partnership": only_area(actor)}
    return render(request, "workflow/desk/machines.html", context)
