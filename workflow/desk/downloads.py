"""Files that people take from the desk: how they are sent, and what is asked before one with personal data leaves."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from workflow.desk.freshness import again_url, is_fresh, shown_to_be_them
from workflow.desk.steps.form import filled, page_of

UNPROCESSABLE, FORBIDDEN = 422, 403
PDF_TYPE = "application/pdf"


def download(content: bytes | Iterator[bytes], content_type: str, name: str) -> HttpResponseBase:
    """A file, whole or piece by piece, that no browser opens as something else."""
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response = kind(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def asked_before(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    form_class: type[forms.Form],
    *,
    find: Callable[[dict[str, Any]], Any],
    nothing: str,
    send: Callable[[dict[str, Any], Any], HttpResponseBase],
    **about: Any,
) -> HttpResponseBase:
    """Ask why and what, then send what was found. Only for who has just shown that it is them.

    `find` gets the answers and gives what the file is made of; where that is empty, `nothing` says so.
    """

    def ask(form: forms.Form, *, errors: Any = None, stale: bool = False, status: int = 200) -> HttpResponse:
        typed = request.POST if request.method == "POST" else None
        told = page_of(form, typed=typed, errors=errors)
        asked = {"asked": told, "stale": stale, "again_url": again_url(request)}
        return render(request, template, {**context, **asked}, status=status)

    about = {"label_suffix": "", **about}
    if request.method != "POST":
        shown_to_be_them(request)
        return ask(form_class(**about))
    form, errors = filled(form_class, request.POST, **about)
    found = None if errors else find(form.cleaned_data)
    if not errors and not found:
        errors = {"first_day": [nothing]}
    if errors:
        return ask(form, errors=errors, status=UNPROCESSABLE)
    # Not left to allauth here: it would keep what was typed, the reason too, in the session.
    if not is_fresh(request):
        return ask(form, stale=True, status=FORBIDDEN)
    return send(form.cleaned_data, found)
