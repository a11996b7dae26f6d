"""Which language a text is in, as HTML says it."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from forms.definition.language import Said

register = template.Library()


@register.filter
def spoken(text: Any) -> str:
    """` lang="cy" dir="ltr"` for a text in the second language, else nothing: `<h1{{ title|spoken }}>`.

    On a page whose own words are in another language than English, a text that is English says so.
    """
    if not isinstance(text, Said) and text and not (get_language() or "en").startswith("en"):
        return mark_safe(' lang="en-GB" dir="ltr"')
    return spoken_message(text)


@register.filter
def spoken_message(text: Any) -> str:
    """The same for what is either an editor's or the portal's own: the portal's is in the language of the page."""
    if not isinstance(text, Said):
        return ""
    return format_html(' lang="{}" dir="{}"', text.language, text.direction)
