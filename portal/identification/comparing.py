"""Which of the words that are looked for a word of a text is, or is near to. Each distinct word is compared once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from portal.identification.judging import EXACT, IN_OTHER_LETTERS, ONE_SLIP, TWO_SLIPS, WITH_AN_ENDING
from portal.identification.lexicon import is_everyday, spelt, told
from portal.identification.patterns import Pattern, canonical
from portal.identification.words import latin, plain_words, skeleton, writes_no_vowels

LEAST_FOR_A_SLIP, LEAST_FOR_TWO = 5, 8
LONGEST_WORD = 60
LEAST_CONSONANTS = 3
MOST_KEPT = 300_000

Meanings = tuple[tuple[str, int], ...]


class Comparing:
    """The words of all patterns, made ready for comparing."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        patterns = list(patterns)
        self.wanted = {word for pattern in patterns for word in pattern.words}
        # What pieces put together may still become one of them.
        self.beginnings = {word[:length] for word in self.wanted for length in range(1, len(word))}
        slippable = {word for pattern in patterns if pattern.slips for word in pattern.words}
        # For each length of a word those that it may be a slip of.
        self.near: dict[int, list[str]] = {
            length: [
                word
                for word in sorted(slippable)
                if word.isalpha() and len(word) >= LEAST_FOR_A_SLIP and abs(len(word) - length) <= most_slips(word)
            ]
            for length in range(LEAST_FOR_A_SLIP - 1, LONGEST_WORD)
        }
        self.skeletons: dict[str, set[str]] = defaultdict(set)
        for word in self.wanted:
            if word.isascii() and len(bones := skeleton(word)) >= LEAST_CONSONANTS:
                self.skeletons[bones].add(word)
        self.meanings = lru_cache(maxsize=MOST_KEPT)(self._meanings)

    def _meanings(self, run: str) -> Meanings:
        """The words wanted that a word (with its apostrophes) may be, each with how well it matches."""
        if len(run) > LONGEST_WORD:
            return ()
        found: dict[str, int] = {}
        for word, grade in self._forms(run):
            if word in self.wanted:
                found[word] = min(grade, found.get(word, grade))
        if not run[0].isdigit():
            for word, grade in self._slips(run.removesuffix("'s").replace("'", "")):
                found.setdefault(word, grade)
        return tuple(found.items())

    def _forms(self, run: str) -> Iterator[tuple[str, int]]:
        word = run.replace("'", "")
        yield word, EXACT
        yield canonical(word), EXACT
        if "'" in run:
            yield run.removesuffix("'s").replace("'", ""), EXACT
            # Of “d’Souza” also “Souza”.
            yield run.removesuffix("'s").rpartition("'")[2], EXACT
        for ending in ("s", "es"):
            if word.endswith(ending) and len(word) - len(ending) > 2:
                yield word[: -len(ending)], WITH_AN_ENDING
        if word.isdigit():
            yield word.lstrip("0"), EXACT
        if not word.isascii():
            yield from self._other_letters(word)

    def _other_letters(self, word: str) -> Iterator[tuple[str, int]]:
        for form in latin(word):
            yield form, IN_OTHER_LETTERS
            for near, _grade in self._slips(form):
                yield near, IN_OTHER_LETTERS
        if writes_no_vowels(word):
            for name in arabic().get(word, ()):
                yield name, IN_OTHER_LETTERS
            for form in latin(word):
                for near in self.skeletons.get(skeleton(form), ()):
                    yield near, IN_OTHER_LETTERS

    def _slips(self, word: str) -> Iterator[tuple[str, int]]:
        if len(word) < LEAST_FOR_A_SLIP - 1 or word not in self.wanted and is_everyday(word):
            return
        # Compiled code, loaded where a check runs.
        from rapidfuzz import process  # noqa: PLC0415 - a large library, for the check alone
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - a large library, for the check alone

        words = self.near.get(len(word), ())
        for near, distance, _place in process.extract(word, words, scorer=OSA.distance, score_cutoff=2, limit=None):
            if 0 < distance <= most_slips(near):
                yield near, ONE_SLIP if distance == 1 else TWO_SLIPS


def most_slips(word: str) -> int:
    """How many letters may be wrong in it."""
    return 2 if len(word) >= LEAST_FOR_TWO else 1


@cache
def arabic() -> dict[str, list[str]]:
    """Names in Arabic letters, with their Latin spellings."""
    found = {}
    for written, names in told()["arabic"].items():
        (word,) = plain_words(written)[:1]
        found[word] = [form for name in names for form in (name, *spelt(name))]
        if word.startswith("ال"):
            found.setdefault(word[2:], found[word])
    return found
