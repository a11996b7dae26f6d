"""Tags of the frame: whose page this is, and the menu that belongs to it."""

from typing import Any

from django import template
from wagtail.models import Page

from portal.site.frame import Link
from workflow.parties.party import Partnership

register = template.Library()


@register.simple_tag(takes_context=True)
def page_partnership(context: template.RequestContext) -> Partnership | None:
    """The partnership a view named (`partnership` in its context), or its `case` is led by; else that of its `page`."""
    named: Any = context.get("partnership") or getattr(context.get("case"), "partnership", None)
    if isinstance(named, Partnership):
        return named
    page: Any = context.get("page")
    frame = context.get("frame")
    if frame is None or not isinstance(page, Page):
        return None
    return frame.partnership_of(page)


@register.simple_tag(takes_context=True)
def page_menu(context: template.RequestContext, partnership: Partnership | None) -> list[Link]:
    """The links of the navigation bar for this partnership (or the shared pages)."""
    frame = context.get("frame")
    return frame.menu(partnership) if frame else []
