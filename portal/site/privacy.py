"""What is published is the public's (D41): no editor hides a report, its list or a page above it behind a password.

Taking a report down is a step of its case. A restriction that stands already can still be lifted.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from wagtail.models import Page, PagePermissionTester, PageViewRestriction

REFUSAL = (
    "Review reports are published below this page, and everybody may read them. It cannot be hidden. "
    "Nothing was changed: a report is taken down from its case on the case desk."
)


class OpenToAll(PagePermissionTester):
    """Of a page that may have reports below it: where it has, nobody sets a restriction, and who could may lift one."""

    def can_set_view_restrictions(self) -> bool:
        if not super().can_set_view_restrictions():
            return False
        return bool(self.page.view_restrictions.exists()) or not shows_reports(self.page)


class LibraryPermissions(OpenToAll):
    """Those of the page that lists reports: it is not locked either, for its partnership's drafts go below it."""

    def _never(self) -> bool:
        return False

    can_lock = _never


def watch() -> None:
    """Called once, when the app is ready."""
    pre_save.connect(_refuse, sender=PageViewRestriction, dispatch_uid="portal.site.privacy")


def _refuse(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if not raw and shows_reports(instance.page):
        raise PermissionDenied(REFUSAL)


def shows_reports(page: Page) -> bool:
    """Whether reports are, or may be, at this page or below it."""
    models = (apps.get_model("portal", name) for name in ("ReportIndexPage", "ReviewReportPage"))
    return any(model._base_manager.filter(path__startswith=page.path).exists() for model in models)
