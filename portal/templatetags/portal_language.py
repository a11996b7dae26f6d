"""Tags for the language of a page: its code, what in it is English all the same, and the way to the other one."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.language.switching import FIRST, html_code, is_first, others

register = template.Library()


@register.simple_tag
def page_language() -> str:
    """For <html lang>."""
    return html_code(get_language() or FIRST)


@register.simple_tag
def content_language() -> SafeString:
    """Beside what editors wrote: it is in English, also on a page whose own words are in Welsh."""
    return mark_safe("") if is_first() else mark_safe(f' lang="{html_code(FIRST)}"')  # noqa: S308 - from the settings


@register.simple_tag(takes_context=True)
def other_languages(context: template.RequestContext) -> Any:
    """The page in the other languages, looked for where they are drawn; none for a page that was posted to, or that is
    shown elsewhere.
    """
    request = context.get("request")
    return SimpleLazyObject(lambda: others(request) if request is not None else [])


@register.simple_tag
def words_of_scripts() -> str:
    """The address of what scripts say in the language of the page; nothing in English, which they have in them."""
    return "" if is_first() else reverse("words_of_scripts")
