"""The button in the CMS that shows a draft in the separate front end, and where it leads."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from portal.api.preview import address_for, may_see


def offer(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Receiver of Wagtail's `register_page_header_buttons`."""
    if settings.PREVIEW_URL and may_see(page, user):
        url = reverse("programs:preview", args=[page.pk])
        yield Button("See the draft in the front end", url, icon_name="view", priority=5, attrs={"target": "_blank"})


@require_safe
@never_cache
@login_required
def open_preview(request: HttpRequest, page_id: int) -> HttpResponse:
    """On to the front end, with a token that is made now. 404 for who may not open the draft."""
    page = get_object_or_404(Page, pk=page_id)
    address = address_for(page, request.user) if may_see(page, request.user) else ""
    if not address:
        raise Http404("There is no draft to be shown elsewhere.")
    return HttpResponseRedirect(address)
