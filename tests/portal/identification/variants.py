"""Made-up terms of a case and, deliberately harsh, the ways in which each may stand in a report: by class, seeded.

`seeds()` gives `Seed(kind, term, group, written)`: `written` stands in a text and means `term`.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905 - words read best as words
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()  # noqa: SIM905 - words read best as words
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
NAMES = [
    "Rowan Ashdown",
    "William Fitzgerald",
    "Katarzyna Nowakowska",
    "Zoë Brathwaite",
    "Oluwaseun Okonkwo",
    "Mohammed Chowdhury",
    "Siân O’Connor",
    "Nguyễn Thị Mai",
    "Elizabeth Smith-Jones",
    "Aleksandr Morozov",
    "Siobhán McAllister",
    "Robert Pemberton",
    "Margaret Thistlewood",
    "Jürgen Müller",
    "Charlotte Grace Wetherby",
    "Anna-Maria D’Souza",
    "Thomas Hargreaves",
    "Fatima Siddiqui",
    "Giorgos Papadopoulos",
    "Benjamin Throckmorton",
]
NICKNAMES = {
    "William": ["Bill", "Billy", "Will", "Liam"],
    "Elizabeth": ["Liz", "Beth", "Lizzie", "Betty"],
    "Robert": ["Bob", "Rob", "Bobby"],
    "Margaret": ["Maggie", "Peggy", "Meg"],
    "Charlotte": ["Charlie", "Lottie"],
    "Thomas": ["Tom", "Tommy"],
    "Benjamin": ["Ben", "Benji"],
    "Katarzyna": ["Kasia"],
    "Mohammed": ["Mo"],
    "Oluwaseun": ["Seun"],
    "Aleksandr": ["Alex"],
}
SCRIPTS = {
    "Aleksandr Morozov": ["Александр Морозов", "Морозов Александр", "Александр"],
    "Giorgos Papadopoulos": ["Γιώργος Παπαδόπουλος", "Παπαδόπουλος"],
    "Mohammed Chowdhury": ["محمد چودھری", "محمد"],
    "Fatima Siddiqui": ["فاطمة صديقي", "فاطمة"],
    "Rowan Ashdown": [
        "Rоwаn Ashdоwn",
        "Ｒｏｗａｎ Ａｓｈｄｏｗｎ",
        "𝐑𝐨𝐰𝐚𝐧 𝐀𝐬𝐡𝐝𝐨𝐰𝐧",
        "ʀᴏᴡᴀɴ ᴀꜱʜᴅᴏᴡɴ",
        "Ροwan",
        "R0wan",
        "Row@n Ashd0wn",
    ],
    "Katarzyna Nowakowska": ["Катажина Новаковска", "Kаtаrzynа"],
    "Robert Pemberton": ["Роберт Пембертон", "ROBЕRT РЕMBЕRTON"],
    "Siobhán McAllister": [
        "Siobhán Mc Allister",
        "Siobha\u0301n McAllister",
        "SIOBHAN MCALLISTER",
        "Siobhan Mcallister",
    ],
    "Jürgen Müller": ["Juergen Mueller", "Jurgen Muller", "JÜRGEN MÜLLER", "Mueller"],
    "Nguyễn Thị Mai": ["Nguyen Thi Mai", "Mai Nguyễn", "NGUYỄN THỊ MAI", "Thị Mai"],
}
DATES = ["2019-03-12", "2016-11-30", "2021-05-04", "2018-02-28", "2020-08-21", "2014-12-25", "2022-03-12"]
ADDRESSES = [
    "14 Elmtree Road\nWestbridge\nNG12 3AB",
    "Flat 2, 27 Kingfisher Avenue\nCropwell\nDE7 9QX",
    "8 Saint Botolph’s Street\nThornby\nLS18 4TZ",
    "103 Old Brewery Lane\nMarlstone\nS9 2WD",
    "5a Larkspur Close, Hexworth, PE27 6RS",
]
POSTCODES = ["LE65 1TY", "WN3 5HJ", "B29 6PR"]
SCHOOLS = [
    "St Mary’s Primary School",
    "Greenfield Infant and Nursery School",
    "Bramblewood High School",
    "Saint Cuthbert’s Catholic Academy",
    "Forest Hollow Community School",
]
SCHOOL_FORMS = {
    "St Mary’s Primary School": [
        "St M’s",
        "St. Mary’s",
        "SMPS",
        "Saint Mary’s School",
        "St Marys Primary",
        "St Mary’s",
        "S.M.P.S.",
    ],
    "Greenfield Infant and Nursery School": [
        "Greenfield",
        "Greenfield Infants",
        "Greenfield School",
        "GINS",
        "Greenfeild Infant School",
    ],
    "Bramblewood High School": [
        "Bramblewood",
        "Bramblewood’s head teacher",
        "the Bramblewood site",
        "BRAMBLEWOOD HIGH",
        "Bramblewod High",
    ],
    "Saint Cuthbert’s Catholic Academy": [
        "St Cuthbert’s",
        "St Cuthberts Academy",
        "St. C’s",
        "SCCA",
        "St Cuthbert’s RC Academy",
    ],
    "Forest Hollow Community School": [
        "Forest Hollow",
        "Forest Hollow School",
        "FHCS",
        "Forest-Hollow",
        "FOREST HOLLOW",
    ],
}
PLACES = [
    "The Willowbrook Children’s Home",
    "Elm Park Leisure Centre",
    "The Old Tannery",
    "Bexwell Hollow",
    "Marlstone Green",
]
PLACE_FORMS = {
    "The Willowbrook Children’s Home": [
        "Willowbrook",
        "the Willowbrook home",
        "Willowbrook Children’s Home",
        "WILLOWBROOK",
        "Willowbrok",
    ],
    "Elm Park Leisure Centre": [
        "Elm Park",
        "Elm Pk Leisure Centre",
        "ELM PARK",
        "the Elm Park centre",
        "Elm Park Leisure Center",
    ],
    "The Old Tannery": ["Old Tannery", "the Old Tannery", "Tannery", "OLD TANNERY"],
    "Bexwell Hollow": ["Bexwell", "Bexwel Hollow", "Bexwell-Hollow", "the Bexwell area"],
    "Marlstone Green": ["Marlstone", "MARLSTONE GREEN", "Marlstone’s shops"],
}
REFERENCES = ["EXAM-2026-0042", "NSCP/2024/117", "42000731-26", "Crime 20260088213", "PLO-19-00562", "SW1234567"]
REFERENCE_FORMS = {
    "EXAM-2026-0042": [
        "EXAM/2026/0042",
        "EXAM 2026 42",
        "EXAM–2026–0042",
        "exam-26-42",
        "2026-0042",
        "2026/42",
        "EXAM20260042",
        "0042/2026",
        "Ref: EXAM_2026_0042",
    ],
    "NSCP/2024/117": ["NSCP-2024-117", "NSCP 2024 117", "NSCP.24.117", "2024/117", "nscp2024117", "117/2024"],
    "42000731-26": ["42000731/26", "42000731 26", "42000731", "42000731/2026", "4200 0731 26"],
    "Crime 20260088213": ["20260088213", "crime no. 20260088213", "Crime-20260088213", "2026 0088 213"],
    "PLO-19-00562": ["PLO/19/562", "PLO 19 00562", "PLO 2019/00562", "00562", "plo1900562"],
    "SW1234567": ["SW 1234567", "sw-1234567", "1234567", "SW 123 4567"],
}
NHS = ["9434765919", "4010232137", "943 476 0881"]
PHONES = ["07700 900123", "0115 496 0456", "+44 20 7946 0958", "(01632) 960 771"]
EMAILS = ["jane.ashdown83@example.org", "thistlewood@example.com", "m-chowdhury@mail.example.co.uk"]
HANDLES = ["@rowan_ash07", "zedbraith99"]
VEHICLES = ["AB12 CDE", "YK68 ZTP"]

LATE_YEARS = "eighteen nineteen twenty twenty-one twenty-two"


@dataclass(frozen=True)
class Seed:
    """One way in which one term is written."""

    kind: str
    term: str
    group: str
    written: str


def terms() -> list[dict[str, str]]:
    """All terms, as a list made by hand has them."""
    told = {
        "name": NAMES,
        "date": DATES,
        "address": ADDRESSES,
        "postcode": POSTCODES,
        "school": SCHOOLS,
        "place": PLACES,
        "reference": REFERENCES,
        "nhs": NHS,
        "phone": PHONES,
        "email": EMAILS,
        "handle": HANDLES,
        "vehicle": VEHICLES,
    }
    return [{"kind": kind, "value": value} for kind, values in told.items() for value in values]


def seeds(seed: int = 1) -> list[Seed]:
    """Every class of variant of every term, each once."""
    dice = random.Random(seed)
    found: dict[Seed, None] = {}
    makers: list[tuple[str, list[str], Callable[[str, random.Random], Iterator[tuple[str, str]]]]] = [
        ("name", NAMES, _names),
        ("date", DATES, _dates),
        ("address", ADDRESSES, _addresses),
        ("postcode", POSTCODES, _postcodes),
        ("school", SCHOOLS, _told(SCHOOL_FORMS, "school in short")),
        ("place", PLACES, _told(PLACE_FORMS, "place in part")),
        ("reference", REFERENCES, _told(REFERENCE_FORMS, "reference")),
        ("nhs", NHS, _numbers),
        ("phone", PHONES, _phones),
        ("email", EMAILS, _emails),
        ("handle", HANDLES, _handles),
        ("vehicle", VEHICLES, _vehicles),
    ]
    for kind, values, make in makers:
        for value in values:
            found[Seed(kind, value, "as recorded", value.replace("\n", ", "))] = None
            for group, written in make(value, dice):
                found[Seed(kind, value, group, written)] = None
    return list(found)


def _told(forms: dict[str, list[str]], group: str) -> Callable[[str, random.Random], Iterator[tuple[str, str]]]:
    return lambda value, dice: ((group, form) for form in forms[value])


def slip(word: str, dice: random.Random) -> str:
    """One letter wrong, missing, doubled or changed with its neighbour."""
    place = dice.randrange(1, len(word) - 1)
    wrong = dice.choice([sign for sign in "aeioustrn" if sign != word[place]])
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return dice.choice(
        [
            word[:place] + wrong + word[place + 1 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            swapped if swapped != word else word[:place] + wrong + word[place + 1 :],
        ]
    )


def _names(name: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    parts = name.split()
    first, last = parts[0], parts[-1]
    if name == "Nguyễn Thị Mai":
        yield from (("script", form) for form in SCRIPTS[name])
        return
    yield from (
        ("case and order", form)
        for form in (name.upper(), f"{last}, {first}", f"{last} {first}", f"{last.upper()}, {first}")
    )
    yield "case and order", f"{first} {last}".lower()
    yield from (
        ("in part", form)
        for form in (first, last, f"{first}’s mother", f"the {last} family", f"Mrs {last}", f"{last}’s")
    )
    initial = first[0]
    yield from (
        ("initials", form)
        for form in (
            f"{initial} {last}",
            f"{initial}. {last}",
            f"{last}, {initial}.",
            f"{first} {last[0]}.",
            f"{first} {last[0]}",
        )
    )
    yield "initials", f"{initial}.{last[0]}."
    yield from (
        ("joined", form)
        for form in (f"{first}{last}", f"{first}_{last}", f"{first}-{last}", f"{first.lower()}.{last.lower()}")
    )
    yield "joined", f"{first}\n{last}"
    yield from (
        ("hidden signs", form)
        for form in (
            "".join(f"{sign}\u00ad" for sign in name),
            "\u200b".join(name),
            name.replace(" ", "\u00a0"),
            f"{first}&nbsp;{last}",
            "".join(f"&#{ord(sign)};" for sign in name),
            f"{first}%20{last}",
            " ".join(name.replace(" ", "  ")),
            "".join(f"\\u{ord(sign):04x}" for sign in f"{first} {last}"),
            " ".join(first),
            "-".join(last.replace("-", "")),
            f"{last[:4]}-\n{last[4:]}" if len(last) > 6 else last,
        )
    )
    yield from (("nickname", f"{form} {last}") for form in NICKNAMES.get(first, ()))
    yield from (("nickname", form) for form in NICKNAMES.get(first, ()) if form not in ("Will", "Beth", "Rob", "Ben"))
    yield from (("script", form) for form in SCRIPTS.get(name, ()))
    for part in (first, last):
        word = max(part.replace("’", "-").split("-"), key=len)
        if len(word) >= 5 and word.isascii():
            yield from (("one letter wrong", slip(word, dice)) for _ in range(2))
            yield "one letter wrong", f"{first} {last}".replace(word, slip(word, dice))
        if len(word) >= 8 and word.isascii():
            middle = len(word) // 2
            yield from (("two letters wrong", slip(word[:middle], dice) + slip(word[middle:], dice)) for _ in range(2))


def _dates(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    day = date.fromisoformat(text)
    month, ending = (
        MONTHS[day.month - 1],
        "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th"),
    )
    word = ORDINALS.split()[day.day - 1]
    number = day.year - 2000
    year = f"two thousand and {ONES.split()[number]}" if number < 18 else f"twenty {LATE_YEARS.split()[number - 18]}"
    arabic = f"{day:%d/%m/%Y}".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    yield from (
        ("date in figures", form)
        for form in (
            f"{day:%d/%m/%Y}",
            f"{day:%d.%m.%y}",
            f"{day:%d-%m-%Y}",
            f"{day:%Y/%m/%d}",
            f"{day:%d %m %Y}",
            f"{day:%Y%m%d}",
            f"{day:%m/%d/%Y}",
            f"{day:%d–%m–%Y}",
            f"{day:%d}−{day:%m}−{day:%Y}",
            f"{day.day}.{day.month}.{day:%y}",
            f"{day:%Y-%m-%d}T00:00:00",
            f"{day:%d%m%Y}",
            arabic,
            f"{day:%d / %m / %Y}",
            " ".join(f"{day:%d%m%Y}"),
            f"{day:%Y.%m.%d}",
            f"{day:%d_%m_%Y}",
        )
    )
    yield from (
        ("date in words", form)
        for form in (
            f"{day.day} {month} {day.year}",
            f"{day.day}{ending} {month} {day.year}",
            f"{day.day}{ending} of {month} {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{day.day} {month[:3]} {day:%y}",
            f"{day.day}-{month[:3]}-{day.year}",
            f"{day:%A} {day.day} {month.upper()} {day.year}",
            f"the {word} of {month} {day.year}",
            f"the {word} of {month}, {year}",
            f"{day.day}{month[:3].upper()}{day.year}",
            f"{month} the {day.day}{ending}, {day.year}",
            f"{day:%a} {day.day} {month[:3]} ’{day:%y}",
        )
    )
    yield from (
        ("roman month", form)
        for form in (
            f"{day.day}.{ROMAN[day.month - 1]}.{day.year}",
            f"{day.day} {ROMAN[day.month - 1]} {day.year}",
            f"{day.day}/{ROMAN[day.month - 1].lower()}/{day:%y}",
        )
    )
    yield from (
        ("day without its year", form)
        for form in (
            f"{day.day} {month}",
            f"{day.day}{ending} of {month}",
            f"the {word} of {month}",
            f"{day:%A} {day.day} {month}",
        )
    )
    yield from (
        ("month and year", form)
        for form in (
            f"{month} {day.year}",
            f"{month[:3]} {day.year}",
            f"{month} of {day.year}",
            f"{day:%m/%Y}",
            f"{day:%Y-%m}",
            f"{month} ’{day:%y}",
            f"early {month} {day.year}",
        )
    )
    before, after = day - timedelta(days=1), day + timedelta(days=2)
    yield from (
        ("range", form)
        for form in (
            f"between {before.day} {MONTHS[before.month - 1]} and {after.day} {MONTHS[after.month - 1]} {after.year}",
            f"{before:%d/%m/%Y} – {after:%d/%m/%Y}",
            f"from {before.day} {MONTHS[before.month - 1]} {before.year}"
            f" to {after.day} {MONTHS[after.month - 1]} {after.year}",
            f"the week beginning {before.day} {MONTHS[before.month - 1]} {before.year}",
        )
    )
    if before.month == after.month:
        yield from (
            ("range", form)
            for form in (
                f"{before.day}–{after.day} {month} {day.year}",
                f"{day.day} to {after.day} {month} {day.year}",
                f"{before.day}-{day.day} {month[:3]} {day.year}",
            )
        )
    season = (
        "winter",
        "winter",
        "spring",
        "spring",
        "spring",
        "summer",
        "summer",
        "summer",
        "autumn",
        "autumn",
        "autumn",
        "winter",
    )[day.month - 1]
    yield from (
        ("season", form)
        for form in (f"{season} {day.year}", f"the {season} of {day.year}", f"{season.upper()} {day.year}")
    )
    for other in map(date.fromisoformat, DATES):
        if timedelta(days=20) < other - day < timedelta(days=18 * 365) and day.day <= 28:
            yield from (("age to the day", form) for form in _ages(day, other))
    if day.isoformat() == "2019-03-12":
        yield from (
            ("birthday", form)
            for form in ("on his third birthday", "on her 3rd birthday", "on the child’s third birthday")
        )
    else:
        later = day + timedelta(days=100)
        yield "age to the day", f"100 days old on {later.day} {MONTHS[later.month - 1]} {later.year}"


def _ages(born: date, other: date) -> Iterator[str]:
    days = (other - born).days
    yield from (
        f"aged {days} days",
        f"{days:,} days old",
        f"{days // 7} weeks and {days % 7} days old" if days < 1500 else f"{days} days",
    )
    years = other.year - born.year - ((other.month, other.day) < (born.month, born.day))
    since = born.replace(year=born.year + years)
    months = (other.year - since.year) * 12 + other.month - since.month - (other.day < since.day)
    at = since.replace(year=since.year + (since.month - 1 + months) // 12, month=(since.month - 1 + months) % 12 + 1)
    yield f"aged {years} years, {months} months and {(other - at).days} days"


def _addresses(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    lines = [line.strip() for line in text.replace(",", "\n").splitlines()]
    postcode, town, line = lines[-1], lines[-2], lines[-3]
    number, _, street = line.partition(" ")
    short = (
        street.replace("Road", "Rd")
        .replace("Avenue", "Ave")
        .replace("Street", "St")
        .replace("Lane", "Ln")
        .replace("Close", "Cl")
        .replace("Saint", "St")
    )
    yield from (
        ("address in short", form)
        for form in (
            f"{number} {short}",
            f"{number}, {street}",
            f"No. {number} {short}.",
            f"{street} {number}",
            f"{number} {street.upper()}",
            f"{number} {short}, {town}",
        )
    )
    yield from (
        ("street alone", form)
        for form in (street, short, street.upper(), f"a house in {street}", street.rpartition(" ")[0])
    )
    yield "street alone", f"{number} {street.rpartition(' ')[0]}"
    yield from (("town", form) for form in (town, town.upper(), f"in {town}"))
    yield from _postcodes(postcode, dice)
    if number.isdigit() and int(number) < 18:
        yield "address in short", f"{ONES.split()[int(number)]} {street}"


def _postcodes(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    out, _, inward = text.partition(" ")
    yield from (
        ("postcode", form)
        for form in (
            text.lower(),
            out + inward,
            f"{out}-{inward}",
            f"{out}  {inward}",
            f"{out}–{inward}",
            " ".join(out + inward),
            f"{out}.{inward}",
            f"{out}\u00a0{inward}",
            f"{out}\n{inward}",
        )
    )
    yield from (
        ("postcode in part", form)
        for form in (f"{out} {inward[0]}", f"the {out} area", f"postcode {out}", f"{out} postcode area")
    )


def _numbers(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    figures = text.replace(" ", "")
    yield from (
        ("NHS number", form)
        for form in (
            f"{figures[:3]} {figures[3:6]} {figures[6:]}",
            f"{figures[:3]}-{figures[3:6]}-{figures[6:]}",
            f"{figures[:3]}–{figures[3:6]}–{figures[6:]}",
            figures,
            f"NHS{figures}",
            " ".join(figures),
            f"{figures[:5]} {figures[5:]}",
            figures.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            f"{figures[:3]}.{figures[3:6]}.{figures[6:]}",
            figures.replace("0", "O"),
            f"{figures[:3]}\u2009{figures[3:6]}\u2009{figures[6:]}",
            f"NHS number ending {figures[-4:]}",
        )
    )


def _phones(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    figures = "".join(sign for sign in text if sign.isdigit()).removeprefix("44").lstrip("0")
    spoken = " ".join(ONES.split()[int(sign)] if sign != "0" else "oh" for sign in f"0{figures}")
    yield from (
        ("telephone", form)
        for form in (
            f"0{figures}",
            f"+44 {figures[:4]} {figures[4:]}",
            f"+44 (0){figures}",
            f"0044{figures}",
            f"0{figures[:3]}-{figures[3:6]}-{figures[6:]}",
            f"(0{figures[:4]}) {figures[4:]}",
            f"0{figures[:2]} {figures[2:6]} {figures[6:]}",
            f"+44{figures}",
            f"0{figures[:4]}.{figures[4:7]}.{figures[7:]}",
            spoken,
            f"tel:+44{figures}",
            figures[-6:],
            f"a number ending {figures[-3:]}",
            f"0{figures[:4]}‑{figures[4:]}",
        )
    )


def _emails(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    user, _, host = text.partition("@")
    yield from (
        ("e-mail", form)
        for form in (
            text.upper(),
            f"{user} at {host}",
            f"{user}(at){host}",
            f"{user} [at] {host.replace('.', ' [dot] ')}",
            f"{user.replace('.', ' dot ')} at {host.replace('.', ' dot ')}",
            user,
            f"{user}@",
            f"mailto:{text}",
            f"{user} @ {host}",
            f"{user}%40{host}",
            text.replace("@", "&#64;"),
            f"{user}＠{host}",
            f"{user} AT {host.replace('.', ' DOT ')}",
        )
    )


def _handles(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    bare = text.removeprefix("@")
    yield from (
        ("handle", form)
        for form in (bare, f"@{bare}", f"@{bare.upper()}", f"https://social.example/{bare}", bare.replace("_", "."))
    )


def _vehicles(text: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    signs = text.replace(" ", "")
    yield from (
        ("vehicle", form)
        for form in (
            signs,
            signs.lower(),
            text.lower(),
            f"{signs[:2]} {signs[2:4]} {signs[4:]}",
            text.replace(" ", "-"),
            " ".join(signs),
        )
    )
