"""Searches texts for identifiers: exactly, in other forms, in part, with letters wrong; says how sure each find is."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from portal.identification.ages import Ages
from portal.identification.comparing import MOST_KEPT, Comparing
from portal.identification.date_reading import dates_in
from portal.identification.dates import Dates
from portal.identification.in_words import patterns_of
from portal.identification.judging import EXACT, Match, Text, Verdict, judge
from portal.identification.lexicon import is_word
from portal.identification.mentions import Find, Mention, Passage, key_of
from portal.identification.numbers import Numbers
from portal.identification.patterns import Pattern, canonical, told
from portal.identification.words import JOINT, Folded, Word, folded, letters_for_figures, plain_words, words_of
from workflow.machines.publication.identification.identifiers import Identifier, says_nothing
from workflow.report_seam import Found

__all__ = ["Passage", "Search"]

LETTERS_APART = 3
MOST_PIECES = 40
LEAST_WITHIN = 8
APART, BY_SPACE, TIGHT, TOUCHING = range(4)
# A word that is looked for, its last place, how well it matches, and of what it was put together.
Head = tuple[str, int, int, int]
ONE_WORD, PIECES, NEIGHBOURS = range(3)
LEAST_OF_NEIGHBOURS = 8
# Figures among letters, for their look: “r0wan”, “j@ck”.
WITH_FIGURES = re.compile(r"(?<![\w@$])(?=\w*[^\W\d_])(?=[^\W\d_]*[0-9@$])[\w@$]{4,40}(?![\w@$])")


class Search:
    """What is looked for, made ready once for all passages."""

    def __init__(self, identifiers: Sequence[Identifier], *, area: Iterable[str] = ()) -> None:
        everywhere = frozenset(canonical(word) for name in area for word in plain_words(name))
        self.identifiers = [one for one in identifiers if not says_nothing(one.text)]
        self.alone: dict[str, list[Pattern]] = defaultdict(list)
        patterns = [pattern for one in self.identifiers for pattern in patterns_of(one, everywhere=everywhere)]
        self.following: dict[str, dict[str, list[Pattern]]] = defaultdict(lambda: defaultdict(list))
        for pattern in sorted(patterns, key=lambda one: (one.words, one.identifier)):
            if len(pattern.words) == 1:
                self.alone[pattern.words[0]].append(pattern)
            else:
                self.following[pattern.words[0]][pattern.words[1]].append(pattern)
        self.comparing = Comparing(patterns)
        # A name that goes on without a space: looked for within longer words.
        self.within = [
            pattern
            for pattern in patterns
            if len(pattern.words) == 1 and len(pattern.words[0]) >= LEAST_WITHIN and not pattern.alone
        ]
        self._contained = lru_cache(maxsize=MOST_KEPT)(
            lambda word: tuple(one for one in self.within if one.words[0] in word and one.words[0] != word)
        )
        self._gaps: dict[str, int] = {}
        self.dates, self.numbers = Dates(self.identifiers), Numbers(self.identifiers)
        self.ages = Ages(self.identifiers)

    def run(self, passages: Iterable[Passage]) -> list[Found]:
        """Each identifier in each written form once, with every place; the surest first."""
        finds: dict[tuple[str, str], Find] = {}
        for number, passage in enumerate(passages):
            for mention in self._in(passage.text):
                key = key_of(mention, passage.text)
                find = finds.get(key)
                if find is None:
                    find = finds[key] = Find(mention.identifier.kind)
                find.add(mention, passage, number)
        found = [find.found() for _key, find in sorted(finds.items())]
        return sorted(found, key=lambda one: one.sure)

    def _in(self, original: str) -> Iterator[Mention]:
        text = folded(original)
        written = cache(lambda: dates_in(text, self.dates.years))
        yield from self._words_in(text)
        yield from self.dates.mentions(text, written)
        yield from self.numbers.mentions(text)
        yield from self.ages.mentions(text, written)

    def _words_in(self, text: Folded) -> Iterator[Mention]:
        words = words_of(text)
        around = Text(text.original, words)
        gaps = self._gaps_between(words, text.original)
        judged = []
        for match in self._matches(words, gaps, text.original):
            verdict = judge(match, around)
            if verdict is not None:
                judged.append((words[match.first].start, words[match.last].end, match.pattern, verdict))
        judged += list(self._within_words(words)) + list(self._with_figures(text.original))
        yield from _longest(judged, len(text.original))

    def _gaps_between(self, words: list[Word], original: str) -> list[int]:
        gaps, known = [], self._gaps
        for one, other in zip(words, words[1:], strict=False):
            between = original[one.end : other.start]
            kind = known.get(between) if len(between) <= LETTERS_APART else APART
            if kind is None:
                # “Jack. Smith” are two sentences; “Fitz-” at the end of a line goes on.
                whole = not re.search(r"\s", between) or between.strip() in ("-", "‐", "‑", "\u00ad")
                tight = TIGHT if between else TOUCHING
                kind = BY_SPACE if between.isspace() else tight if whole and JOINT.fullmatch(between) else APART
                known[between] = kind
            gaps.append(kind)
        gaps.append(APART)
        return gaps

    def _matches(self, words: list[Word], gaps: list[int], original: str) -> Iterator[Match]:
        for place in range(len(words)):
            heads = self._heads(words, gaps, place)
            if not heads:
                continue
            seen: set[Pattern] = set()
            for wanted, last, grade, joined in heads:
                for pattern in self.alone.get(wanted, ()):
                    if pattern not in seen and (
                        joined != NEIGHBOURS or self._is_one_name(words, place, last, original)
                    ):
                        seen.add(pattern)
                        yield Match(pattern, place, last, (grade,), joined > 0)
                following = self.following.get(wanted)
                if following and self._is_near(words, last):
                    for second, at, its_grade, also in self._heads(words, gaps, last + 1):
                        for pattern in following.get(second, ()):
                            match = Match(pattern, place, at, (grade, its_grade), joined + also > 0)
                            if pattern not in seen and (whole := self._follow(match, words, gaps)):
                                seen.add(pattern)
                                yield whole

    @staticmethod
    def _is_near(words: list[Word], last: int) -> bool:
        return last + 1 < len(words) and words[last + 1].start - words[last].end <= LETTERS_APART

    def _heads(self, words: list[Word], gaps: list[int], place: int) -> list[Head]:
        """The words wanted that begin here, with their last place and how well they match."""
        found = [(wanted, place, grade, ONE_WORD) for wanted, grade in self.comparing.meanings(words[place].run)]
        return found + self._joined(words, gaps, place) if gaps[place] != APART else found

    def _joined(self, words: list[Word], gaps: list[int], place: int) -> list[Head]:
        """Words wanted of which pieces stand here: “fitz-\\ngerald”, “J a c k”."""
        found: list[Head] = []
        joined, last, spaced, whole = words[place].text, place, False, len(words[place].text) > 1
        while gaps[last] != APART and last - place < MOST_PIECES:
            # “JaneSmith”, “12ab”: taken apart by us, and no slip of one word but for “McDonald”.
            whole = whole and (gaps[last] != TOUCHING or words[last].text in told("particles"))
            spaced = spaced or gaps[last] == BY_SPACE
            last += 1
            joined += words[last].text
            whole = whole and len(words[last].text) > 1
            if whole and not spaced:
                # Pieces that something else than a space parts are one word, slips and all.
                found += [(wanted, last, grade, PIECES) for wanted, grade in self.comparing.meanings(joined)]
            elif joined in self.comparing.wanted:
                # Words that only happen to follow each other are compared exactly.
                how = NEIGHBOURS if self._only_neighbours(words, place, last) else PIECES
                found.append((joined, last, EXACT, how))
            if joined not in self.comparing.beginnings and (spaced or not whole or last - place > 1):
                break
        return found

    @staticmethod
    def _only_neighbours(words: list[Word], place: int, last: int) -> bool:
        pieces = [word.text for word in words[place : last + 1]]
        return any(len(piece) > 1 for piece in pieces) and all(is_word(piece) or len(piece) == 1 for piece in pieces)

    @staticmethod
    def _is_one_name(words: list[Word], place: int, last: int, original: str) -> bool:
        """“West Bridge” for “Westbridge”; not “in a” for “Ina”."""
        pieces = words[place : last + 1]
        long = sum(len(piece.text) for piece in pieces) >= LEAST_OF_NEIGHBOURS
        return long and all(original[piece.start].isupper() and len(piece.text) > 1 for piece in pieces)

    def _follow(self, match: Match, words: list[Word], gaps: list[int]) -> Match | None:
        """The whole pattern after its second word, None where the words that follow are others."""
        last, grades = match.last, list(match.grades)
        for wanted in match.pattern.words[2:]:
            if not self._is_near(words, last):
                return None
            head = next((one for one in self._heads(words, gaps, last + 1) if one[0] == wanted), None)
            if head is None:
                return None
            last = head[1]
            grades.append(head[2])
        return Match(match.pattern, match.first, last, tuple(grades), match.joined)

    def _within_words(self, words: list[Word]) -> Iterator[tuple[int, int, Pattern, Verdict]]:
        for word in words:
            if len(word.text) > LEAST_WITHIN:
                for pattern in self._contained(word.text):
                    yield word.start, word.end, pattern, Verdict(pattern.sure, f"Within a longer word. {pattern.why}")

    def _with_figures(self, original: str) -> Iterator[tuple[int, int, Pattern, Verdict]]:
        for token in WITH_FIGURES.finditer(original):
            word = letters_for_figures(token[0].casefold())
            for pattern in self.alone.get(word, ()):
                if not pattern.capital and not is_word(word):
                    yield (*token.span(), pattern, Verdict("likely", f"With figures for letters. {pattern.why}"))


def _longest(judged: list[tuple[int, int, Pattern, Verdict]], length: int) -> Iterator[Mention]:
    """The longest first: “Jane Smith” is one mention, not also “Jane” and “Smith”."""
    judged.sort(key=lambda one: (one[0] - one[1], one[0], one[3].sure))
    covered = bytearray(length)
    spans: dict[tuple[int, int], set[Identifier]] = defaultdict(set)
    for start, end, pattern, verdict in judged:
        named = spans[start, end]
        # Two people of one name: the same words are found for both.
        if pattern.identifier in named or (not named and all(covered[start:end])):
            continue
        named.add(pattern.identifier)
        covered[start:end] = b"\x01" * (end - start)
        yield Mention(pattern.identifier, start, end, verdict.sure, verdict.why, by_case=verdict.by_case)
