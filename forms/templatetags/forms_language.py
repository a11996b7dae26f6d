"""Which language a text is in, as HTML says it."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

from forms.definition.language import Said

register = template.Library()

# What counts letters in the browser (GOV.UK Frontend) has its words in English alone, one for each kind of number.
COUNTS = {
    "under": gettext_noop("You have %{count} characters remaining"),
    "over": gettext_noop("You have %{count} characters too many"),
}
NONE_LEFT = gettext_noop("You have 0 characters remaining")
KINDS_OF_NUMBERS = ("zero", "one", "two", "few", "many", "other")


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


@register.simple_tag
def title_of(page: Any) -> str:
    """The form's title in the language of the page, where it is given in it."""
    return page.second_title if page.second_title and page.second_language == get_language() else page.title


@register.simple_tag
def character_count_words() -> SafeString:
    """Attributes of a text that is counted as it is typed; none in English."""
    if (get_language() or "en").startswith("en"):
        return mark_safe("")
    words = [("at-limit", gettext(NONE_LEFT))]
    words += [(f"{side}-limit.{kind}", gettext(text)) for side, text in COUNTS.items() for kind in KINDS_OF_NUMBERS]
    return format_html_join(" ", 'data-i18n.characters-{}="{}"', words)
