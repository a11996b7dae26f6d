"""Cuts text into words that compare alike however they are written: case, accents, hyphens and hidden marks go."""

import re
from dataclasses import dataclass

from forms.same_text import folded_sign

APOSTROPHE = re.compile("'")
# “O’Neil” and “Jane’s” are one word each; letters and figures are apart.
RUN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
JOINT = re.compile(r"[\s\-‐‑–'’`.·]{0,3}")


@dataclass(frozen=True)
class Word:
    """One word of a text: as it compares, and where it stands in the original."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text as it compares, with the place of each of its characters in the original."""

    original: str
    text: str
    places: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where that part stands in the original."""
        if not self.text or start >= end:
            return 0, 0
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> str:
    """One text as it compares."""
    return folded(text).text


def folded(text: str) -> Folded:
    if text.isascii() and "`" not in text:
        return Folded(text, text.casefold(), range(len(text)))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        # What is not seen (soft hyphens, joiners, marks of direction) gives no sign, so it hides nothing.
        for part in folded_sign(sign):
            signs.append(part)
            places.append(place)
    return Folded(text, "".join(signs), tuple(places))


def words_of(text: Folded) -> list[Word]:
    """The words in their order; letters and digits apart, and “JaneSmith” is two."""
    found = []
    for run in RUN.finditer(text.text):
        start = run.start()
        for cut in range(run.start() + 1, run.end()):
            before, after = text.original[text.places[cut - 1]], text.original[text.places[cut]]
            if before.islower() and after.isupper():
                found.append(_word(text, start, cut))
                start = cut
        found.append(_word(text, start, run.end()))
    return found


def _word(text: Folded, start: int, end: int) -> Word:
    first, last = text.span(start, end)
    return Word(APOSTROPHE.sub("", text.text[start:end]), first, last)


def plain_words(text: str) -> list[str]:
    """The words of an identifier: “O’Neil-Smith” gives “oneil” and “smith”."""
    return [APOSTROPHE.sub("", run) for run in RUN.findall(fold(text))]


def one_edit(one: str, other: str) -> bool:
    """Whether one letter too many, too few, wrong, or two neighbours swapped make one of the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) != len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    return short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
