"""The words in which an address, a school or a place may be named: whole, in part, in short, by its initials."""

import re
from collections.abc import Iterator

from portal.identification.lexicon import is_everyday, is_word
from portal.identification.patterns import CERTAIN, LIKELY, POSSIBLE, Pattern, canonical, own_words, told
from portal.identification.words import fold, plain_words
from workflow.machines.publication.identification.identifiers import Identifier

SHORTEST_PLACE = 4
MOST_IN_WORDS = 200
UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
ONES = UP_TO_NINETEEN.split()
IN_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety"
TENS = IN_TENS.split()
IN_PART = "A part of its name."
POSTCODE_LINE = re.compile(r"^[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}$")


def number_in_words(number: int) -> tuple[str, ...]:
    """“one hundred and four” of 104, for 1 to 199."""
    if number >= 100:
        rest = number_in_words(number - 100) if number > 100 else ()
        return ("one", "hundred", *(("and", *rest) if rest else ()))
    if number < 20:
        return (ONES[number],)
    return (TENS[number // 10], *((ONES[number % 10],) if number % 10 else ()))


def of_address(identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    lines = [line.strip() for line in identifier.text.replace(",", "\n").splitlines() if line.strip()]
    for line in lines:
        words = own_words(line)
        if POSTCODE_LINE.match(fold(line)) or not words:
            continue
        if len(words) == 1:
            yield from _alone(words[0], identifier, everywhere, "A line of the address.", sure=POSSIBLE)
        elif not any(len(word) > 2 and not word.isdigit() and word != "apt" for word in words):
            # “Flat 2” and “14” point to nobody.
            continue
        elif any(word.isdigit() for word in words):
            yield from _street(words, identifier, everywhere)
        elif not set(words) <= everywhere | told("anywhere"):
            yield from _street_alone(words, identifier, everywhere)
    yield from _over_lines(lines, identifier)


def _over_lines(lines: list[str], identifier: Identifier) -> Iterator[Pattern]:
    """A number on its own line, before its street: “Flat 2”, “14”, “Elm Road”."""
    for one, other in zip(lines, lines[1:], strict=False):
        words = own_words(one)
        if words and all(word.isdigit() or word == "apt" or len(word) < 2 for word in words):
            yield Pattern((*words, *own_words(other)), identifier, CERTAIN)


def _street(words: list[str], identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    yield Pattern(tuple(words), identifier, CERTAIN)
    letters = [word for word in words if not word.isdigit() and word != "apt"]
    while letters and len(letters[0]) == 1:
        letters.pop(0)
    places = [place for place, word in enumerate(words) if word.isdigit()]
    number = words[places[-1]]
    street = [word for word in words[places[-1] + 1 :] if len(word) > 1]
    if street:
        # “14 Elm Road” of “Flat 2, 14a Elm Road”, and with the number behind.
        kindless = [word for word in street if word not in _kinds_of_street()]
        for order in ((number, *street), (*street, number)):
            yield Pattern(order, identifier, LIKELY, "House number and street.")
        if kindless and kindless != street:
            yield Pattern((number, *kindless), identifier, LIKELY, "House number and the name of the street.")
        if int(number) in range(1, MOST_IN_WORDS):
            yield Pattern((*number_in_words(int(number)), *street), identifier, LIKELY, "House number and street.")
    yield from _street_alone(letters, identifier, everywhere)


def _street_alone(letters: list[str], identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    if len(letters) > 1 and not set(letters) <= everywhere:
        plain = any(own_words(street) == letters for street in told("plain_streets"))
        sure = POSSIBLE if plain else LIKELY
        yield Pattern(tuple(letters), identifier, sure, "The street or the place without the rest of the address.")
        own = [word for word in letters if word not in _kinds_of_street()]
        if len(own) == 1 and not is_everyday(own[0]):
            yield from _alone(own[0], identifier, everywhere, "The name of the street alone.", sure=POSSIBLE)
        elif len(own) > 1 and own != letters and not all(map(is_everyday, own)):
            yield Pattern(tuple(own), identifier, POSSIBLE, "The name of the street alone.")
    elif len(letters) == 1 and letters[0] not in _kinds_of_street():
        yield from _alone(letters[0], identifier, everywhere, "The name of the street alone.", sure=POSSIBLE)


def _kinds_of_street() -> frozenset[str]:
    kinds = "rd st ave cl ln dr ct cres gdns pl terr sq gr pk hse blvd cott est vls pde bldgs mt way row rise view walk"
    return frozenset((*kinds.split(), "hill", "mews", "green", "gate", "end"))


def of_school(identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    for line in re.split(r"[\n,;]", identifier.text):
        words = own_words(line)
        if not words:
            continue
        if len(words) > 1:
            yield Pattern(tuple(words), identifier, CERTAIN)
        own = [word for word in words if word not in told("of_any_school")]
        yield from _part_of_school(words, own, identifier, everywhere)
        yield from _initials(line, identifier)
        saint = words.index("st") if "st" in words[:-1] else -1
        if saint >= 0:
            name = words[saint + 1]
            why = "The saint of its name."
            yield Pattern((words[saint], name), identifier, LIKELY, why, last=True)
            yield Pattern(("st", name[0]), identifier, LIKELY, "The saint of its name, in short.", capital=True)


def _part_of_school(
    words: list[str], own: list[str], identifier: Identifier, everywhere: frozenset[str]
) -> Iterator[Pattern]:
    without = "Its name without what kind of school it is."
    if len(own) == 1 and "st" not in words:
        yield from _alone(own[0], identifier, everywhere, without, sure=LIKELY)
        for kind in ("primary", "school", "academy", "infants", "juniors", "high", "nursery", "college", "secondary"):
            yield Pattern((own[0], canonical(kind)), identifier, LIKELY, without)
    elif own and not set(own) <= everywhere:
        yield Pattern(tuple(own), identifier, LIKELY, without)
        if len(own) > 1:
            yield from _alone(own[0], identifier, everywhere, IN_PART, sure=POSSIBLE)
            for kind in ("primary", "school", "academy"):
                yield Pattern((own[0], kind), identifier, LIKELY, IN_PART)


def _initials(line: str, identifier: Identifier) -> Iterator[Pattern]:
    """“SMPS” of “St Mary’s Primary School”, with and without its small words."""
    words = plain_words(line)
    large = [word for word in words if word not in ("of", "the", "and", "for")]
    church = ("c", "e", "ce", "cofe", "church", "england", "catholic", "rc", "roman")
    plain = [word for word in large if word not in church]
    for some in (words, large, plain, *([[*large, "school"]] if "school" not in large else [])):
        letters = "".join(word[0] for word in some)
        if len(letters) > 2 and letters not in told("abbreviations") and (len(letters) > 3 or not is_word(letters)):
            yield Pattern((letters,), identifier, POSSIBLE, "The initials of its name.", capital=True, slips=False)
            yield Pattern(tuple(letters), identifier, POSSIBLE, "The initials of its name.", capital=True, slips=False)


def of_place(identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    """“At home” names no place; “Elm Park” does."""
    for line in re.split(r"[\n,;]", identifier.text):
        parts = line.split()
        words = own_words(line)
        if len(words) == 1:
            yield from _alone(words[0], identifier, everywhere, "It stands as the records have it.", sure=CERTAIN)
        elif any(part[:1].isupper() or part[:1].isdigit() for part in parts[1:]):
            yield Pattern(tuple(words), identifier, CERTAIN)
            yield from _part_of_place(line, identifier, everywhere)
            if words[0].isdigit():
                yield from _street(words, identifier, everywhere)
            yield from _initials(line, identifier)


def _part_of_place(line: str, identifier: Identifier, everywhere: frozenset[str]) -> Iterator[Pattern]:
    # Of “the swimming pool in Elm Park” the part with capital letters.
    for run in re.findall(r"(?:[A-Z][\w'’-]*)(?:\s+(?:of|the|and|on|upon|in)?\s?[A-Z][\w'’-]*)*", line):
        words = own_words(run)
        if words and words[0] in ("the", "a", "an", "at", "in", "near"):
            words = words[1:]
        kinds = {canonical(word) for word in told("of_any_place")}
        own = [word for word in words if word not in kinds]
        if len(words) > 1 and not set(words) <= everywhere | kinds:
            yield Pattern(tuple(words), identifier, LIKELY, "Its name without the article.")
        without = "Its name without what kind of place it is."
        if not own and len(words) > 1:
            # “The Grove” of “The Grove Leisure Centre”
            yield Pattern(tuple(words[:-1]) if len(words) > 2 else ("the", words[0]), identifier, LIKELY, without)
            yield Pattern(("the", words[0]), identifier, POSSIBLE, without)
        if not own or set(own) <= everywhere | told("anywhere"):
            continue
        if len(own) > 1:
            yield Pattern(tuple(own), identifier, LIKELY, without)
        while len(words) > 2 and words[-1] in kinds:
            words = words[:-1]
            yield Pattern(tuple(words), identifier, LIKELY, without)
        for word in own:
            if word == own[0] or not is_everyday(word):
                yield from _alone(word, identifier, everywhere, IN_PART, sure=POSSIBLE)


def _alone(
    word: str, identifier: Identifier, everywhere: frozenset[str], why: str, *, sure: str = LIKELY
) -> Iterator[Pattern]:
    shortest = SHORTEST_PLACE - 1 if identifier.kind == "place" else SHORTEST_PLACE
    if len(word) >= shortest and not word.isdigit() and word not in everywhere | told("titles") | told("anywhere"):
        yield Pattern((word,), identifier, sure, why, alone=True)
