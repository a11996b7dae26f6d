"""Made-up identifiers, the forms in which people write them, and files that hide them: seeded, the same every time."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from workflow.machines.publication.identification.identifiers import (
    ADDRESS,
    DATE,
    NAME,
    NHS_NUMBER,
    POSTCODE,
    REFERENCE,
    SCHOOL,
    Identifier,
)

FIRST = "Rowan Zoë Łukasz Aoife Jordan Mohammed Chloé Siân Anna-Maria Kofi Xu Bronwen Tomasz Nia Ezra".split()  # noqa: SIM905 - words read best as words
LAST = "Ashdown O’Connor Smith-Jones Nowakowski Müller Fitzgerald D’Souza Ng Okonkwo McAllister Brathwaite".split()  # noqa: SIM905 - words read best as words
STREETS = [
    "Elmtree Road",
    "Saint Mary’s Avenue",
    "Kingfisher Close",
    "Old Mill Lane",
    "Wharf Street",
    "Long Acre Drive",
]
SCHOOLS = [
    "Greenfield Primary School",
    "St Botolph’s C of E Academy",
    "Forest Hollow Infant School",
    "Bramblewood High",
]
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905 - words read best as words
FILLER = (
    "The agencies met and spoke of what they had seen; nobody asked who was at home. {} It was recorded by one of them."
)


def identifiers(seed: int, number: int = 40) -> list[Identifier]:
    """That many of each kind."""
    dice = random.Random(seed)
    found = [Identifier(REFERENCE, "EXAM-2026-0042")]
    for _ in range(number):
        born = date(2006, 1, 1) + timedelta(days=dice.randrange(7000))
        house, street = dice.randrange(1, 190), dice.choice(STREETS)
        postcode = f"NG{dice.randrange(1, 25)} {dice.randrange(1, 9)}{dice.choice('ABDEFGH')}{dice.choice('JLNPQRS')}"
        found += [
            Identifier(NAME, f"{dice.choice(FIRST)} {dice.choice(LAST)}"),
            Identifier(DATE, born.isoformat()),
            Identifier(ADDRESS, f"{house} {street}\nWestbridge\n{postcode}"),
            Identifier(POSTCODE, postcode),
            Identifier(SCHOOL, dice.choice(SCHOOLS)),
            Identifier(NHS_NUMBER, "".join(str(dice.randrange(10)) for _ in range(10))),
        ]
    return found


def listed(one: Identifier) -> list[str]:
    """As the records have it: found without exception."""
    return [one.text.replace("\n", ", ")] if one.kind == ADDRESS else [one.text]


def variants(one: Identifier, dice: random.Random) -> Iterator[str]:
    """Other ways in which the same is written."""
    if one.kind == NAME:
        yield from _names(one.text, dice)
    elif one.kind == DATE:
        yield from _dates(date.fromisoformat(one.text))
    elif one.kind == ADDRESS:
        line = one.text.split("\n")[0]
        number, _, street = line.partition(" ")
        yield from (
            line,
            street,
            street.upper(),
            line.replace("Road", "Rd").replace("Street", "St."),
            f"{number}, {street}",
        )
        yield line.replace("Avenue", "Ave").replace("Saint", "St").replace("Lane", "Ln").replace("’", "")
    elif one.kind == POSTCODE:
        yield from (
            one.text.lower(),
            one.text.replace(" ", ""),
            one.text.replace(" ", "  "),
            one.text.replace(" ", "-"),
        )
    elif one.kind == SCHOOL:
        yield from (one.text.upper(), one.text.replace("School", "").strip(), one.text.replace("St ", "St. "))
        yield one.text.replace("Primary School", "School").replace("Infant School", "Infants").replace("’", "'")
    elif one.kind == NHS_NUMBER:
        text = one.text
        yield from (f"{text[:3]} {text[3:6]} {text[6:]}", f"{text[:3]}-{text[3:6]}-{text[6:]}", f"NHS{text}")


def _names(name: str, dice: random.Random) -> Iterator[str]:
    first, _, last = name.partition(" ")
    yield from (
        name.upper(),
        name.lower(),
        f"{last}, {first}",
        f"{last} {first}",
        f"{first[0]} {last}",
        f"{last}, {first[0]}",
    )
    yield from (first, last, f"{first}’s mother", f"the {last}s", f"{first} {last[0]}", f"{first[0]}.{last[0]}.")
    yield from (plain(name), plain(name).replace(" ", "_").lower(), plain(name).replace(" ", "-").lower())
    yield plain(name).replace(" ", "").replace("-", "").replace("’", "")
    yield name.replace("-", " ").replace("’", "'")
    yield name.replace("-", "\u2011").replace(" ", "\u00a0")
    yield "".join(f"{sign}\u00ad" for sign in name)
    for part in (first, last):
        word = max(plain(part).replace("’", "-").split("-"), key=len)
        if len(word) >= 5:
            yield from (slip(word, dice) for _ in range(2))


def plain(name: str) -> str:
    """Without accents, as a keyboard without them has it."""
    return name.translate(str.maketrans("ëŁłéâüö", "eLleauo"))


def slip(word: str, dice: random.Random) -> str:
    """One letter wrong, missing, doubled or changed with its neighbour."""
    place = dice.randrange(1, len(word) - 1)
    return dice.choice(
        [
            word[:place] + dice.choice("aeioust") + word[place + 1 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
        ]
    )


def _dates(day: date) -> Iterator[str]:
    month = MONTHS[day.month - 1]
    ending = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    yield from (f"{day.day} {month} {day.year}", f"{day.day}{ending} {month} {day.year}", f"{day.day} {month}")
    yield from (f"{month} {day.day}, {day.year}", f"{day.day}{ending} of {month}", f"{month} {day.year}")
    yield from (
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%y}",
        f"{day:%d-%m-%Y}",
        f"{day:%Y/%m/%d}",
        f"{day:%d %m %Y}",
        f"{day:%Y%m%d}",
    )
    yield from (
        f"{day.day} {month[:3]} {day:%y}",
        f"{day:%m/%d/%Y}",
        f"{day.day}-{month[:3]}-{day.year}",
        f"{day:%d%m%Y}",
    )
    yield from (f"{day:%A} {day.day} {month.upper()} {day.year}", f"{day:%Y-%m-%d}T00:00:00", f"{day:%d%m%y}")
