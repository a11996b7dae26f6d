"""“Put my draft aside” in the CMS: the editor goes on from the live form, and the draft stays in the page's history.

For a draft that cannot be published, or that nobody wants any more: nothing that somebody wrote is deleted.
"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forms.definition.block_values import definition_of
from forms.definition.difference import differences
from forms.editor.access import editable, says_it_is_locked
from forms.models import FormRelease
from forms.models.form_page import FormPage
from forms.versions import publishing


def obstacle(page: FormPage) -> str:
    """Why there is no draft to put aside, in a sentence; empty where there is one."""
    if not page.live or page.live_revision_id is None:
        return "This form is not live, so there is nothing to go on from. Earlier drafts stand in its history."
    if page.workflow_in_progress:
        return "This draft was handed in for agreement. Cancel that first, or wait for the answer."
    if not page.has_unpublished_changes:
        return "There is no draft: everything that was saved is live."
    return ""


def put_aside(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say what of the draft is not live; POST puts it aside."""
    page = editable(request, page_id, own=True)
    if says_it_is_locked(request, page):
        return redirect("wagtailadmin_pages:edit", page.pk)
    if why := obstacle(page):
        messages.warning(request, why)
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "POST":
        go_on_from_live(page.pk, user=request.user)
        messages.success(
            request,
            "Your draft is put aside, and this is the live form again. You find the draft in the form’s history: "
            "choose “Review this version” there to take it up again.",
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    release = FormRelease.objects.live(page.pk)
    draft = page.get_latest_revision_as_object()
    context = {
        "page": page,
        "release": release,
        "changes": differences(release.version.definition, definition_of(draft)) if release else [],
        "scheduled": page.scheduled_revision,
    }
    return render(request, "forms/admin/aside.html", context)


@transaction.atomic
def go_on_from_live(page_id: int, *, user: Any) -> None:
    """A new revision with what is live, after the draft's own, which stays as it is. Nothing is published."""
    publishing.lock(page_id)
    live = FormPage.objects.get(pk=page_id)
    live.save_revision(
        user=user, changed=False, log_action="wagtail.revert", previous_revision=live.live_revision, clean=False
    )
    FormPage.objects.filter(pk=page_id).update(has_unpublished_changes=False)
