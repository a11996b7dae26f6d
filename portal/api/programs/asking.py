"""A page that asks, for people who have just shown that it is them, and the page that shows a secret once."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from workflow.desk.steps.form import filled, page_of
from workflow.engine.step import Refused

UNPROCESSABLE, FORBIDDEN = 422, 403
# allauth's own check, asked where the view decides what follows when it fails.
shown_to_be_them = reauthentication_required(lambda request: True)


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person has just shown that it is them. allauth asks nobody again who signs in by an e-mailed code
    alone; here they too must have done so lately.
    """
    try:
        shown_to_be_them(request)
    except ReauthenticationRequired:
        return False
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


def again_url(request: HttpRequest) -> str:
    """Where they show it; who has neither password nor second step signs out and in again."""
    if not get_reauthentication_flows(request.user):
        return reverse("account_logout")
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}"


def ask(
    request: HttpRequest,
    form_class: type[forms.Form],
    do: Callable[[dict[str, Any]], HttpResponse],
    context: dict[str, Any],
    **about: Any,
) -> HttpResponse:
    """Ask, then do. What was typed stays where something is wrong or too much time has passed."""

    def page(form: forms.Form, *, errors: Any = None, stale: bool = False, status: int = 200) -> HttpResponse:
        typed = request.POST if request.method == "POST" else None
        asked = {"page": page_of(form, typed=typed, errors=errors), "stale": stale, "again_url": again_url(request)}
        number = request.POST.get("number") or form.initial.get("number", "")
        return render(request, "portal/api/ask.html", {**context, **asked, "number": number}, status=status)

    about = {"label_suffix": "", **about}
    if request.method != "POST":
        shown_to_be_them(request)
        return page(form_class(**about))
    form, errors = filled(form_class, request.POST, **about)
    if errors:
        return page(form, errors=errors, status=UNPROCESSABLE)
    if not is_fresh(request):
        return page(form, stale=True, status=FORBIDDEN)
    try:
        return do(form.cleaned_data)
    except Refused as refused:
        return page(form, errors={"__all__": [refused.reason]}, status=UNPROCESSABLE)


def show_once(request: HttpRequest, secret: str, **context: Any) -> HttpResponse:
    """The page that shows a token or a secret. Nothing keeps it: not the session, not the browser."""
    return render(request, "portal/api/shown_once.html", {**context, "secret": secret})
