"""When the database or the disk cannot be read or written: a plain 503 that gives back what somebody had typed.

The page asks the database nothing, so it is there when nothing else is. What was posted stands in it as a form that can
be sent again, files named and to be chosen again; it works without JavaScript. A post that may have come from
another site is not repeated. Passwords are never given back, and nothing that was typed to sign in.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error

from forms.models.kept_post import Typed
from forms.vault import VaultError, verify_keys
from portal.accounts.kept_posts import CMS, is_navigation, what_was_typed
from portal.accounts.refilling import readable
from workflow.faults import Fault, fault_of

log = logging.getLogger(__name__)

UNAVAILABLE = 503
AGAIN_AFTER_SECONDS = 30
# Asked by supervisors: they say how things stand by themselves.
ASKED_BY_MACHINES = ("/healthz", "/readyz")
SIGNING_IN = "/accounts/"
# What stands in forms for the program and not for a person to read.
OURS = {"expect", "based_on", "next", "back", "revision", "seen", "token", "here"}
OURS_BEGIN = ("forms-", "addition-")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class UnavailableMiddleware:
    """Answers for a view that could not reach the database or the disk. What fails in another middleware comes to
    `server_error`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in ASKED_BY_MACHINES:
            request.COOKIES = {}  # whoever asks is not looked for in the database
        elif keys.are_to_be_verified:
            try:
                keys.verify()
            except (ImproperlyConfigured, VaultError) as error:
                log.critical("%s", error)
                return _answer(request, "the keys")
            except DatabaseError as error:
                return unavailable(request, fault_of(error) or Fault.GONE)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        fault = fault_of(error)
        return None if fault is None else unavailable(request, fault)


class Keys:
    """Whether the vault's keys still have to be held against the database, which was away when the process began."""

    are_to_be_verified = False

    def verify(self) -> None:
        """Raises what `forms.vault.verify_keys` raises, and DatabaseError; then it is to be done again."""
        self.are_to_be_verified = True
        verify_keys()
        self.are_to_be_verified = False


keys = Keys()


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: the same 503 for what failed outside a view, the page of mistakes for everything else."""
    fault = fault_of(sys.exc_info()[1])
    return plain_server_error(request) if fault is None else unavailable(request, fault)


def unavailable(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The answer while this fault lasts."""
    log.error("%s %s was not answered: %s. %s", request.method, request.path, fault.word, fault.advice)
    return _answer(request, fault.word)


def _answer(request: HttpRequest, reason: str) -> HttpResponse:
    # Nothing that draws or decorates this answer asks the database who is signed in.
    request.user = AnonymousUser()
    if request.path.startswith("/api/") or not is_navigation(request):
        # Below /api/v1/ the API's middleware makes a problem of it.
        response: HttpResponse = JsonResponse({"status": "unavailable", "reason": reason}, status=UNAVAILABLE)
    else:
        response = HttpResponse(render_to_string("503.html", _context(request)), status=UNAVAILABLE)
    response.headers["Retry-After"] = str(AGAIN_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _context(request: HttpRequest) -> dict[str, Any]:
    path, sent = request.get_full_path(), request.method == "POST"
    context: dict[str, Any] = {"sent": sent, "path": path, "in_cms": path.startswith(CMS)}
    if not sent or request.path.startswith(SIGNING_IN):
        return context
    typed, files = _posted(request)
    if not (typed["fields"] or files):
        return context
    shown = {name: texts for name, texts in typed["fields"].items() if not _is_ours(name)}
    return context | {
        "kept": True,
        "csrf_token": get_token(request),
        "fields": [(name, text) for name, texts in typed["fields"].items() for text in texts],
        "left": () if context["in_cms"] else readable(shown),
        "files": files,
    }


def _posted(request: HttpRequest) -> tuple[Typed, list[tuple[str, list[str]]]]:
    """What was typed, and the names of files by their field; nothing where it cannot be read or is not of this site."""
    try:
        if _came_from_here(request):
            files = [(name, [str(one.name) for one in several]) for name, several in request.FILES.lists()]
            return what_was_typed(request), files
    except (OSError, SuspiciousOperation) as error:
        log.warning("What was posted could not be read (%s).", type(error).__name__)
    return {"fields": {}, "files": []}, []


def _came_from_here(request: HttpRequest) -> bool:
    """Whether the post carries this browser's token: what another site sends is not given a token of ours."""
    if getattr(request, "csrf_processing_done", False):
        return True
    check = Check(HttpResponse)
    check.process_request(request)
    return check.process_view(request, server_error, (), {}) is None


class Check(CsrfViewMiddleware):
    """Django's check, which tells its result instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _is_ours(name: str) -> bool:
    return name in OURS or name.startswith(OURS_BEGIN)
