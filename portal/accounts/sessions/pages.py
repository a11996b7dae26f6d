"""“Where you are signed in”, and how long this session still lasts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from portal.accounts.sessions.model import BrowserSession, end_sessions, fingerprint
from workflow.people.models import User

ALL_OTHERS = "others"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def where_signed_in(request: HttpRequest) -> HttpResponse:
    """This person's sessions, the one that was used last first; a post ends one, or all but this one."""
    here = fingerprint(request.session.session_key or "")
    if request.method == "POST":
        return _end(request, here)
    sessions = BrowserSession.objects.alive(timezone.now()).filter(user=_person(request)).defer("session_data")
    rows = sorted(sessions, key=lambda one: one.pk != here)
    return render(request, "account/sessions.html", {"sessions": rows, "here": here})


def _person(request: HttpRequest) -> User:
    """Behind `login_required` there is one."""
    person: Any = request.user
    return person


def _end(request: HttpRequest, here: str) -> HttpResponse:
    which = request.POST.get("session", "")
    if which == ALL_OTHERS:
        ended = end_sessions(request.user, except_key=request.session.session_key)
        others = "one other place" if ended == 1 else f"{ended} other places"
        messages.success(request, f"You were signed out in {others}." if ended else "You are signed in nowhere else.")
        return redirect("account_sessions")
    if which == here:
        logout(request)
        return redirect("account_login")
    if not BrowserSession.objects.filter(user=_person(request), pk=which).delete()[0]:
        if len(which) != len(here):
            raise Http404
        messages.info(request, "You are not signed in there any more.")
    else:
        messages.success(request, "You were signed out there.")
    return redirect("account_sessions")


@never_cache
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def time_left(request: HttpRequest) -> JsonResponse:
    """Seconds until this session ends if nobody uses it, and whether using it puts that off. A post uses it."""
    signed_in, now = request.user.is_authenticated, timezone.now()
    row: BrowserSession | None = request.session.row if signed_in else None  # type: ignore[attr-defined]  # of our own store
    if row is None:
        return JsonResponse({"seconds": 0, "can_stay": False})
    if request.method == "POST":
        request.session.note_use(now)  # type: ignore[attr-defined]  # of our own store
    return JsonResponse({"seconds": row.seconds_left(now), "can_stay": row.expire_date > row.ends_at})
