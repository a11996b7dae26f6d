"""What a page says in another language than the portal's words were given in: a catalogue that gives itself away.

Every word that comes from the message files stands in ⟦ ⟧ while a page is Welsh; whatever of a page stands outside of
them, and is no editor's word, was never asked of the message files.
"""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation

INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
# Where the site speaks, and not the form; what is no text; what says itself that it is in another language.
ELSEWHERE = {"header", "footer", "script", "style", "textarea"}
SPOKEN = {"aria-label", "title", "alt", "placeholder", "data-label"}
VOID = {"input", "br", "img", "meta", "link", "hr", "source", "wbr"}


def mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the message files of this test mark what they give in Welsh."""

    def marked(given: Callable[..., str]) -> Callable[..., str]:
        def give(*args: Any) -> str:
            text = given(*args)
            return f"⟦{text}⟧" if text and (translation.get_language() or "").startswith("cy") else text

        return give

    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        monkeypatch.setattr(translation._trans, name, marked(getattr(translation._trans, name)))


def unmarked(html: str, *known: str) -> list[str]:
    """Every text of the page outside of the marks, but for the site's frame and what is `known`: names, typed text."""
    # Before it is read: a message may hold tags.
    while html != (shorter := INNERMOST.sub("", html)):
        html = shorter
    reader = _Texts()
    reader.feed(html)
    found = []
    for text in reader.texts:
        left = text
        for one in known:
            left = left.replace(one, "")
        if WORD.search(left):
            found.append(" ".join(text.split()))
    return found


class _Texts(HTMLParser):
    """Texts, and attributes that are read out, of a page in Welsh; those of parts in another language left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def listens(self) -> bool:
        return not any(deaf for _tag, deaf in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = (given.get("lang") or "cy") != "cy" and tag != "html"
        own_navigation = "govuk-service-navigation" in (given.get("class") or "")
        deaf = tag in ELSEWHERE or other or own_navigation or given.get("dir") == "auto"
        if self.listens and not deaf:
            self.texts += [value for name, value in given.items() if name in SPOKEN and value]
        if tag not in VOID:
            self.open.append((tag, deaf))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            closed, _deaf = self.open.pop()
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.listens:
            self.texts.append(data)
