"""The words in which a person may be named: whole, turned round, by a nickname, by initials, in part."""

import re
from collections.abc import Iterator

from portal.identification.lexicon import called, is_name, is_word, spelt
from portal.identification.patterns import CERTAIN, LIKELY, POSSIBLE, Pattern, told
from portal.identification.words import APOSTROPHE, RUN, expansions, fold, latin, plain_words
from workflow.machines.publication.identification.identifiers import Identifier

SHORTEST_ALONE = 4
SHORTEST_HALF = 4
SHORTEST_FOR_DIMINUTIVES = 5
TURNED = "The name in another order, or its parts joined."
FIRST, LAST, MIDDLE = "The first name alone.", "The surname alone.", "A part of the name alone."
INITIALS = "The initials of the name."


def of_name(identifier: Identifier) -> Iterator[Pattern]:
    written = identifier.text
    before, comma, after = written.partition(",")
    if comma and after.strip():
        written = f"{after} {before}"
    for form in dict.fromkeys([written, *expansions(written)]):
        yield from _of_words(form, identifier)


def _of_words(written: str, identifier: Identifier) -> Iterator[Pattern]:
    words = [_in_latin(word) for word in plain_words(written)]
    named = [word for word in words if word not in told("titles") and not word.isdigit()]
    if not named:
        return
    first, last = named[0], named[-1]
    if len(named) == 1:
        yield Pattern((first,), identifier, CERTAIN, alone=True)
        yield from _by_other_names(first, "", identifier)
        return
    yield Pattern(tuple(named), identifier, CERTAIN)
    yield from _together(named, identifier)
    yield from _by_initials(named, identifier)
    yield from _by_other_names(first, last, identifier)
    for middle in named[1:-1]:
        if middle not in told("particles") and len(middle) > 1:
            yield Pattern((middle, last), identifier, LIKELY, "A middle name and the surname.")
    yield from _alone(written, named, identifier)


def _in_latin(word: str) -> str:
    return latin(word)[-1] if latin(word) else word


def _together(named: list[str], identifier: Identifier) -> Iterator[Pattern]:
    first, last = named[0], named[-1]
    yield Pattern((first, last), identifier, CERTAIN, "First name and surname.")
    orders = [tuple(named), (first, last), (last, first), (last, *named[:-1])]
    if len(named) > 2:
        # Two surnames, or two first names, that are used in part.
        orders += [(first, named[1]), (named[-2], last), (last, named[-2])]
        orders += [(first, *named[2:]), (first, named[-2], last)]
    for order in dict.fromkeys(orders):
        if any(word not in told("particles") for word in order):
            yield Pattern(order, identifier, LIKELY, TURNED)
            if len("".join(order)) > SHORTEST_ALONE and not is_word("".join(order)):
                yield Pattern(("".join(order),), identifier, LIKELY, TURNED)
    start = len(named) - 1
    while start > 1 and named[start - 1] in told("particles"):
        start -= 1
    if start < len(named) - 1:
        yield Pattern(tuple(named[start:]), identifier, LIKELY, LAST)
        yield Pattern(("".join(named[start:]),), identifier, LIKELY, LAST)
    # A double name written as one word, or as two.
    for one, other in zip(named, named[1:], strict=False):
        if not is_word(one + other):
            yield Pattern((one + other,), identifier, LIKELY, TURNED)


def _by_initials(named: list[str], identifier: Identifier) -> Iterator[Pattern]:
    """“J Smith”, “Smith, J”, “Jane S”, “jsmith”, “J.S.”, “JS”, “J A Smith”."""
    first, last = named[0], named[-1]
    some = "An initial and the other name."
    for both in ((first[0], last), (last, first[0]), (first, last[0])):
        yield Pattern(both, identifier, LIKELY, some)
    if len(named) > 2:
        yield Pattern((*(word[0] for word in named[:-1]), last), identifier, LIKELY, some)
        yield Pattern((first, *(word[0] for word in named[1:-1]), last), identifier, LIKELY, some)
    for joined in (first[0] + last, last + first[0], first + last[0]):
        if len(joined) > SHORTEST_ALONE and not is_word(joined) and not is_name(joined):
            yield Pattern((joined,), identifier, LIKELY, some, slips=False)
    letters = tuple(word[0] for word in named)
    for initials in dict.fromkeys([letters, *((first[0], word[0]) for word in named[1:])]):
        yield Pattern(initials, identifier, POSSIBLE, INITIALS, capital=True, slips=False)
        if "".join(initials) not in told("abbreviations"):
            yield Pattern(("".join(initials),), identifier, POSSIBLE, INITIALS, capital=True, slips=False)


def _by_other_names(first: str, last: str, identifier: Identifier) -> Iterator[Pattern]:
    for others, what in ((called(first), "A short or long form of the first name"), (spelt(first), "Another spelling")):
        for other in others:
            word = "".join(plain_words(other))
            if not word:
                continue
            if last:
                why = f"{what}, with the surname: {other.capitalize()}."
                yield Pattern((word, last), identifier, LIKELY, why, slips=len(word) > 3)
                yield Pattern((last, word), identifier, LIKELY, why, slips=False)
            yield Pattern((word,), identifier, POSSIBLE, f"{what}: {other.capitalize()}.", alone=True, slips=False)
    for other in spelt(last) if last else ():
        why = f"Another spelling of the surname: {other.capitalize()}."
        for one in (first, *called(first)):
            yield Pattern((one, other), identifier, LIKELY, why, slips=False)
        yield Pattern((other,), identifier, POSSIBLE, why, alone=True, slips=False)
    for other in _diminutives(first):
        why = "A form of endearment of the first name."
        yield Pattern((other,), identifier, POSSIBLE, why, alone=True, slips=False)
        if last:
            yield Pattern((other, last), identifier, LIKELY, why, slips=False)


def _diminutives(first: str) -> Iterator[str]:
    """“Jordie”, “Rowie”: where no word and nobody else is called so."""
    if len(first) < SHORTEST_FOR_DIMINUTIVES:
        return
    for start in (first[:3], first[:3] + first[2], first[:4]):
        for ending in ("ie", "y", "ey", "o", "s"):
            made = start + ending
            if start[-1] not in "aeiou" and made != first and not is_word(made) and not is_name(made):
                yield made


def _alone(written: str, named: list[str], identifier: Identifier) -> Iterator[Pattern]:
    # Of “O’Connor” also “Connor”.
    halves = [word for word in RUN.findall(APOSTROPHE.sub(" ", fold(written))) if len(word) >= SHORTEST_HALF]
    parts = [*named, *(half for half in halves if half not in named and half not in told("titles"))]
    for word in dict.fromkeys(parts):
        if word in told("particles") or len(word) < 2:
            continue
        why = FIRST if word == named[0] else LAST if word == named[-1] else MIDDLE
        yield Pattern((word,), identifier, LIKELY, why, alone=True)
    hyphened = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", fold(written))
    for double in hyphened:
        yield Pattern(tuple(double.split("-")), identifier, LIKELY, "A double name without the others.")
