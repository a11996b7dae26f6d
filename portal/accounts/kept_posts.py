"""Signing in again keeps the post: what somebody sent after their session ended comes back filled in.

The middleware sees a post that is answered with “sign in”, keeps it sealed (forms.models.kept_post), and fills it into
the page it came from when the same person opens that page in the same browser. Nothing is done with it until they send
it themselves: every rule holds then as it would have. Files are named, not kept. A post whose page was drawn before
the person signed in anew fails the CSRF check: `csrf_failure` keeps it by the same rules.
"""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache

from forms import present
from forms.models.kept_post import KeptPost, Typed, fits, keep
from portal.accounts import drawn_for
from portal.accounts.cookies import named
from portal.accounts.refilling import TOKEN, put_first, readable, refill
from workflow.parties.party import Membership

COOKIE = "kept_posts"
SALT = "portal.accounts.kept_posts"
# Passwords and codes are never kept; those with a sealed link have no account to come back with.
NEVER_FROM = ("/accounts/", "/copies/", "/kept/")
# The CMS draws its fields with JavaScript: there what was typed comes back on a page of its own.
CMS = "/admin/"
FORBIDDEN, GONE_ON = 403, {200, 201, 204, 301, 302, 303, 409, 422}
SERVER_ERROR = 500

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class KeptPostMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        offered = _offered(request)
        if offered is not None and _path(offered.path) == request.path:
            # For a page that has to draw more than it would by itself: the rows of a table, say.
            request.kept_post = offered.content  # type: ignore[attr-defined]  # as `request.user` is
        response = self.get_response(request)
        if request.method == "POST":
            response = _answered(request, response)
        elif offered is not None:
            response = _given_back(request, response, offered)
        drawn_for.note(request, response)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: nothing was done. One of this site, drawn before signing in anew, is kept."""
    owner = None if drawn_for.is_of_today(request) else drawn_for.whose(request)
    if not is_navigation(request):
        return JsonResponse({"status": "signed-out"}, status=FORBIDDEN)
    kept = _keep(request, owner)
    if kept is None:
        return render(request, "403_csrf.html", status=FORBIDDEN)
    if request.user.is_authenticated and request.user.pk != owner:
        until = localtime(kept.expires_at)
        response = render(request, "403_csrf.html", {"kept_until": until}, status=FORBIDDEN)
    elif request.user.is_authenticated:
        response = redirect(_back_to(kept))
    else:
        response = _sign_in(request, kept)
    _remember(request, response)
    return response


@never_cache
@login_required
def kept_post(request: HttpRequest, kept_id: UUID) -> HttpResponse:
    """What was typed, to read, to send after all or to throw away: for where its page cannot show it."""
    kept = next((one for one in _mine(request) if one.pk == kept_id), None)
    if kept is None:
        raise Http404
    if request.method == "POST":
        KeptPost.objects.filter(pk=kept.pk).erase()
        messages.success(request, "What you had typed was thrown away.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    content = kept.content
    context = {
        "kept": kept,
        "left": () if kept.path.startswith(CMS) else readable(content["fields"]),
        "files": content["files"],
        "fields": [(name, text) for name, values in content["fields"].items() for text in values],
        "in_cms": kept.path.startswith(CMS),
    }
    return render(request, "account/kept_post.html", context)


def _answered(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """After a post: kept where it has to sign in first, and what was kept before is done with where it arrived."""
    if not getattr(request, "csrf_processing_done", False):
        return response  # `csrf_failure` has answered
    if _asks_to_sign_in(response):
        return _kept_for_later(request, response) if is_navigation(request) else response
    if response.status_code in GONE_ON and named(COOKIE) in request.COOKIES and request.user.is_authenticated:
        same = [one.pk for one in _mine(request) if _path(one.path) == request.path]
        KeptPost.objects.filter(pk__in=same).erase()
    return response


def _kept_for_later(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.path.startswith(NEVER_FROM):
        return response
    # Who is signed out in the middle of a request (the second factor) is still known by the page.
    kept = _keep(request, drawn_for.whose(request))
    if kept is None:
        messages.warning(
            request,
            "You were not signed in, so nothing was saved. Before you sign in, go back in your browser: "
            "what you typed is still there to be copied.",
        )
        return response
    answer = _sign_in(request, kept)
    _remember(request, answer)
    return answer


def _sign_in(request: HttpRequest, kept: KeptPost) -> HttpResponse:
    until = f"{localtime(kept.expires_at):%H:%M}"
    messages.info(
        request,
        "You were signed out before this was sent. What you typed is kept: "
        f"sign in until {until} in this browser, and it comes back filled in.",
    )
    return redirect_to_login(_back_to(kept))


def _back_to(kept: KeptPost) -> str:
    return reverse("kept_post", args=[kept.pk]) if kept.path.startswith(CMS) else kept.page


def _keep(request: HttpRequest, owner: int | None) -> KeptPost | None:
    """The post, kept for this person; None where it is nobody's, says nothing, or is too long."""
    typed = what_was_typed(request)
    if owner is None or request.path.startswith(NEVER_FROM) or not (typed["fields"] or typed["files"]):
        return None
    if not fits(typed):
        return None
    browser = _browser(request) or secrets.token_urlsafe(24)
    request.COOKIES[named(COOKIE)] = signing.dumps(browser, salt=SALT)
    path, page, now = request.get_full_path(), _page_of(request), present.now()
    return keep(typed, browser=browser, user_id=owner, path=path, page=page, now=now)


def what_was_typed(request: HttpRequest) -> Typed:
    """The fields of a post without passwords and token, and the names of its files."""
    names = [name for name in request.POST if name != TOKEN and "password" not in name.lower()]
    files = [str(file.name) for _name, several in request.FILES.lists() for file in several]
    return {"fields": {name: [str(one) for one in request.POST.getlist(name)] for name in names}, "files": files}


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood, as the browser tells it; else the address it was sent to."""
    said = urlsplit(request.headers.get("Referer", ""))
    page = f"{said.path}?{said.query}" if said.query else said.path
    ours = said.netloc == request.get_host() and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if ours and page and not page.startswith(NEVER_FROM) else request.get_full_path()


def _remember(request: HttpRequest, response: HttpResponseBase) -> None:
    drawn_for.set_cookie(response, COOKIE, request.COOKIES[named(COOKIE)])


def _browser(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(named(COOKIE), ""), salt=SALT))
    except signing.BadSignature:
        return ""


def _mine(request: HttpRequest) -> list[KeptPost]:
    browser = _browser(request)
    if not (browser and request.user.is_authenticated):
        return []
    found = list(KeptPost.objects.of(browser, request.user, now=present.now()))
    if not found:
        return []
    # Whoever left an agency or an office since does not have back what they were writing there.
    left = Membership.objects.filter(user=request.user).aggregate(last=Max("ended_at"))["last"]
    return [one for one in found if left is None or one.kept_at > left]


def _offered(request: HttpRequest) -> KeptPost | None:
    """What was kept of a form on the page that is asked for."""
    if request.method != "GET" or named(COOKIE) not in request.COOKIES or not is_navigation(request):
        return None
    there = (one for one in _mine(request) if not one.path.startswith(CMS) and _path(one.page) == request.path)
    return next(there, None)


def _given_back(request: HttpRequest, response: HttpResponseBase, kept: KeptPost) -> HttpResponseBase:
    """The page with what was typed; where it cannot be shown there, the page that shows it as text."""
    if response.status_code >= SERVER_ERROR or _leads_to_accounts(response):
        return response
    readable_page = isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith(
        "text/html"
    )
    if not readable_page or not isinstance(response, HttpResponse):
        return redirect("kept_post", kept.pk)
    content = kept.content
    filled = refill(response.content.decode(), content, page=request.get_full_path(), action=kept.path)
    context: dict[str, Any] = {"kept": kept, "found": filled.found, "left": filled.left, "files": content["files"]}
    if not put_first(filled.page, render_to_string("components/kept_post.html", context, request)):
        return redirect("kept_post", kept.pk)
    response.content = filled.html.encode()
    return response


def _asks_to_sign_in(response: HttpResponseBase) -> bool:
    return _path(response.headers.get("Location", "")) == resolve_url(settings.LOGIN_URL)


def _leads_to_accounts(response: HttpResponseBase) -> bool:
    return _path(response.headers.get("Location", "")).startswith("/accounts/")


def is_navigation(request: HttpRequest) -> bool:
    """Whether the browser goes to a page, rather than a script asking for something."""
    by_script = "application/json" in request.headers.get("Accept", "") or "X-Requested-With" in request.headers
    return not by_script and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _path(address: str) -> str:
    return urlsplit(address).path
