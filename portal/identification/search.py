"""Searches texts for identifiers: exactly, in part, turned round, with initials and with one letter wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from portal.identification.dates import find_dates
from portal.identification.numbers import find_numbers
from portal.identification.patterns import Pattern, canonical, patterns_of
from portal.identification.words import JOINT, Folded, Word, fold, folded, one_edit, plain_words, words_of
from workflow.machines.publication.identification.identifiers import Identifier
from workflow.report_seam import Found, Place

AROUND = 60
MOST_PLACES = 50
LEAST_FOR_A_SLIP = 5
LETTERS_APART = 3


@dataclass(frozen=True)
class Passage:
    """One text and where it stands: "Analysis", "Document “plan.docx”, comment"."""

    where: str
    text: str


@dataclass
class _Find:
    identifiers: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)
    seen: set[tuple[Passage, int]] = field(default_factory=set)


class Search:
    """What is looked for, made ready once for all passages."""

    def __init__(self, identifiers: Sequence[Identifier], *, area: Iterable[str] = ()) -> None:
        everywhere = frozenset(canonical(word) for name in area for word in plain_words(name))
        self.identifiers = identifiers
        self.by_first: dict[str, list[Pattern]] = defaultdict(list)
        for identifier in identifiers:
            for pattern in patterns_of(identifier, everywhere=everywhere):
                self.by_first[pattern.words[0]].append(pattern)
        for patterns in self.by_first.values():
            patterns.sort(key=lambda one: (-len(one.words), one.identifier))
        self.wanted = {word for patterns in self.by_first.values() for one in patterns for word in one.words}
        self.for_slips = [word for word in self.wanted if len(word) >= LEAST_FOR_A_SLIP and not word[0].isdigit()]
        # The words wanted that a word is, or is a slip of the pen away from: texts say the same words again and again.
        self._meanings = cache(lambda word: tuple(self._compare(word)))

    def run(self, passages: Iterable[Passage]) -> list[Found]:
        """Each identifier in each written form once, with every place."""
        finds: dict[tuple[str, str], _Find] = defaultdict(_Find)
        for passage in passages:
            text = folded(passage.text)
            for identifier, start, end in self._in(text):
                written = passage.text[start:end]
                find = finds[identifier.kind, " ".join(fold(written).split())]
                find.identifiers.add(identifier.text)
                if (passage, start) in find.seen:
                    continue
                find.seen.add((passage, start))
                if len(find.places) < MOST_PLACES:
                    find.places.append(Place(passage.where, _excerpt(passage.text, start, end)))
        return [
            Found(kind, "; ".join(sorted(find.identifiers)), written, tuple(find.places), len(find.seen))
            for (kind, written), find in sorted(finds.items())
        ]

    def _in(self, text: Folded) -> Iterator[tuple[Identifier, int, int]]:
        yield from self._words_in(text)
        for one in [*find_dates(text, self.identifiers), *find_numbers(text, self.identifiers)]:
            start, end = text.span(one.start, one.end)
            yield one.identifier, start, end

    def _words_in(self, text: Folded) -> Iterator[tuple[Identifier, int, int]]:
        words = words_of(text)
        candidates = [
            (pattern, words[place].start, end)
            for place in range(len(words))
            for pattern, end in self._starting_at(words, place, text.original)
        ]
        # The longest first: “Jane Smith” is one find, not also “Jane” and “Smith”.
        candidates.sort(key=lambda one: (one[1] - one[2], one[1]))
        covered = bytearray(len(text.original))
        spans: dict[tuple[int, int], set[Identifier]] = defaultdict(set)
        for pattern, start, end in candidates:
            named = spans[start, end]
            # Two people of one name: the same words are found for both.
            if pattern.identifier in named or (not named and all(covered[start:end])):
                continue
            named.add(pattern.identifier)
            covered[start:end] = b"\x01" * (end - start)
        for (start, end), named in spans.items():
            yield from ((identifier, start, end) for identifier in sorted(named))

    def _starting_at(self, words: list[Word], place: int, original: str) -> Iterator[tuple[Pattern, int]]:
        seen: set[Pattern] = set()
        for first, after in self._heads(words, place, original):
            for pattern in self.by_first.get(first, ()):
                if pattern not in seen and (end := self._follow(pattern, words, place, after, original)) is not None:
                    seen.add(pattern)
                    yield pattern, end

    def _heads(self, words: list[Word], place: int, original: str) -> Iterator[tuple[str, int]]:
        """The words wanted that begin here, and the place after them: one word, or pieces of one put together."""
        for match in self._meanings(words[place].text):
            yield match, place + 1
        joined, last = words[place].text, place
        for following in range(place + 1, len(words)):
            if not JOINT.fullmatch(original[words[last].end : words[following].start]):
                break
            if following > place + 2 and len(words[following].text) > 1:
                break
            gap = original[words[last].end : words[following].start]
            joined, last = joined + words[following].text, following
            # Two words that only happen to follow each other are compared exactly.
            for match in (joined,) if gap.isspace() else self._meanings(joined):
                if match in self.wanted:
                    yield match, following + 1
            if len(joined) > 40:
                break

    def _follow(self, pattern: Pattern, words: list[Word], place: int, after: int, original: str) -> int | None:
        """Where the pattern ends, None where the words that follow are others."""
        last = after - 1
        for wanted in pattern.words[1:]:
            following = last + 1
            if following >= len(words) or words[following].start - words[last].end > LETTERS_APART:
                return None
            if wanted not in self._meanings(words[following].text):
                return None
            last = following
        if pattern.capital and not all(_is_capital(word, original) for word in words[place : last + 1]):
            return None
        return words[last].end

    def _compare(self, word: str) -> Iterator[str]:
        forms = {word, canonical(word)}
        if len(word) > 2 and word.endswith("s"):
            forms.add(word[:-1])
        found = forms & self.wanted
        yield from found
        if len(word) >= LEAST_FOR_A_SLIP - 1 and not word[0].isdigit():
            for wanted in self.for_slips:
                if wanted not in found and abs(len(wanted) - len(word)) <= 1 and one_edit(wanted, word):
                    yield wanted


def _is_capital(word: Word, original: str) -> bool:
    written = original[word.start : word.end]
    return written.isupper() if len(written) < 2 else written[:1].isupper()


def _excerpt(text: str, start: int, end: int) -> str:
    before, after = max(0, start - AROUND), min(len(text), end + AROUND)
    words = " ".join(text[before:after].split())
    return f"{'… ' if before else ''}{words}{' …' if after < len(text) else ''}"
