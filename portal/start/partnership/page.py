"""The page on which an administrator adds a second, third or tenth partnership, and what it says afterwards."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from portal.accounts.people import inviting
from portal.start.partnership.adding import add, wanted_people
from portal.start.partnership.questions import NewPartnershipForm
from workflow.desk.steps.form import StepPage, page_of
from workflow.engine.step import Refused
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role

OK, UNPROCESSABLE = 200, 422
View = Callable[..., HttpResponse]


def administrators(view: View) -> View:
    """Administrators only; others are told so (403)."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Actor.of(request.user).holds({Role.ADMINISTRATOR}):
            raise PermissionDenied("Only administrators add partnerships.")
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def add_partnership(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, NewPartnershipForm())
    files = {"form_files": request.FILES.getlist("form_files")}
    form = NewPartnershipForm(request.POST, files)
    if not form.is_valid():
        return _page(request, form)
    try:
        with transaction.atomic():
            partnership = _add(form, by=Actor.of(request.user), now=present.now())
    except Refused:
        return _page(request, form)
    except (IntegrityError, ValidationError):
        form.add_error(None, "Such a partnership was added at this very moment. Look whether it is the one you mean.")
        return _page(request, form)
    return redirect("partnership_added", slug=partnership.slug)


def _add(form: NewPartnershipForm, *, by: Actor, now: datetime) -> Partnership:
    """The partnership and the invitations of its first people. Raises Refused, and the form says at whose question."""
    partnership = add(form.cleaned_data, by=by, now=now)
    for wanted in wanted_people(form.cleaned_data, partnership):
        first, last = wanted.names
        try:
            inviting.invite(wanted.place, email=wanted.email, first_name=first, last_name=last, by=by, now=now)
        except Refused as refused:
            form.add_error(wanted.field, refused.reason)
            raise
    return partnership


@require_safe
@administrators
def partnership_added(request: HttpRequest, slug: str) -> HttpResponse:
    """What is there now, and what the administrator and the operator still have to do."""
    partnership = get_object_or_404(Partnership.objects.select_related("home"), slug=slug)
    hostnames = list(partnership.home.sites_rooted_here.values_list("hostname", flat=True)) if partnership.home else []
    unknown = [name for name in hostnames if not _is_answered(name)]
    about = {"partnership": partnership, "hostnames": hostnames, "unknown_hostnames": unknown}
    about["waiting_addresses"] = partnership.body_addresses.filter(waits=True).exists()
    return render(request, "portal/start/partnership_added.html", about)


def _is_answered(hostname: str) -> bool:
    """Whether the operator lets the portal answer to this name."""
    return any(
        allowed in ("*", hostname) or (allowed.startswith(".") and hostname.endswith(allowed))
        for allowed in settings.ALLOWED_HOSTS
    )


def _page(request: HttpRequest, form: NewPartnershipForm) -> HttpResponse:
    typed = request.POST if form.is_bound else None
    errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
    whole = page_of(form, typed=typed, errors=errors)
    boxes = {box.name: box for box in whole.boxes}
    sections = [(heading, StepPage(tuple(boxes[name] for name in names))) for heading, names in form.sections()]
    status = UNPROCESSABLE if errors else OK
    return render(request, "portal/start/add_partnership.html", {"page": whole, "sections": sections}, status=status)
