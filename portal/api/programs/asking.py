"""A page that asks, for people who have just shown that it is them, and the page that shows a secret once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflow.desk.freshness import again_url, is_fresh, shown_to_be_them
from workflow.desk.steps.form import filled, page_of
from workflow.engine.step import Refused

UNPROCESSABLE, FORBIDDEN = 422, 403


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
