"""Which HTML a form file may hold: what the editor's own buttons make, and nothing else."""

import re
from html.parser import HTMLParser
from typing import Any

from wagtail.whitelist import check_url

# Their elements, by the features of the editor (forms.questions.blocks.offered, forms.models.form_page.PROSE).
GUIDANCE = frozenset({"p", "br", "b", "strong", "ol", "ul", "li", "a"})
ALLOWED = {"guidance": GUIDANCE, "page": GUIDANCE | {"h2", "h3"}}
EMPTY = frozenset({"br"})
# A link to a page of this site is kept as the editor keeps it: by the page's number.
LINK = frozenset({"href", "linktype", "id"})
PAGE_LINK = re.compile(r"""<a\b[^>]*linktype=["']page["'][^>]*>""")
PAGE_NUMBER = re.compile(r"""\bid=["']([0-9]+)["']""")
EDITORS_OWN = "data-block-key"


def faults_of(html: str, features: str) -> list[str]:
    """What this text must not hold, a sentence each; empty when the editor could have made it."""
    return _Inspector(ALLOWED[features]).inspect(html)


class _Inspector(HTMLParser):
    """Reads strictly: what a browser would have to guess at is refused, too."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.allowed = allowed
        self.found: list[str] = []
        self.open: list[str] = []

    def inspect(self, html: str) -> list[str]:
        self.feed(html)
        self.close()
        if self.open:
            self.found.append(f"<{self.open[-1]}> is not closed")
        return list(dict.fromkeys(self.found))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.allowed:
            self.found.append(f"<{tag}> is not allowed. Allowed: {' '.join(sorted(self.allowed))}")
            return
        for name, value in attrs:
            self._inspect_attribute(tag, name, value or "")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A browser reads <b/> as <b>, and everything after it would be bold.
        self.handle_starttag(tag, attrs)
        if tag in self.allowed and tag not in EMPTY:
            self.open.pop()
            self.found.append(f"<{tag}/> does not close itself. Write <{tag}>…</{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.allowed or tag in EMPTY:
            return
        if not self.open or self.open[-1] != tag:
            self.found.append(f"</{tag}> closes nothing here")
        else:
            self.open.pop()

    def _inspect_attribute(self, tag: str, name: str, value: str) -> None:
        if name == EDITORS_OWN or (tag == "a" and name in LINK):
            if name == "href" and check_url(value) is None:
                self.found.append("a link may lead to https, http, mailto or tel only")
            if name == "linktype" and value != "page":
                self.found.append(f"a link to a {value} is not allowed")
            if name == "id" and not re.fullmatch("[0-9]{1,9}", value, re.ASCII):
                self.found.append("a page is linked to by its number")
        else:
            self.found.append(f"{name} is not allowed in <{tag}>")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            self.found.append("a < that starts no tag. Write &lt; for the sign itself")

    def handle_comment(self, data: str) -> None:
        self.found.append("comments are not allowed")

    def handle_decl(self, decl: str) -> None:
        self.found.append("<! is not allowed")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.found.append("<? is not allowed")


def linked_pages(value: Any) -> set[int]:
    """The numbers of the pages to which any text in it links, however deep it lies."""
    if isinstance(value, str):
        return {int(number) for link in PAGE_LINK.findall(value) for number in PAGE_NUMBER.findall(link)}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return set().union(*(linked_pages(part) for part in parts))
