"""Words as they are searched, each with its place in the text as it is written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.same_text import folded_words

# A word as it stands in a text: an accent that follows its letter, and what joins or parts unseen, belong to it.
WRITTEN = re.compile("\\w[\\w\u0300-\u036f\u00ad\u200b-\u200d\u2060]*")
ENDS = re.compile(r"[.!?;:]")
# PostgreSQL's English search leaves these out; without them both databases find the same.
TOO_COMMON = frozenset(Path(__file__).with_name("too_common.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True)
class Word:
    """One word of a line: where it stands, and as it is searched."""

    start: int
    end: int
    folded: str


def words_of(line: str) -> list[Word]:
    """The words of one line of text, left to right."""
    found = ((match, "".join(folded_words(match.group()))) for match in WRITTEN.finditer(line))
    return [Word(match.start(), match.end(), folded) for match, folded in found if folded]


def kept(lines: Iterable[str]) -> str:
    """How the index keeps a text: each sentence of each passage a line, its words between single spaces, one before
    and one after. No phrase reaches over the end of a sentence.
    """
    return "\n".join(f" {' '.join(sentence)} " for line in lines for sentence in _sentences(line))


def _sentences(line: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    last = 0
    for word in words_of(line):
        if found[-1] and ENDS.search(line, last, word.start):
            found.append([])
        found[-1].append(word.folded)
        last = word.end
    return found


def between_spaces(phrase: Sequence[str]) -> str:
    """What a kept text holds where it has these very words, one after the other, in one passage."""
    return f" {' '.join(phrase)} "
