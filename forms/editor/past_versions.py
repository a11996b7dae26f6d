"""“Versions” in the CMS: what a form asked when, and an earlier version live again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from forms import present
from forms.definition.difference import differences
from forms.editor.access import editable, says_it_is_locked
from forms.editor.history import lines, make_live_again, problems_today, take_into_draft
from forms.editor.outline import read_out
from forms.models import FormRelease, FormVersion
from forms.models.form_page import FormPage
from forms.versions.agreement import may_publish, who_publishes

ON_A_PAGE = 20


def versions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Every version, the newest first."""
    page = editable(request, page_id)
    found = FormVersion.objects.filter(page=page).order_by("-number")
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "shown": shown,
        "lines": lines(page.pk, list(shown.object_list), now=present.now()),
        "may_publish": may_publish(page, request.user),
    }
    return render(request, "forms/admin/versions.html", context)


def version(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """The questions of one version as they were asked."""
    page = editable(request, page_id)
    found = get_object_or_404(FormVersion, page=page, number=number)
    (line,) = lines(page.pk, [found], now=present.now())
    context = {"page": page, "version": found, "line": line, "steps": read_out(found.definition)}
    return render(request, "forms/admin/version.html", context)


def live_again(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Say what would change against the live form; POST does it."""
    page = editable(request, page_id)
    found = get_object_or_404(FormVersion, page=page, number=number)
    if says_it_is_locked(request, page):
        return redirect("forms_versions", page.pk)
    release = FormRelease.objects.live(page.pk)
    problems = problems_today(page, found)
    if request.method == "POST" and "draft" in request.POST:
        take_into_draft(page, found, user=request.user)
        messages.success(request, f"The questions of version {found.number} are your draft now. Nothing is published.")
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "POST" and not problems:
        try:
            went_live = make_live_again(page, found, user=request.user)
        except ValidationError as error:
            problems = list(error.messages)
        else:
            _say(request, page, found, went_live=went_live)
            return redirect("forms_versions", page.pk)
    context: dict[str, Any] = {
        "page": page,
        "version": found,
        "problems": problems,
        "release": release,
        "changes": differences(release.version.definition, found.definition) if release else [],
        "is_live": release is not None and release.version_id == found.pk,
        "may_publish": may_publish(page, request.user),
        "has_draft": page.has_unpublished_changes,
    }
    return render(request, "forms/admin/live_again.html", context)


def _say(request: HttpRequest, page: FormPage, found: FormVersion, *, went_live: bool) -> None:
    if went_live:
        messages.success(request, f"The questions of version {found.number} are live again.")
    else:
        messages.success(
            request,
            f"The questions of version {found.number} are saved as a draft. {who_publishes(page)}",
        )
