"""What the CMS says when somebody tries to move a report by its own buttons. The models refuse in any case."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from portal.reports.lock import REFUSAL, MachineMoved
from portal.reports.pages import ReviewReportPage

REFUSAL_FOR_BRANCH = (
    "There are review reports below this page, and only their cases move them. "
    "Nothing was changed: choose pages without reports below them."
)


def refuse_report(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A report itself."""
    return _refused(request, page, REFUSAL) if isinstance(page.specific, MachineMoved) else None


def refuse_branch(request: HttpRequest, page: Page, *args: Any) -> HttpResponse | None:
    """A report, or a page that would take the reports below it along."""
    if refusal := refuse_report(request, page):
        return refusal
    return _refused(request, page, REFUSAL_FOR_BRANCH) if _reports_below([page]) else None


def refuse_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> HttpResponse | None:
    """Bulk actions on pages take descendants along, so a branch with reports is refused as a whole."""
    pages = [one for one in objects if isinstance(one, Page)]
    if action_type in ("publish", "unpublish", "delete", "move") and pages and _reports_below(pages):
        return _refused(request, pages[0], REFUSAL_FOR_BRANCH)
    return None


def say_not_published(request: HttpRequest, page: Page) -> None:
    """A forged publish is saved as a draft by Wagtail: say that it stayed one."""
    if isinstance(page, ReviewReportPage) and "action-publish" in request.POST:
        messages.warning(request, REFUSAL)


class Explanation(ActionMenuItem):
    """Stands where the publish button would be."""

    name = "action-report-explanation"

    def render_html(self, parent_context: Any) -> str:
        return render_to_string("wagtailadmin/portal/report_explanation.html", {"text": REFUSAL})


def explain_in_menu(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    if isinstance(context.get("page"), ReviewReportPage):
        kept = [item for item in items if item.name in ("action-save-draft", "action-page-locked")]
        items[:] = [*kept, Explanation(order=100)]


def _reports_below(pages: Iterable[Page]) -> bool:
    return any(ReviewReportPage.objects.descendant_of(page, inclusive=True).exists() for page in pages)


def _refused(request: HttpRequest, page: Page, reason: str) -> HttpResponse:
    messages.error(request, reason)
    parent = page.get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else page.pk)
