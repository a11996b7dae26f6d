"""What somebody typed into the search, as words and phrases. Any text is an answerable question."""

import re
import unicodedata
from dataclasses import dataclass

from forms.same_text import folded_words, plain
from portal.full_text.words import TOO_COMMON

LONGEST = 200
MOST_WORDS = 20
LONGEST_WORD = 60
NEVER_TYPED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ue000\ue001]")
QUOTED = re.compile(r'"([^"]*)"')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


@dataclass(frozen=True)
class Asked:
    """`terms` are found in any form of the word, `phrases` as these very words one after the other; all of them."""

    terms: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases)

    @property
    def stemmed(self) -> tuple[str, ...]:
        """Every word that the database's index is asked for, those of phrases included."""
        told = [*self.terms, *(word for phrase in self.phrases for word in phrase if word not in TOO_COMMON)]
        return tuple(dict.fromkeys(told))


def clean(typed: str) -> str:
    """As it is shown again and stands in the address: at most 200 characters, none that nobody types."""
    return unicodedata.normalize("NFC", plain(NEVER_TYPED.sub(" ", typed[: 4 * LONGEST])))[:LONGEST].strip()


def read(typed: str) -> Asked:
    """Words in quotation marks are a phrase; a mark without its other one counts for nothing."""
    text = typed.translate(QUOTES)
    phrases = [_words(found) for found in QUOTED.findall(text)]
    terms = [word for word in _words(QUOTED.sub(" ", text)) if word not in TOO_COMMON]
    # One word in quotation marks is that very word.
    return Asked(tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(phrase for phrase in phrases if phrase)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in folded_words(text)[:MOST_WORDS])
