"""A page that asks something about a person and does it: the form in GOV.UK's boxes, what is refused beside it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workflow.desk.steps.form import filled, page_of
from workflow.engine.step import Refused

UNPROCESSABLE = 422


def ask(
    request: HttpRequest,
    form_class: type[forms.Form],
    take: Callable[[dict[str, Any]], str],
    *,
    then: Callable[[], HttpResponse] | str,
    about: dict[str, Any] | None = None,
    template: str = "portal/people/form.html",
    **shown: Any,
) -> HttpResponse:
    """Draw the form, or let `take` do what was asked: it gets the cleaned answers and says what was done.

    `about` goes to the form, `shown` to the template (title, lead, button, back, based_on).
    """
    form = form_class(**(about or {}))
    page, status = page_of(form), 200
    if request.method == "POST":
        form, errors = filled(form_class, request.POST, **(about or {}))
        if not errors:
            try:
                done = take(form.cleaned_data)
            except Refused as refused:
                errors = refused.errors or {"__all__": [refused.reason]}
            else:
                messages.success(request, done)
                return redirect(then) if isinstance(then, str) else then()
        page, status = page_of(form, typed=request.POST, errors=errors), UNPROCESSABLE
    return render(request, template, {"page": page, **shown}, status=status)
