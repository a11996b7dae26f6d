"""Every form in words of an identifier: each kind's own room makes them; of the same words the surest is kept."""

from collections.abc import Iterator

from portal.identification.lexicon import is_name, is_word
from portal.identification.names import of_name
from portal.identification.patterns import CERTAIN, LIKELY, POSSIBLE, Pattern
from portal.identification.places import of_address, of_place, of_school
from workflow.machines.publication.identification.identifiers import Identifier, says_nothing


def patterns_of(identifier: Identifier, *, everywhere: frozenset[str] = frozenset()) -> set[Pattern]:
    """Every form in words. `everywhere`: words of the area's own name, which point to nobody."""
    if says_nothing(identifier.text):
        return set()
    made = {
        "name": lambda: of_name(identifier),
        "address": lambda: of_address(identifier, everywhere),
        "school": lambda: of_school(identifier, everywhere),
        "place": lambda: of_place(identifier, everywhere),
    }.get(identifier.kind)
    if made is None:
        return set()
    whole = (pattern for pattern in made() if pattern.words and all(pattern.words))
    return _surest(pattern for pattern in whole if not identifier.in_passing or _says_enough(pattern))


def _says_enough(pattern: Pattern) -> bool:
    """What was mentioned in passing is looked for whole, or by a part that is no word and no usual name."""
    if not pattern.alone:
        return pattern.sure != POSSIBLE
    word = pattern.words[0]
    return pattern.sure == CERTAIN or (pattern.sure == LIKELY and not is_word(word) and not is_name(word))


def _surest(patterns: Iterator[Pattern]) -> set[Pattern]:
    """Of the same words one pattern: the surest, and of those that which was made first."""
    order = (CERTAIN, LIKELY, POSSIBLE)
    found: dict[tuple[str, ...], Pattern] = {}
    for pattern in patterns:
        known = found.get(pattern.words)
        if known is None or order.index(pattern.sure) < order.index(known.sure):
            found[pattern.words] = pattern
    return set(found.values())
