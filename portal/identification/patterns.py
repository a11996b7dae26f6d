"""In which words an identifier may stand in a text: whole, turned round, in part, with initials, without its kind."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.identification.words import APOSTROPHE, RUN, fold, plain_words
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.identifiers import Identifier

# Words that stand in a name and name nobody; kinds of street and their short forms, so that both are one.
_told = json.loads((Path(__file__).parent / "common_words.json").read_text(encoding="utf-8"))
TITLES, PARTICLES, OF_ANY_SCHOOL = (frozenset(_told[name]) for name in ("titles", "particles", "of_any_school"))
SHORT: dict[str, str] = _told["short_forms"]
SHORTEST_ALONE = 3
SHORTEST_PLACE = 4


@dataclass(frozen=True)
class Pattern:
    """Words that follow each other. `capital`: only where each is written with a capital letter."""

    words: tuple[str, ...]
    identifier: Identifier
    capital: bool = False


def patterns_of(identifier: Identifier, *, everywhere: frozenset[str] = frozenset()) -> set[Pattern]:
    """Every form in words. `everywhere`: words of the area's own name, which point to nobody."""
    made = {
        identifiers.NAME: lambda: _of_name(identifier),
        identifiers.ADDRESS: lambda: _of_address(identifier, everywhere),
        identifiers.SCHOOL: lambda: _of_school(identifier, everywhere),
        identifiers.PLACE: lambda: _of_place(identifier, everywhere),
        identifiers.REFERENCE: lambda: iter([Pattern(tuple(plain_words(identifier.text)), identifier)]),
    }.get(identifier.kind)
    return set() if made is None else {pattern for pattern in made() if pattern.words}


def canonical(word: str) -> str:
    """Streets compare by the short form of their kind."""
    return SHORT.get(word, word)


def _of_name(identifier: Identifier) -> Iterator[Pattern]:
    before, comma, after = identifier.text.partition(",")
    words = plain_words(f"{after} {before}" if comma else identifier.text)
    named = [word for word in words if word not in TITLES]
    if not named:
        return
    first, last = named[0], named[-1]
    # Of “O’Connor” also “Connor”.
    halves = [word for word in RUN.findall(APOSTROPHE.sub(" ", fold(identifier.text))) if len(word) >= SHORTEST_PLACE]
    for word in dict.fromkeys([*named, *(half for half in halves if half not in TITLES)]):
        if word not in PARTICLES and len(word) > 1:
            yield Pattern((word,), identifier, capital=len(word) < SHORTEST_ALONE)
    if len(named) == 1:
        return
    yield from _together(named, identifier)
    # “J Smith”, “Smith, J”, “Jane S”, “jsmith”, “J.S.”, “JS”
    for both in ((first[0], last), (last, first[0]), (first, last[0])):
        yield Pattern(both, identifier)
    yield Pattern((first[0] + last,), identifier)
    letters = tuple(word[0] for word in named)
    for some in {letters, (first[0], last[0])}:
        yield Pattern(some, identifier, capital=True)
        yield Pattern(("".join(some),), identifier, capital=True)


def _together(named: list[str], identifier: Identifier) -> Iterator[Pattern]:
    first, last = named[0], named[-1]
    orders = {tuple(named), (first, last), (last, first), (last, *named[:-1])}
    for order in orders:
        yield Pattern(order, identifier)
        yield Pattern(("".join(order),), identifier)
    # A double name written as one word, or as two.
    for one, other in zip(named, named[1:], strict=False):
        yield Pattern((one + other,), identifier)


def _of_address(identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    for line in identifier.text.replace(",", "\n").splitlines():
        words = [canonical(word) for word in plain_words(line)]
        if len(words) == 1:
            yield from _alone(words[0], identifier, everywhere)
            continue
        yield Pattern(tuple(words), identifier)
        # The street without its number; “Flat 2, 14 Elm Road” too.
        letters = [word for word in words if not word.isdigit() and word != "apt"]
        while letters and len(letters[0]) == 1:
            letters.pop(0)
        if len(letters) > 1 and not set(letters) <= everywhere:
            yield Pattern(tuple(letters), identifier)


def _of_school(identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    words = [canonical(word) for word in plain_words(identifier.text)]
    if len(words) > 1:
        yield Pattern(tuple(words), identifier)
    own = [word for word in words if word not in OF_ANY_SCHOOL]
    if len(own) == 1:
        yield from _alone(own[0], identifier, everywhere)
    elif own and not set(own) <= everywhere:
        yield Pattern(tuple(own), identifier)
    saint = words.index("st") if "st" in words[:-1] else -1
    if saint >= 0:
        yield Pattern((words[saint], words[saint + 1]), identifier)


def _of_place(identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    """“At home” names no place; “Elm Park” does."""
    for line in identifier.text.replace(",", "\n").splitlines():
        parts = line.split()
        words = [canonical(word) for word in plain_words(line)]
        if len(words) == 1:
            yield from _alone(words[0], identifier, everywhere)
        elif any(part[:1].isupper() or part[:1].isdigit() for part in parts[1:]):
            yield Pattern(tuple(words), identifier)


def _alone(word: str, identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    if len(word) >= SHORTEST_PLACE and not word.isdigit() and word not in everywhere | TITLES:
        yield Pattern((word,), identifier)
