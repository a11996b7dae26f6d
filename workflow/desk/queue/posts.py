"""What is changed on the queue: views kept and given up, columns chosen, cases given to somebody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forms import present
from workflow.desk.access import areas, case_workers, officers
from workflow.desk.queue.asked import COLUMNS, QueueForm
from workflow.desk.queue.giving import give, officers_of
from workflow.desk.queue.rows import PAGE_SIZE
from workflow.desk.queue.saved_view import QueueColumns, SavedView, views_of
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor, Role

LONGEST_NAME = 60
MOST_VIEWS = 40


@require_POST
@case_workers
def keep_view(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the filters that are shown under a name; the same name once more replaces one's own."""
    back = back_to(request)
    name = " ".join(request.POST.get("name", "").split())[:LONGEST_NAME]
    if not name:
        messages.error(request, "Give the view a name before you save it.")
        return back
    if SavedView.objects.filter(owner=actor.user).exclude(name=name).count() >= MOST_VIEWS:
        messages.error(request, f"You have {MOST_VIEWS} saved views. Delete one first.")
        return back
    shared = None
    if request.POST.get("shared"):
        shared = next((one for one in areas(actor) if str(one.pk) == request.POST["shared"]), None)
        if shared is None:
            raise PermissionDenied("You share views with the people of your own partnerships only.")
    SavedView.objects.update_or_create(
        owner=actor.user, name=name, defaults={"partnership": shared, "filters": _filters(request)}
    )
    messages.success(request, f"The view “{name}” was saved.")
    return back


@require_POST
@case_workers
def give_up_view(request: HttpRequest, actor: Actor, view_id: UUID) -> HttpResponse:
    """A person’s own; of a shared one, any officer of the office too."""
    view = views_of(actor).filter(pk=view_id).first()
    if view is None:
        raise Http404("There is no such view.")
    if view.owner_id != actor.user_id() and not actor.holds({Role.OFFICER}, partnership_id=view.partnership_id):
        raise PermissionDenied("Only who saved a shared view, or an officer, deletes it.")
    view.delete()
    messages.success(request, f"The view “{view.name}” was deleted.")
    return back_to(request)


@require_POST
@case_workers
def choose_columns(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep which columns this person sees; none chosen gives the usual ones back."""
    chosen = [key for key, _label in COLUMNS if key in request.POST.getlist("columns")]
    if chosen:
        QueueColumns.objects.update_or_create(user=actor.user, defaults={"columns": chosen})
    else:
        QueueColumns.objects.filter(user=actor.user).delete()
    return back_to(request)


@require_POST
@officers
def give_cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the ticked cases to one officer; those that cannot be given are named with the reason."""
    back = back_to(request)
    offices = areas(actor, {Role.OFFICER})
    person = next((one for one in officers_of(offices) if str(one.pk) == request.POST.get("person")), None)
    ticked = request.POST.getlist("case")[:PAGE_SIZE]
    if not ticked or person is None:
        messages.error(request, "Tick at least one case, and choose who gets it.")
        return back
    found = Case.objects.led_for(actor, {Role.OFFICER}).filter(reference__in=ticked)
    related = found.select_related("partnership", "procedure", "data_key").order_by("reference")
    given, refused = give(related, person, by=actor, now=present.now())
    if given:
        messages.success(request, f"{given} case{'s' if given != 1 else ''} given to {person}.")
    for why in refused:
        messages.error(request, why)
    return back


def _filters(request: HttpRequest) -> dict[str, Any]:
    """The filters of the posted address that hold. A search is left out: it may be a name."""
    posted = QueryDict(request.POST.get("here", ""))
    form = QueueForm(QueryDict(""))
    known = set(form.fields) - {"q"}
    return {name: posted[name][:200] for name in posted if name in known}


def back_to(request: HttpRequest) -> HttpResponse:
    """To the queue as it was shown."""
    here = QueryDict(request.POST.get("here", ""))
    known = set(QueueForm(QueryDict("")).fields)
    kept = QueryDict(mutable=True)
    for name in here:
        if name in known:
            kept[name] = here[name]
    address = reverse("desk:queue")
    return redirect(f"{address}?{kept.urlencode()}" if kept else address)
