"""The CMS's menu: a way back to the case desk, and nothing an editor of this portal has no use for."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem

from portal.cms.procedure.access import may_read
from workflow.clocks.bank_holidays import KEEPERS
from workflow.parties.roles import CASE_ROLES, PEOPLE_ROLES, Actor

UNUSED = {"help", "reports"}


class LinkFor(MenuItem):
    """A menu item for those whom the predicate lets in."""

    def __init__(self, label: str, url: str, *, shown_to: Callable[[Any], bool], **look: Any) -> None:
        super().__init__(label, url, **look)
        self.shown_to = shown_to

    def is_shown(self, request: HttpRequest) -> bool:
        return self.shown_to(request.user)


def _holds(roles: frozenset[str], user: Any) -> bool:
    return Actor.of(user).holds(roles)


def desk_link() -> MenuItem:
    shown_to = partial(_holds, CASE_ROLES)
    return LinkFor("Case desk", "/desk/", shown_to=shown_to, name="desk", icon_name="tasks", order=50)


def bank_holidays_link() -> MenuItem:
    """Administrators have no case desk, and keep the bank holidays all the same."""
    url, shown_to = "/desk/bank-holidays/", partial(_holds, KEEPERS)
    return LinkFor("Bank holidays", url, shown_to=shown_to, name="bank-holidays", icon_name="date", order=350)


def people_link() -> MenuItem:
    """Who may enter, in place of Wagtail's own screens of users and groups."""
    shown_to = partial(_holds, PEOPLE_ROLES)
    return LinkFor("People", "/people/", shown_to=shown_to, name="people", icon_name="user", order=320)


def procedure_link() -> MenuItem:
    url = reverse("procedure_versions")
    return LinkFor("Procedure", url, shown_to=may_read, name="procedure", icon_name="list-ul", order=310)


def guide_link() -> MenuItem:
    """In place of Wagtail's own help, which is for people who program."""
    return MenuItem("Guide", reverse("guide", args=["editor-guide"]), name="guide", icon_name="help", order=900)


def tidy(request: HttpRequest, items: list[Any]) -> None:
    """Takes out Wagtail's own reports and help."""
    items[:] = [item for item in items if item.name not in UNUSED]


def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/admin.css"))


def session_warning() -> SafeString:
    """The CMS warns too before a session ends."""
    return format_html('<script type="module" src="{}"></script>', static("portal/session.js"))
