"""The first page of the CMS: what a person's forms need, then help; not how many pages and pictures there are."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component


class HelpPanel(Component):
    """The guide, with the parts that are asked for most."""

    name = "help"
    template_name = "wagtailadmin/portal/home/help.html"
    order = 120

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"parts": PARTS}


# Headings of docs/editor-guide.md.
PARTS = (
    ("Change a question", "change-a-question"),
    ("Ask only when it matters", "ask-only-when-it-matters"),
    ("Look before you publish", "look-before-you-publish"),
    ("Publish", "publish"),
    ("Go back", "go-back"),
)


def add_help(request: HttpRequest, panels: list[Any]) -> None:
    """Receiver of construct_homepage_panels."""
    panels.append(HelpPanel())


def no_summary(request: HttpRequest, items: list[MenuItem]) -> None:
    """Receiver of construct_homepage_summary_items: numbers of pages, pictures and documents tell nobody what to do."""
    items.clear()
