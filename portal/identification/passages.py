"""Everything that a report page would publish, as passages of text: fields, blocks, what its HTML hides, its files."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import strip_tags
from wagtail.blocks.stream_block import StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import RichText

from portal.identification.search import Passage

PLAIN = {
    "title": "Title",
    "seo_title": "Title for search engines",
    "slug": "Address of the page",
    "search_description": "Description for search engines",
    "summary": "Summary",
}
RICH = {
    "improvements": "Recommended improvements",
    "analysis": "Systemic or underlying reasons",
    "learning": "Learning for practice",
}
STREAMS = {"recommendations": "Recommendation", "corrections": "Correction"}
DOCUMENT = re.compile(r'linktype="document"[^>]*?\bid="(\d+)"|\bid="(\d+)"[^>]*?linktype="document"|/documents/(\d+)/')
IMAGE = re.compile(r'embedtype="image"[^>]*?\bid="(\d+)"|\bid="(\d+)"[^>]*?embedtype="image"')
# Also without its scheme, and as a path of our own host.
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>]+|/[^\s\"'<>/][^\s\"'<>]*", re.IGNORECASE)
FILES = tuple(
    f".{ending}"
    for ending in "pdf doc docx xls xlsx ppt pptx odt ods odp rtf txt csv zip eml msg png jpg jpeg gif webp svg tif tiff".split()  # noqa: E501, SIM905 - a list of words
)
NOT_TEXT = {"class", "style", "id", "data-block-key", "rel", "target", "linktype", "embedtype", "format"}


class _Hidden(HTMLParser):
    """What stands in HTML and is not read on the page: attributes and comments."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name not in NOT_TEXT]

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def passages_of(page: Page, *, left_out: Mapping[str, Any]) -> Iterator[Passage]:
    """The page's own words but for the fields that are left out of what is published."""
    for name, where in PLAIN.items():
        if name not in left_out and (text := getattr(page, name, "")):
            yield Passage(where, text)
    for where, leaf in _leaves_of(page, left_out):
        if isinstance(leaf, RichText):
            yield from _html_passages(where, leaf.source)
        elif leaf is not None and not hasattr(leaf, "pk"):
            yield Passage(where, str(leaf))
    for theme in page.themes.all():
        yield Passage("Theme", theme.name)


def _html_passages(where: str, html: str) -> Iterator[Passage]:
    """What a reader sees, block by block run together as it is read, and what is hidden in it."""
    if not html:
        return
    spaced = re.sub(r"</(?:p|li|h\d|td|th|blockquote|figcaption)>|<br\s*/?>", "\n", html)
    yield Passage(where, unescape(strip_tags(spaced)))
    hidden = _Hidden()
    hidden.feed(html)
    if hidden.found:
        yield Passage(f"{where}, hidden", "\n".join(hidden.found))


def _leaves_of(page: Page, left_out: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What rich text and blocks of any kind hold, the blocks in them included, each with where it stands."""
    for name, where in RICH.items():
        if name not in left_out:
            yield where, RichText(getattr(page, name, ""))
    for name, where in STREAMS.items():
        if name not in left_out:
            for number, block in enumerate(getattr(page, name, ()), 1):
                yield from ((f"{where} {number}", leaf) for leaf in _leaves(block.value))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, StreamValue):
        value = [block.value for block in value]
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def links_elsewhere(page: Page, *, left_out: Mapping[str, Any]) -> list[str]:
    """Addresses of files that the check cannot hold: of other hosts, and of the store itself."""
    found: list[str] = []
    for _where, leaf in _leaves_of(page, left_out):
        text = leaf.source if isinstance(leaf, RichText) else str(leaf or "") if not hasattr(leaf, "pk") else ""
        found += [unescape(match.group()) for match in ADDRESS.finditer(text) if _is_file(unescape(match.group()))]
    return list(dict.fromkeys(found))


def _is_file(address: str) -> bool:
    path = urlsplit(address).path.casefold()
    if DOCUMENT.search(path):
        return False  # a document of ours, which the check reads
    return path.startswith(settings.MEDIA_URL.casefold()) or path.endswith(FILES)


def files_of(page: Page, *, left_out: Mapping[str, Any]) -> list[Any]:
    """The documents and images that the page shows or links, each once."""
    documents, images = set[int](), set[int]()
    objects: dict[tuple[str, Any], Any] = {}
    for _where, leaf in _leaves_of(page, left_out):
        if isinstance(leaf, RichText):
            documents |= _numbers(DOCUMENT, leaf.source)
            images |= _numbers(IMAGE, leaf.source)
        elif isinstance(leaf, get_document_model() | get_image_model()):
            objects[type(leaf).__name__, leaf.pk] = leaf
    for found in [*_all(get_document_model(), documents), *_all(get_image_model(), images)]:
        objects[type(found).__name__, found.pk] = found
    return [objects[key] for key in sorted(objects, key=str)]


def _numbers(link: re.Pattern[str], html: str) -> set[int]:
    return {int(next(filter(None, match.groups()))) for match in link.finditer(html)}


def _all(model: Any, numbers: set[int]) -> list[Any]:
    return list(model.objects.filter(pk__in=numbers)) if numbers else []
