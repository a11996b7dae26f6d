"""A cache in front of the portal (Varnish, Squid) is told which pages changed, where PORTAL_FRONT_CACHE names one.

The worker tells it: publishing waits for no other machine. It learns of the page, of those above it, which list it, and
of the feed of its library; what lies there besides is at most as old as its Cache-Control says.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django_q.tasks import async_task
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from portal.reports.pages import ReportIndexPage


def watch() -> None:
    """Called once, when the app is ready."""
    if settings.WAGTAILFRONTENDCACHE:
        for signal in (page_published, page_unpublished):
            signal.connect(_changed, dispatch_uid="portal.library.front_cache")


def _changed(instance: Page, **kwargs: Any) -> None:
    # One row in the same transaction: what is undone is not told.
    async_task("portal.library.front_cache.purge", instance.pk, save=False)


def purge(page_id: int) -> None:
    """Have the cache in front forget what shows this page. A failure is in the log of Wagtail's own backend."""
    from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache  # noqa: PLC0415 - where one is configured

    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return
    above = [page, *page.get_ancestors().filter(depth__gt=1)]
    urls = [url for one in above if (url := one.full_url)]
    for library in ReportIndexPage.objects.filter(pk__in=[one.pk for one in above]):
        base = (library.full_url or "").removesuffix(library.url or "")
        urls.append(f"{base}{reverse('library:feed', args=[library.pk])}")
    purge_urls_from_cache(urls)
