"""Which language a text is in, as HTML says it."""

from typing import Any

from django import template
from django.utils.html import format_html

from forms.definition.language import Said

register = template.Library()


@register.filter
def spoken(text: Any) -> str:
    """` lang="cy" dir="ltr"` for a text in the second language, else nothing: `<h1{{ title|spoken }}>`."""
    if not isinstance(text, Said):
        return ""
    return format_html(' lang="{}" dir="{}"', text.language, text.direction)
