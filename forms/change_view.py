"""“What will change”: the latest draft of a form against its live version, before it is published."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from forms import present
from forms.definition import definition_of
from forms.difference import LABELS, differences
from forms.models import Draft, FormPage, FormRelease
from forms.publishing import problems_of


def what_will_change(request: HttpRequest, page_id: int) -> HttpResponse:
    """Question by question, with what keeps the draft from being published and how many people are in the middle."""
    page = get_object_or_404(FormPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    latest = page.get_latest_revision_as_object()
    release = FormRelease.objects.live(page.pk)
    changes = differences(release.version.definition, definition_of(latest)) if release else []
    open_drafts = Draft.objects.filter(page=page, submitted_at=None, expires_at__gt=present.now())
    context: dict[str, Any] = {
        "page": latest,
        "release": release,
        "changes": [(LABELS[change.what], change) for change in changes],
        "asking": [change for change in changes if change.asks],
        "drafts": open_drafts.count(),
        "problems": problems_of(latest),
    }
    return render(request, "forms/admin/what_will_change.html", context)
