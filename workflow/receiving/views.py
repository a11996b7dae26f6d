"""The page behind the link of a sealed copy: opening it does nothing, a code sent on request hands the document out."""

from typing import Any

from allauth.core.ratelimit import respond_429
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.notices.sealed import opening
from workflow.notices.sealed.links import CODE_LASTS
from workflow.receiving import limits

GONE, NOT_FOUND, UNPROCESSABLE = 410, 404, 422
HEADERS = {
    "Cache-Control": "no-store, private",
    # The address is the key to the page: no other site and no search engine may learn it. Not “no-referrer”: browsers
    # then hide where a form comes from, and the form's own check refuses it.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


class CodeForm(forms.Form):
    code = forms.CharField(
        label="One-time code",
        help_text="Eight digits, from the e-mail or told to you by the support office.",
        max_length=20,
        error_messages={"required": "Enter the code."},
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input govuk-input--width-10",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
            }
        ),
    )


@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a code, enter it, get the document. Whoever guesses learns nothing."""
    if request.method == "POST" and limits.too_many(request, token):
        return sealed(respond_429(request))
    found = opening.find(token)
    if found is None:
        return _page(request, "workflow/receiving/unknown.html", {}, status=NOT_FOUND)
    now = present.now()
    context: dict[str, Any] = {"partnership": found.case.partnership, "form": CodeForm(label_suffix="")}
    if not found.can_be_opened(now):
        return _page(request, "workflow/receiving/gone.html", context, status=GONE)
    context |= {"until": found.expires_at, "minutes": int(CODE_LASTS.total_seconds() // 60)}
    if "send_code" in request.POST:
        if limits.too_many_codes(request, token):
            return sealed(respond_429(request))
        opening.send_code(found, now=now)
        return _page(request, "workflow/receiving/copy.html", {**context, "code_sent": True})
    if request.method == "POST":
        return _open(request, found, context, now)
    return _page(request, "workflow/receiving/copy.html", context)


def _open(request: HttpRequest, found: Any, context: dict[str, Any], now: Any) -> HttpResponse:
    form = CodeForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            document = opening.open_with(found, form.cleaned_data["code"], now=now)
        except opening.NotOpened as refused:
            form.add_error("code", refused.reason)
        else:
            response = HttpResponse(document.content, content_type="application/pdf")
            response.headers["Content-Disposition"] = f'attachment; filename="{document.name}"'
            response.headers["X-Content-Type-Options"] = "nosniff"
            return sealed(response)
    return _page(request, "workflow/receiving/copy.html", {**context, "form": form}, status=UNPROCESSABLE)


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return sealed(render(request, template, context, status=status))


def sealed(response: HttpResponse) -> HttpResponse:
    """With the headers of a page whose address is its key."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
