"""Tags of the frame: whose page this is, and the menu that belongs to it."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from portal.site import frame_cache
from portal.site.frame import Frame, Link
from portal.site.page_parts import parts_for
from workflow.parties.party import Partnership

register = template.Library()
# Parts that look alike on every page of a partnership, or of those that all share.
OF_THE_FRAME = {"footer"}
SHOWN_OF_PARTNERSHIP = ("pk", "name", "contact_email", "contact_phone")


@register.simple_tag(takes_context=True)
def page_partnership(context: template.RequestContext) -> Partnership | None:
    """The partnership a view named (`partnership` in its context), or its `case` is led by; else that of its `page`,
    and where somebody signs in, that of the page that they wanted.
    """
    named: Any = context.get("partnership") or getattr(context.get("case"), "partnership", None)
    if isinstance(named, Partnership):
        return named
    page: Any = context.get("page")
    frame = context.get("frame")
    if frame is None:
        return None
    if not isinstance(page, Page):
        return frame.entrance.partnership
    return frame.partnership_of(page)


@register.simple_tag(takes_context=True)
def page_menu(context: template.RequestContext, partnership: Partnership | None) -> list[Link]:
    """The links of the navigation bar for this partnership (or the shared pages)."""
    frame = context.get("frame")
    return frame.menu(partnership) if frame else []


@register.simple_tag(takes_context=True)
def partnership_of(context: template.RequestContext, page: Page) -> Partnership | None:
    """The partnership in whose branch any page lies: no query beyond the frame's list."""
    frame = context.get("frame")
    return frame.partnership_of(page) if frame else None


@register.simple_tag(takes_context=True)
def page_address(context: template.RequestContext) -> str:
    """The whole address of the page where it is shown at its own address; "" for what is drawn elsewhere of it."""
    page: Any = context.get("page")
    request: Any = context.get("request")
    if not isinstance(page, Page) or request is None or page.get_url(request) != request.path:
        return ""
    return page.get_full_url(request) or ""


class EverybodysNode(template.Node):
    """A part of a page that everybody sees alike."""

    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: template.Context) -> SafeString:
        page = context.get("page")
        parts = parts_for(context.get("request"), page)
        if parts is None:
            return self._of_the_frame(context) if self.name in OF_THE_FRAME else self.nodelist.render(context)

        def draw() -> str:
            # In place of all that the context processors know of the person.
            nobodys = {"user": parts.request.user, "perms": "", "messages": (), "csrf_token": ""}
            with context.push(request=parts.request, frame=Frame(parts.request), **nobodys):
                return self.nodelist.render(context)

        return mark_safe(parts.give(page, self.name, draw))  # noqa: S308 - a template drew it

    def _of_the_frame(self, context: template.Context) -> SafeString:
        frame, partnership = context.get("frame"), context.get("frame_partnership")
        if frame is None:
            return self.nodelist.render(context)
        # The partnership was read before the token is: what is shown of it is part of the key, so that one that was
        # read before a change leaves nothing to those who read it after.
        shown = [getattr(partnership, name) for name in SHOWN_OF_PARTNERSHIP] if partnership else ["shared"]
        key = f"{self.name} drawn {shown} {frame.request.get_host()} {get_language()}"
        return frame_cache.recall(key, lambda: self.nodelist.render(context))


@register.tag
def everybodys(parser: Any, token: Any) -> EverybodysNode:
    """`{% everybodys name %}…{% endeverybodys %}`: on pages that look alike for everybody, drawn once for all. Nothing
    in it knows the person; what it sets is not set behind it.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endeverybodys",))
    parser.delete_first_token()
    return EverybodysNode(name, nodelist)
