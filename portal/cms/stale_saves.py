"""Two people on one page of the CMS: the later save never silently replaces what the other one wrote.

Wagtail tells an editor that somebody else has saved, and refuses an automatic save that began from an older version.
Its buttons would write over it all the same; here they show both versions first, and the person decides.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.compare import FieldComparison
from wagtail.models import Page, Revision

CONFLICT = 409
# What the page says of the version it was opened with; Wagtail's own names.
LOADED, LOADED_AT, OVERWRITES = "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"


@dataclass(frozen=True)
class Versions:
    """What differs, theirs before and one's own after; `valid` where one's own can be read at all."""

    differences: list[FieldComparison]
    valid: bool


def show_both(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `before_edit_page`: stops a save by a button that began from an older version."""
    by_script = "application/json" in request.headers.get("Accept", "")
    newest = page.get_latest_revision()
    if request.method != "POST" or by_script or newest is None or not _is_stale(request, newest):
        return None
    versions = _compared(request, page)
    context = {
        "page": page,
        "newest": newest,
        "versions": versions,
        "fields": _to_send_again(request, newest),
        "publishes": "action-publish" in request.POST,
    }
    return render(request, "wagtailadmin/portal/stale_save.html", context, status=CONFLICT)


def _is_stale(request: HttpRequest, newest: Revision) -> bool:
    """As Wagtail asks it of an automatic save."""
    began_from = request.POST.get(OVERWRITES) or request.POST.get(LOADED)
    if not began_from:
        return False
    if began_from != str(newest.pk):
        return True
    # An automatic save writes into the same revision, and only its moment tells.
    seen = request.POST.get(LOADED_AT)
    return not request.POST.get(OVERWRITES) and bool(seen) and seen != newest.created_at.isoformat()


def _compared(request: HttpRequest, page: Page) -> Versions:
    theirs, mine = page.get_latest_revision_as_object(), page.get_latest_revision_as_object()
    handler: Any = type(mine).get_edit_handler()
    parent = page.get_parent()
    form = handler.get_form_class()(
        request.POST, request.FILES, instance=mine, parent_page=parent, for_user=request.user
    )
    form.defer_required_fields()
    if not form.is_valid():
        return Versions([], valid=False)
    form.save(commit=False)
    panel = handler.get_bound_panel(instance=theirs, request=request, form=None)
    compared = [comparison(theirs, form.instance) for comparison in panel.get_comparison()]
    return Versions([one for one in compared if one.has_changed()], valid=True)


def _to_send_again(request: HttpRequest, newest: Revision) -> list[tuple[str, str]]:
    """What was sent, as if it had begun from the newest version: for whoever has seen both."""
    ours = {"csrfmiddlewaretoken", LOADED, LOADED_AT, OVERWRITES}
    sent = [(name, str(text)) for name, texts in request.POST.lists() for text in texts if name not in ours]
    return [*sent, (LOADED, str(newest.pk)), (LOADED_AT, newest.created_at.isoformat())]
