"""In which forms numbers and addresses of machines may stand: as rows of signs however spaced, and as patterns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.identification.lexicon import is_name, is_word
from portal.identification.patterns import CERTAIN, LIKELY, POSSIBLE, told
from portal.identification.words import fold
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.identifiers import Identifier

POSTCODE_FORM = re.compile(r"(?<![a-z0-9])([a-z]{1,2}\d[a-z\d]?)[\W_]{0,3}(\d)[\W_]{0,2}([a-z]{2})(?![a-z0-9])")
SIGNS = re.compile(r"[a-z0-9]+")
# “Ending 123”, “last four digits: 1234”
ENDING_SAID = (
    r"(?:ending|ends|end|last (?:three|four|six|3|4|6) (?:digits|figures|numbers))"
    r"(?:\s(?:in|with|of|are|is|the))?[\W_]{1,3}"
)
# “At” and “dot” in words, or signs, between the parts of an e-mail address.
BETWEEN_PARTS = r"(?:[\W_]{1,3}(?:at|dot|point|punkt|hyphen|dash|underscore|plus)(?![a-z0-9])[\W_]{0,3}|[\W_]{1,3})"
AREA_BEFORE = r"(?:post\s?code|area|district|outward code|outcode)\W{1,3}(?:\w+\W){0,2}"
AREA_AFTER = r"\s(?:post\s?code|area|district)"
SHORTEST_NUMBER, SHORTEST_USER, SHORTEST_REFERENCE = 6, 5, 4
WITHOUT_LETTERS = "The reference without its letters."


@dataclass(frozen=True, slots=True)
class Needle:
    """Letters and figures in a row that mean an identifier, whatever stands between them."""

    signs: str
    identifier: Identifier
    sure: str
    why: str
    # A telephone number: 0, +44 and 0044 may stand before it.
    telephone: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern, and a part of the text that it needs: it is tried only where that stands."""

    pattern: re.Pattern[str]
    literal: str
    identifier: Identifier
    sure: str
    why: str


def forms_of(one: Identifier) -> Iterator[Needle | Form]:
    """Every form of one identifier; of kinds that are words there is none."""
    makers = {
        identifiers.NHS_NUMBER: _nhs,
        identifiers.TELEPHONE: _telephone,
        identifiers.EMAIL: _email,
        identifiers.HANDLE: _handle,
        identifiers.VEHICLE: _vehicle,
        identifiers.REFERENCE: _reference,
        identifiers.POSTCODE: _postcodes,
        identifiers.ADDRESS: _postcodes,
    }
    if one.kind in makers:
        yield from makers[one.kind](one)


def _form(pattern: str, literal: str, one: Identifier, sure: str, why: str) -> Form:
    return Form(re.compile(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])"), literal, one, sure, why)


def _signs(text: str) -> str:
    return "".join(SIGNS.findall(fold(text)))


def _nhs(one: Identifier) -> Iterator[Needle | Form]:
    figures = re.sub(r"\D", "", fold(one.text))
    if len(figures) >= SHORTEST_NUMBER:
        yield Needle(figures, one, CERTAIN, "The number, however it is grouped.")
        yield from _ending(figures, one)


def _ending(figures: str, one: Identifier) -> Iterator[Form]:
    for last in (figures[-3:], figures[-4:], figures[-6:]):
        yield _form(rf"{ENDING_SAID}({last})", last, one, POSSIBLE, "Its last figures.")


def _telephone(one: Identifier) -> Iterator[Needle | Form]:
    figures = re.sub(r"\D", "", fold(one.text).replace("(0)", ""))
    figures = re.sub(r"^(?:00)?44(?=\d{9,10}$)|^00(?!0)", "", figures)
    national = figures.lstrip("0")
    if len(national) < SHORTEST_NUMBER:
        return
    yield Needle(national, one, CERTAIN, "The number, however it is grouped.", telephone=True)
    yield from _ending(national, one)
    for length in (8, 7, 6):
        if len(national) - length > 1:
            yield Needle(national[-length:], one, POSSIBLE, "The number without its area.")


def _email(one: Identifier) -> Iterator[Needle | Form]:
    address = fold(one.text).strip().removeprefix("mailto:")
    user, at, _host = address.partition("@")
    words = SIGNS.findall(address)
    if not at or len(words) < 2:
        yield from _handle(one)
        return
    yield _form(BETWEEN_PARTS.join(words), words[0], one, CERTAIN, "The address, however its signs are written.")
    names = SIGNS.findall(user)
    joined = "".join(names)
    before_at = "What stands before the @ of the address."
    if joined in told("mailboxes"):
        return
    if len(joined) >= SHORTEST_USER and not is_word(joined) and not is_name(joined):
        yield _form(r"[._+-]?".join(names), names[0], one, LIKELY, before_at)
    elif len(joined) > 1:
        yield Form(re.compile(rf"(?<![a-z0-9]){joined}\s?(?:@|\(at\)|\[at\])"), joined, one, LIKELY, before_at)


def _handle(one: Identifier) -> Iterator[Needle | Form]:
    signs = _signs(one.text.rstrip("/").rpartition("/")[2])
    if len(signs) >= SHORTEST_USER and not is_word(signs) and not is_name(signs):
        yield Needle(signs, one, CERTAIN, "The name, however its signs are written.")
    elif len(signs) > 1:
        yield Form(re.compile(rf"@\s?({signs})(?!\w)"), signs, one, CERTAIN, "The name with its @.")


def _vehicle(one: Identifier) -> Iterator[Needle]:
    signs = _signs(one.text)
    if len(signs) > 3 and re.search(r"\d", signs):
        yield Needle(signs, one, CERTAIN, "The number plate, however it is spaced.")


def _reference(one: Identifier) -> Iterator[Needle | Form]:
    tokens = re.findall(r"[a-z]+|\d+", fold(one.text))
    numbers = [token for token in tokens if token.isdigit()]
    if len("".join(tokens)) < SHORTEST_REFERENCE:
        return
    yield Needle("".join(tokens), one, CERTAIN, "The reference, however it is separated.")
    if not numbers:
        return
    literal = max((_least(number) for number in numbers), key=len)
    letters = [token for token in tokens if token.isalpha() and len(token) > 1]
    for some, why in ((tokens, "The reference in another form."), (tokens[::-1], "The reference in another order.")):
        yield _form(r"[\W_]{0,3}".join(map(_loose, some)), literal, one, LIKELY, why)
    while tokens[0].isalpha():
        tokens = tokens[1:]
    if len(tokens) > 1 and sum(map(len, numbers)) >= SHORTEST_REFERENCE:
        # Without letters only with a sign between them: “2026 42” may be two numbers.
        for some in (tokens, tokens[::-1]):
            yield _form(r"\s?[-/.\\_:|]\s?".join(map(_loose, some)), literal, one, LIKELY, WITHOUT_LETTERS)
        yield _form(r"[\W_]{0,2}".join(tokens), literal, one, LIKELY, WITHOUT_LETTERS)
    yield from _number_alone(max(numbers, key=len), one)
    if letters and len(numbers) > 1:
        pattern = rf"{letters[0]}[\W_]{{0,3}}{_loose(numbers[-1])}"
        yield _form(pattern, literal, one, POSSIBLE, "The reference without its year.")


def _number_alone(longest: str, one: Identifier) -> Iterator[Needle | Form]:
    why = "The number of the reference alone."
    if len(longest) > SHORTEST_NUMBER:
        yield Needle(longest, one, LIKELY, why)
    elif len(longest) >= SHORTEST_REFERENCE + 1:
        yield _form(longest, longest, one, LIKELY if len(longest) == SHORTEST_NUMBER else POSSIBLE, why)


def _is_year(figures: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", figures))


def _least(figures: str) -> str:
    """What of a number always stands there."""
    return figures[2:] if _is_year(figures) else figures.lstrip("0") or "0"


def _loose(token: str) -> str:
    """A part of a reference: figures without their leading noughts too, a year by its last two figures too."""
    if not token.isdigit():
        return token
    if _is_year(token):
        return f"(?:{token[:2]})?{token[2:]}"
    if re.fullmatch(r"[012]\d", token):
        return f"(?:20)?{token}"
    return f"0{{0,6}}{_least(token)}"


def _postcodes(one: Identifier) -> Iterator[Needle | Form]:
    for match in POSTCODE_FORM.finditer(fold(one.text)):
        outward, sector = match[1], match[2]
        yield Needle(outward + sector + match[3], one, CERTAIN, "The postcode, however it is spaced.")
        half, more = "The first half of the postcode.", "The first half of the postcode and a figure."
        yield _form(rf"{outward}[\W_]{{0,3}}{sector}(?!\d)", outward, one, LIKELY, more)
        if outward[1].isalpha():
            yield _form(rf"{outward}(?!\W?\d)", outward, one, POSSIBLE, half)
        else:
            # “B12” is a vitamin too, “M1” a motorway.
            yield _form(rf"{AREA_BEFORE}({outward})", outward, one, POSSIBLE, half)
            yield _form(rf"({outward}){AREA_AFTER}", outward, one, POSSIBLE, half)
