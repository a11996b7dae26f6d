"""Asking for an alert, confirming it, ending it. Nobody learns here whether an address is known."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from portal.library import limits
from portal.library.alerts import keeping
from portal.library.alerts.forms import AlertForm
from portal.library.found import library_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, library_id: int) -> HttpResponse:
    """The filters stand in the address, as they do in the list."""
    library = library_or_404(library_id)
    search = library.searched(request.GET)
    form = AlertForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if limits.allowed(request, "alert", keeping.digest_of(email, 0, {})):
            keeping.ask(email, library, search, now=present.now())
            return redirect("library:alert_asked", library_id)
        form.add_error("email", _("You have asked very often. Wait an hour, then ask again."))
    context = {"page": library, "search": search, "form": form}
    return render(request, "portal/library/alert.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def asked(request: HttpRequest, library_id: int) -> HttpResponse:
    """The same for everybody."""
    return render(request, "portal/library/alert_asked.html", {"page": library_or_404(library_id)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, not the link itself: programs that look at links in mail confirm nothing."""
    alert = keeping.found(token, keeping.CONFIRM)
    if alert is not None and request.method == "POST":
        keeping.confirm(alert, now=present.now())
        alert.confirmed_at = present.now()
    context = {"alert": alert, "page": alert.index if alert else None, "done": request.method == "POST"}
    return render(request, "portal/library/alert_confirm.html", context, status=200 if alert else 404)


# A mail program posts here on its own, without a page of ours before it (RFC 8058). It can end this one alert only.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One press of the button, here or in the mail program, and the address is deleted."""
    alert = keeping.found(token, keeping.STOP)
    page = alert.index if alert else None
    if alert is not None and request.method == "POST":
        alert.delete()
        alert = None
    context = {"page": page, "alert": alert}
    return render(request, "portal/library/alert_stop.html", context)
