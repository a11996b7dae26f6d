"""Whether a text holds all the words that were asked for, and the place of the first of them."""

from dataclasses import dataclass

from forms.same_text import folded_sign, folded_words

AROUND = 90
SHORTEST = 3
MOST_WORDS = 6


@dataclass(frozen=True)
class Excerpt:
    """The text around the first word that was found, which stands apart."""

    before: str
    found: str
    after: str


class Words:
    """What was typed, as it is searched: each word is found where a word of the text begins with it."""

    def __init__(self, typed: str) -> None:
        self.words = tuple(dict.fromkeys(folded_words(typed)))[:MOST_WORDS]

    @property
    def are_enough(self) -> bool:
        """A word of one or two letters is found in every text."""
        return any(len(word) >= SHORTEST for word in self.words)

    def excerpt(self, text: str) -> Excerpt | None:
        """Where the text holds all of them, None where it does not."""
        if not self.words or not text:
            return None
        folded, places = _folded(text)
        found = [_place(folded, word) for word in self.words]
        if any(place < 0 for place in found):
            return None
        first = min(range(len(found)), key=lambda number: found[number])
        begin = places[found[first]]
        end = places[found[first] + len(self.words[first]) - 1] + 1
        before, after = text[max(0, begin - AROUND) : begin], text[end : end + AROUND]
        return Excerpt(
            ("…" if begin > AROUND else "") + before, text[begin:end], after + ("…" if end + AROUND < len(text) else "")
        )


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it compares, and for each of its signs the place of the sign that it came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        # Nearly all signs of nearly all texts.
        folded = sign.lower() if sign.isascii() else folded_sign(sign)
        signs.append(folded)
        places.extend([place] * len(folded))
    return "".join(signs), places


def _place(folded: str, word: str) -> int:
    """Where a word of the text begins with this one, -1 where none does."""
    place = folded.find(word)
    while place > 0 and (folded[place - 1].isalnum() or folded[place - 1] == "_"):
        place = folded.find(word, place + 1)
    return place
