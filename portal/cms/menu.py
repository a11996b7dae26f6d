"""The CMS's menu: a way back to the case desk, and nothing an editor of this portal has no use for."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem

from workflow.clocks.bank_holidays import KEEPERS
from workflow.parties.roles import CASE_ROLES, Actor

UNUSED = {"help", "reports"}


class DeskLink(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return Actor.of(request.user).holds(CASE_ROLES)


def desk_link() -> MenuItem:
    return DeskLink("Case desk", "/desk/", name="desk", icon_name="tasks", order=50)


class KeepersLink(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return Actor.of(request.user).holds(KEEPERS)


def bank_holidays_link() -> MenuItem:
    """Administrators have no case desk, and keep the bank holidays all the same."""
    return KeepersLink("Bank holidays", "/desk/bank-holidays/", name="bank-holidays", icon_name="date", order=350)


def tidy(request: HttpRequest, items: list[Any]) -> None:
    """Takes out Wagtail's own reports and help for those who only edit."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in UNUSED]


def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/admin.css"))
