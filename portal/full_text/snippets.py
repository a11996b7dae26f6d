"""A piece of a text around what was found in it, escaped, each whole word that was found in <mark>."""

import html
from collections.abc import Iterable, Sequence, Set

from django.utils.safestring import SafeString, mark_safe

from portal.full_text.words import Word, words_of

LENGTH = 280


def snippet(lines: Sequence[str], hits: Set[int], *, length: int = LENGTH) -> SafeString:
    """`hits`: the numbers of the words that were found, counted over all lines. Without any: how the text begins."""
    text, words = _joined(lines)
    found = [word for number, word in enumerate(words) if number in hits]
    start = max(0, found[0].start - length // 3) if found else 0
    if start:
        start = next((word.start for word in words if word.start >= start), start)
    end = start + length
    if end < len(text):
        end = max((word.end for word in words if word.end <= end), default=end)
    more = " …" if end < len(text) else ""
    before = "… " if start else ""
    return mark_safe(before + _marked(text, start, end, found) + more)  # noqa: S308 - every part is escaped


def _joined(lines: Sequence[str]) -> tuple[str, list[Word]]:
    """The lines as one text, and its words where they stand in it."""
    words, parts, first = list[Word](), list[str](), 0
    for line in lines:
        words += [Word(word.start + first, word.end + first, word.folded) for word in words_of(line)]
        parts.append(line)
        first += len(line) + 1
    return " ".join(parts), words


def _marked(text: str, start: int, end: int, found: Iterable[Word]) -> str:
    parts, last = list[str](), start
    for word in found:
        if start <= word.start and word.end <= end:
            parts += [html.escape(text[last : word.start]), f"<mark>{html.escape(text[word.start : word.end])}</mark>"]
            last = word.end
    return "".join([*parts, html.escape(text[last:end])])
