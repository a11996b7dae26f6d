"""Cuts text into words that compare alike however they are written: case, accents, hyphens and hidden marks go.

What is written in signs for other programs (`&euml;`, `%20`, `\\u00eb`) is read as what it stands for. Letters of other
scripts stay as they are; `latin` says how such a word reads in Latin letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from forms.same_text import folded_sign

APOSTROPHE = re.compile("'")
# Letters of India stand with vowel signs that Python does not count as letters.
LETTER = "(?:[^\\W\\d_]|[\u0900-\u0dff])"
# “O’Neil” and “Jane’s” are one word each; letters and figures are apart.
RUN = re.compile(rf"{LETTER}+(?:'{LETTER}+)*|\d+")
PLAIN_RUN = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+")
JOINT = re.compile(r"[\s\-‐-―−'’`.·_*|/\\,]{0,3}")
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
# Accents and points above and below letters: of Latin, Arabic and Hebrew ones, and what chooses a sign's look.
MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u3099\u309a]"
)
# What stands for a sign: entities of HTML, bytes of an address, of a mail and of a script.
CODED = (
    r"&(?:amp;){0,3}(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});?"
    r"|(?:%[0-9a-fA-F]{2})+|(?:=[0-9A-F]{2})+(?![0-9A-Za-z])|\\u[0-9a-fA-F]{4}"
)
UNUSUAL = re.compile(rf"{CODED}|`|[^\x00-\x7f]")
SIGNS_OF_CODE = re.compile(r"[&%=\\`]")
# Letters of one look: Cyrillic and Greek ones that are used in place of Latin small letters, and of capitals.
AS_SMALL = str.maketrans("асекорухіјѕһԁԛԝвнмтьгпѵαοεικνρτυχβηωγμ", "acekopyxijshdqwbhmtbrnvaoeikvptuxbnwyu")
AS_CAPITAL = str.maketrans("асекорухіјѕһԁԛԝвнмтьгпѵαοεικνρτυχβηωγμζ", "acekopyxijshdqwbhmtbrnvaoeiknptyxbhwymz")
FIGURES_AS_LETTERS = str.maketrans("013457@$!", "oleastasi")
LATIN = re.compile("[a-z]")


class Word(NamedTuple):
    """One word of a text: as it compares, with its apostrophes, and where it stands in the original."""

    text: str
    start: int
    end: int
    run: str = ""


@dataclass(frozen=True)
class Folded:
    """A text as it compares, with where each of its characters begins and ends in the original."""

    original: str
    text: str
    places: "list[int] | range"
    ends: "list[int] | range"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where that part stands in the original."""
        if not self.text or start >= end:
            return 0, 0
        return self.places[start], self.ends[end - 1]


def fold(text: str) -> str:
    """One text as it compares."""
    return folded(text).text


def folded(text: str) -> Folded:
    if text.isascii() and not SIGNS_OF_CODE.search(text):
        return Folded(text, text.lower(), range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    done = 0
    for unusual in UNUSUAL.finditer(text):
        start, end = unusual.span()
        if done < start:
            signs.append(text[done:start].lower())
            places.extend(range(done, start))
            ends.extend(range(done + 1, start + 1))
        done = end
        # What is not seen (soft hyphens, joiners, marks of direction) gives no sign, so it hides nothing.
        given = sign_of(unusual[0]) if end - start == 1 else "".join(map(sign_of, _decoded(unusual[0])))
        signs.append(given)
        places.extend([start] * len(given))
        ends.extend([end] * len(given))
    signs.append(text[done:].lower())
    places.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Folded(text, "".join(signs), places, ends)


def _decoded(coded: str) -> str:
    if coded.startswith("&"):
        # Twice: what was escaped and then put into a page again.
        return unescape(unescape(coded))
    if coded.startswith("\\"):
        return chr(int(coded[2:], 16))
    return unquote(coded.replace("=", "%"), errors="replace")


@lru_cache(maxsize=20_000)
def sign_of(sign: str) -> str:
    """One character as it compares: none, one or several of them, figures of every script as 0 to 9."""
    if sign.isascii():
        return "'" if sign == "`" else sign.lower()
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    if sign in INVISIBLE or MARKS.match(sign) or kind in ("Cf", "Co"):
        return ""
    if kind == "Pd":
        return "-"
    given = folded_sign(sign)
    if given.isascii():
        return given
    if kind[0] != "L" and kind != "So":
        return given
    return _letter(sign, given)


def _letter(sign: str, given: str) -> str:
    """A letter that is not taken apart: small capitals and squared letters as plain ones, other scripts as they are."""
    from anyascii import anyascii  # noqa: PLC0415 - a table of 100 kB, read where a text has such letters

    name = unicodedata.name(sign, "")
    if "GREEK" in name:
        return given
    if "LATIN" in name or "SQUARED" in name or "REGIONAL INDICATOR" in name:
        return anyascii(sign).lower()
    return unicodedata.normalize("NFKC", sign).casefold()


def words_of(text: Folded) -> list[Word]:
    """The words in their order; letters and digits apart, and “JaneSmith” is two."""
    found: list[Word] = []
    original, places, ends = text.original, text.places, text.ends
    for run in (PLAIN_RUN if text.text.isascii() else RUN).finditer(text.text):
        start, end = run.span()
        written = original[places[start] : ends[end - 1]]
        if not (written.islower() or written.isupper() or written.istitle() or written.isdigit()):
            for cut in range(start + 1, end):
                before, after = original[places[cut - 1]], original[places[cut]]
                if before.islower() and after.isupper():
                    found.append(_word(text, start, cut))
                    start = cut
        found.append(_word(text, start, end))
    return found


def _word(text: Folded, start: int, end: int) -> Word:
    run = text.text[start:end]
    return Word(run.replace("'", ""), text.places[start], text.ends[end - 1], run)


def plain_words(text: str) -> list[str]:
    """The words of an identifier: “O’Neil-Smith” gives “oneil” and “smith”."""
    return [APOSTROPHE.sub("", run) for run in RUN.findall(fold(text))]


@lru_cache(maxsize=100_000)
def latin(word: str) -> tuple[str, ...]:
    """How a word of other letters may read in Latin ones: by their look, by their sound."""
    if word.isascii():
        return (word,)
    from anyascii import anyascii  # noqa: PLC0415 - a table of 100 kB, read where a text has such letters

    found: dict[str, None] = {}
    mixed = LATIN.search(word)
    for table in (AS_SMALL, AS_CAPITAL):
        by_look = word.translate(table)
        # Some Latin letters among others: these are there for their look.
        if mixed or by_look.isascii():
            found[anyascii(by_look).lower()] = None
    sounds = anyascii(word).lower()
    found["".join(re.findall("[a-z]+", sounds))] = None
    return tuple(one for one in found if one)


@cache
def _same_sounds() -> list[tuple[re.Pattern[str], str]]:
    # Of the consonants those are one that one letter stands for in one spelling or another.
    told = [
        (r"sch|sh", "S"), (r"ch|c(?=[ei])", "C"), (r"kh|gh", "H"), (r"th|dh", "T"), (r"ph", "f"), (r"ou|oo|w", ""),
        (r"q|c|k", "k"), (r"z|s", "s"), (r"v|b", "b"), (r"g|j", "j"), (r"d", "T"), (r"t", "T"), (r"h$", ""),
        (r"[aeiouy'`]", ""),
    ]  # fmt: skip
    return [(re.compile(pattern), instead) for pattern, instead in told]


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The consonants of a word, alike ones as one: Arabic and Hebrew write hardly more of a name."""
    first = "A" if word[:1] in "aeiou'" else ""
    for pattern, instead in _same_sounds():
        word = pattern.sub(instead, word)
    return first + re.sub(r"(.)\1+", r"\1", word)


def writes_no_vowels(word: str) -> bool:
    """Arabic and Hebrew letters."""
    return any("\u0590" <= sign <= "\u08ff" or "\ufb1d" <= sign <= "\ufefc" for sign in word)


def letters_for_figures(text: str) -> str:
    """“r0wan” as “rowan”: figures used for their look."""
    return text.translate(FIGURES_AS_LETTERS)


def expansions(written: str) -> Iterator[str]:
    """The other way in which a name with accents is written without them: “Müller” as “Mueller”."""
    for table in (
        (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "oe"), ("å", "aa"), ("ß", "ss"), ("ñ", "nh")),
        (("ø", "o"),),
    ):
        changed = written.casefold()
        for sign, instead in table:
            changed = changed.replace(sign, instead)
        if changed != written.casefold():
            yield fold(changed)


def one_edit(one: str, other: str) -> bool:
    """Whether one letter too many, too few, wrong, or two neighbours swapped make one of the other."""
    return edits(one, other, 1) <= 1


def edits(one: str, other: str, most: int) -> int:
    """How many such slips lie between two words; more than `most` where they are farther apart."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - compiled code, loaded where a check runs

    return int(OSA.distance(one, other, score_cutoff=most))
