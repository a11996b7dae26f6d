"""Which report drafts the CMS lists for whom: in its explorer, its search, its API and where a page is chosen.

A report that is on the site is there for everybody. A draft stands only before those who write it, and before a
publisher from its clearance on: its title, too, is their words.
"""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.reports.pages import ReviewReportPage
from workflow.machines.publication.machine import Publication
from workflow.machines.review.writers import written_by
from workflow.parties.roles import Actor, Role


class ListedPages(PagePermissionPolicy):
    """Wagtail's own rules, and the pages that it lists anywhere are without the drafts that somebody must not see."""

    def explorable_instances(self, user: Any) -> Any:
        return _without_hidden(super().explorable_instances(user), Actor.of(user))


def in_chooser(pages: Any, request: HttpRequest) -> Any:
    """Wagtail lists pages to choose from without asking its rules."""
    return _without_hidden(pages, Actor.of(request.user))


def _without_hidden(pages: Any, actor: Actor) -> Any:
    """One subquery, however many pages there are."""
    areas = actor.partnership_ids({Role.PUBLISHER})
    cleared = Publication.objects.filter(case__partnership__in=areas, state__in=Publication.FOR_PUBLISHERS)
    shown = Q(review_id__in=written_by(actor).values("pk")) | Q(review_id__in=cleared.values("review"))
    hidden = ReviewReportPage.objects.filter(live=False).exclude(shown)
    return pages.exclude(pk__in=hidden.values("pk"))
