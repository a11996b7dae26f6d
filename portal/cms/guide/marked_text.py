"""A guide's text as HTML. Markup in a guide is shown, never followed: a guide can bring none of its own."""

import re

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

HEADING = re.compile(r"#{1,3} (.+)")
READER = MarkdownIt("commonmark", {"html": False}).enable("table")
# What the CMS wants of a table, of its headings, and of what scrolls or comes later.
ATTRIBUTES = {
    "table_open": {"class": "listing"},
    "th_open": {"scope": "col"},
    "fence": {"tabindex": "0"},
    "image": {"loading": "lazy"},
}


def as_html(text: str) -> SafeString:
    """The whole guide; each heading can be led to by its words."""
    tokens = READER.parse(text)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(tokens[place + 1].content))
        _dress(token)
    # Safe: the reader escapes whatever is not its own markup.
    return mark_safe(READER.renderer.render(tokens, READER.options, {}))  # noqa: S308 - escaped by the reader


def title_of(text: str) -> str:
    """Its first heading."""
    found = HEADING.match(text)
    return found[1] if found else ""


def _dress(token: Token) -> None:
    for name, value in ATTRIBUTES.get(token.type, {}).items():
        token.attrSet(name, value)
    for inner in token.children or ():
        _dress(inner)
