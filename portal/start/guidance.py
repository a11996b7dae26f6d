"""Reads the guidance texts of this folder into the blocks of a content page.

A text is a small HTML file with one element a line: `h1` the title, `p class="summary"` the lead, `h2` a heading,
`aside` a warning, `blockquote` prose set apart; everything else is prose. `$coordinator` and its kin stand for a
partnership's own titles, `href="page:rapid-reviews"` for the page with that slug. A line that begins with
`<!--demonstration-->` stands in a demonstration only.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from string import Template

from django.conf import settings

FOLDER = Path(__file__).parent / "pages"
MARKED = re.compile(r'<(h1|h2|aside|blockquote|p class="summary")>(.*)</(?:h1|h2|aside|blockquote|p)>')
KINDS = {"h2": "heading", "aside": "warning", "blockquote": "inset"}
DEMONSTRATION = "<!--demonstration-->"
PAGE_LINK = re.compile(r'href="page:([a-z-]+)"')


@dataclass(frozen=True)
class Text:
    """`body` is StreamField data; its prose may still hold links to pages by slug."""

    title: str
    lead: str
    body: list[dict[str, str]]


def read(folder: str, name: str, words: Mapping[str, str]) -> Text:
    """One text with the partnership's words. Raises KeyError when it uses a word that is not there."""
    marked: dict[str, str] = {}
    body: list[dict[str, str]] = []
    prose: list[str] = []
    template = Template((FOLDER / folder / f"{name}.html").read_text(encoding="utf-8"))
    safe = {word: escape(text) for word, text in words.items()}
    for told in template.substitute(safe).splitlines():
        if told.startswith(DEMONSTRATION) and settings.DEMO_CLOCK_FILE is None:
            continue
        line = told.removeprefix(DEMONSTRATION)
        found = MARKED.fullmatch(line)
        if found is None:
            prose.append(line)
            continue
        _close(prose, body)
        element, inner = found.groups()
        if element in KINDS:
            body.append({"type": KINDS[element], "value": unescape(inner)})
        else:
            marked[element] = unescape(inner)
    _close(prose, body)
    return Text(title=marked["h1"], lead=marked['p class="summary"'], body=body)


def _close(prose: list[str], body: list[dict[str, str]]) -> None:
    """End a run of prose: what was gathered becomes a block."""
    if prose:
        body.append({"type": "text", "value": "".join(prose)})
        prose.clear()


def linked(body: list[dict[str, str]], page_id: Callable[[str], int]) -> list[dict[str, str]]:
    """The body with links to pages by slug turned into Wagtail's own, which follow a page that moves."""

    def to_page(match: re.Match[str]) -> str:
        return f'linktype="page" id="{page_id(match[1])}"'

    return [
        {**block, "value": PAGE_LINK.sub(to_page, block["value"])} if block["type"] == "text" else block
        for block in body
    ]
