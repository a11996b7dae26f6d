"""Numbers and addresses of machines, however they are spaced: postcodes, NHS numbers, telephones, e-mails, references.

A text is looked at without anything but its letters and figures, so that no grouping hides a number; what stands
between two of them may not be long. The letters O, I and L count as the figures that they look like.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from portal.identification.mentions import Mention
from portal.identification.number_forms import SIGNS, Form, Needle, forms_of
from portal.identification.patterns import LIKELY
from portal.identification.words import Folded
from workflow.machines.publication.identification.identifiers import Identifier

AS_FIGURES = str.maketrans("oil", "011")
MOST_BETWEEN = 4
SHORTEST_SPOKEN = 7
ZERO_TO_NINE = "zero one two three four five six seven eight nine"
SPOKEN = {name: str(number) for number, name in enumerate(ZERO_TO_NINE.split())} | {"oh": "0", "o": "0", "nought": "0"}
SPOKEN_RUN = re.compile(
    rf"(?<!\w)(?:(?:double|treble|triple|{'|'.join(SPOKEN)})[\s,.-]{{1,3}}){{4,40}}(?:{'|'.join(SPOKEN)})(?!\w)"
)
BEFORE_A_TELEPHONE = re.compile(r"(?:(?:\+|00)?\s?44[\s().\-/]{0,4})?(?:[(\[]?\s?[0o]\s?[)\]]?)?[\s().\-/]{0,3}$")
LONGEST_BEFORE = 16


class Numbers:
    """What is looked for, made ready once."""

    def __init__(self, identifiers: Iterable[Identifier]) -> None:
        made = [form for one in identifiers for form in forms_of(one)]
        self.needles = [one for one in made if isinstance(one, Needle)]
        self.forms = [one for one in made if isinstance(one, Form)]

    def mentions(self, text: Folded) -> Iterator[Mention]:
        """Each place where one of these stands."""
        if not self.needles and not self.forms:
            return
        found: list[tuple[int, int, Needle | Form]] = [*self._needles_in(text.text), *self._forms_in(text.text)]
        found += self._spoken(text.text)
        yield from _without_parts(text, found)

    def _needles_in(self, text: str) -> Iterator[tuple[int, int, Needle]]:
        squeezed = _Squeezed(text)
        for needle in self.needles:
            for start, end in squeezed.spans(needle.signs):
                begins = _with_prefix(text, start) if needle.telephone else start
                if _apart(text, begins, end):
                    yield begins, end, needle

    def _forms_in(self, text: str) -> Iterator[tuple[int, int, Form]]:
        for form in self.forms:
            if form.literal in text:
                for match in form.pattern.finditer(text):
                    yield *match.span(1 if form.pattern.groups else 0), form

    def _spoken(self, text: str) -> Iterator[tuple[int, int, Needle]]:
        for run in SPOKEN_RUN.finditer(text):
            figures = _spoken_figures(run[0])
            for needle in self.needles:
                if len(needle.signs) >= SHORTEST_SPOKEN and needle.signs in figures:
                    yield *run.span(), Needle(needle.signs, needle.identifier, LIKELY, "The number in words.")


class _Squeezed:
    """A text without anything but letters and figures, and where each stands in it."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.places: list[int] = []
        pieces, length = [], 0
        for run in SIGNS.finditer(text):
            self.starts.append(length)
            self.places.append(run.start())
            pieces.append(run[0])
            length += run.end() - run.start()
        self.text = "".join(pieces).translate(AS_FIGURES)

    def _place(self, at: int) -> int:
        run = bisect_right(self.starts, at) - 1
        return self.places[run] + at - self.starts[run]

    def spans(self, signs: str) -> Iterator[tuple[int, int]]:
        """Where they stand in the text that was squeezed, nothing long between them."""
        wanted = signs.translate(AS_FIGURES)
        at = self.text.find(wanted)
        while at >= 0:
            places = [self._place(one) for one in range(at, at + len(wanted))]
            if all(two - one <= MOST_BETWEEN for one, two in zip(places, places[1:], strict=False)):
                yield places[0], places[-1] + 1
            at = self.text.find(wanted, at + 1)


def _spoken_figures(run: str) -> str:
    figures, times = "", 1
    for word in re.findall(r"\w+", run):
        if word in ("double", "treble", "triple"):
            times = 2 if word == "double" else 3
        else:
            figures, times = figures + SPOKEN[word] * times, 1
    return figures


def _with_prefix(text: str, start: int) -> int:
    """Where a telephone number begins with what may stand before it: 0, +44, 0044 (0)."""
    prefix = BEFORE_A_TELEPHONE.search(text[max(0, start - LONGEST_BEFORE) : start])
    return start - len(prefix[0].lstrip(" ().-/[")) if prefix else start


def _apart(text: str, start: int, end: int) -> bool:
    """Not a part of a longer number or word: figures beside figures, letters beside letters."""
    return not (_of_one_kind(text[start - 1 : start], text[start]) or _of_one_kind(text[end - 1], text[end : end + 1]))


def _of_one_kind(one: str, other: str) -> bool:
    return (one.isdigit() and other.isdigit()) or (one.isalpha() and other.isalpha())


def _without_parts(text: Folded, found: list[tuple[int, int, Needle | Form]]) -> Iterator[Mention]:
    """What is a part of something longer of the same identifier is not mentioned again."""
    kept: dict[Identifier, list[tuple[int, int]]] = {}
    for start, end, form in sorted(found, key=lambda one: (one[0] - one[1], one[2].sure)):
        spans = kept.setdefault(form.identifier, [])
        if not any(one <= start and end <= other for one, other in spans):
            spans.append((start, end))
            first, last = text.span(start, end)
            yield Mention(form.identifier, first, last, form.sure, form.why)
