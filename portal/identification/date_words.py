"""The words that dates are written with: months in some languages, days and years in words, seasons, feasts."""

import re
from datetime import date, timedelta

IN_THE_YEAR = "january february march april may june july august september october november december"
MONTHS = IN_THE_YEAR.split()
NUMBERS = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}
# Welsh, Polish, Romanian, French, Dutch, Italian, Portuguese, German and Spanish, without accents.
OTHER_LANGUAGES = (
    "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
FOREIGN = {name: number for language in OTHER_LANGUAGES for number, name in enumerate(language.split(), 1)}
ALL_MONTHS = {**FOREIGN, **NUMBERS}
# Months that are words too: without a year only with a capital letter.
WORDS_TOO = frozenset(
    ("may", "mar", "marc", "march", "dec", "sep", "sept", "jan", "mai", "mars", "medi", "juni", "marz")
)

IN_ORDER = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = IN_ORDER.split()
IN_A_ROW = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
CARDINALS = IN_A_ROW.split()
DAYS = {name: number for number, name in enumerate(ORDINALS, 1)} | {
    f"twenty {name}": 20 + number for number, name in enumerate(ORDINALS[:9], 1)
}
DAYS |= {"thirtieth": 30, "thirty first": 31}
CARDINAL_DAYS = {name: number for number, name in enumerate(CARDINALS, 1)} | {
    f"twenty {name}": 20 + number for number, name in enumerate(CARDINALS[:9], 1)
}
CARDINAL_DAYS |= {"thirty": 30, "thirty one": 31}
TENS = {name: 10 * number for number, name in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy"), 2)}
TENS |= {"eighty": 80, "ninety": 90}
# Numbers to 99, in words.
IN_WORDS = {name: number for number, name in enumerate(CARDINALS, 1)}
IN_WORDS |= {f"{ten} {one}": tens + number for ten, tens in TENS.items() for number, one in enumerate(CARDINALS[:9], 1)}
IN_WORDS |= TENS


def _years() -> dict[str, int]:
    """Years from 1950 to 2039 as they are spoken."""
    found: dict[str, int] = {}
    words = {number: name for name, number in IN_WORDS.items()}
    for year in range(1950, 2040):
        rest = words.get(year % 100, "")
        if year < 2000:
            forms = [f"nineteen {rest}", f"nineteen hundred and {rest}"]
        elif year == 2000:
            forms = ["two thousand"]
        else:
            forms = [f"two thousand and {rest}", f"two thousand {rest}"]
            forms += [f"twenty {rest}", f"twenty hundred and {rest}"] if year > 2009 else [f"twenty oh {rest}"]
        found |= dict.fromkeys(forms, year)
    return found


YEARS = _years()
ROMAN = {name: number for number, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}  # noqa: SIM905 - words read best as words
# First and last month; a winter goes on into the next year.
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
TERMS = {"spring": (1, 4), "summer": (4, 7), "autumn": (9, 12), "winter": (12, 14)}
FEASTS = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year's day": (1, 1),
    "new years day": (1, 1),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
    "valentine's day": (2, 14),
    "valentines day": (2, 14),
    "halloween": (10, 31),
    "bonfire night": (11, 5),
    "guy fawkes night": (11, 5),
    "st david's day": (3, 1),
    "st patrick's day": (3, 17),
    "april fool's day": (4, 1),
    "may day": (5, 1),
}
# Days around a feast that is no single day.
AROUND_FEASTS = {"christmas": ((12, 18), (12, 31)), "new year": ((12, 29), (13, 4))}


def easter(year: int) -> date:
    """Easter Sunday."""
    # Only where a text speaks of Easter.
    from dateutil.easter import easter as sunday  # type: ignore[import-untyped]  # noqa: PLC0415 - no stubs of it here

    found: date = sunday(year)
    return found


def near_easter(year: int) -> tuple[date, date]:
    return easter(year) - timedelta(days=9), easter(year) + timedelta(days=9)


def alternation(names: object) -> str:
    """Names as a part of a pattern, the longest first, with any space or hyphen between their words."""
    told = sorted(map(str, names), key=len, reverse=True)  # type: ignore[call-overload]  # all are texts
    return "|".join(re.escape(name).replace(r"\ ", r"[\s-]{1,3}") for name in told)
