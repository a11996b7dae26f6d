"""What somebody typed as a number, a time of day, a month or a day: read where it can mean one thing only.

What can mean two things is asked about, never guessed: “3,5” is 3.5 to some and a slip for 35 to others, “2:30” may be
in the afternoon. `static/forms/typed.js` reads as this module does; both are held to tests/forms/typed_examples.json.
"""

import re

from django.utils.translation import gettext

from forms.definition.conditions import number_of
from forms.definition.months import months_called
from forms.definition.wording import quoted
from forms.same_text import plain

TWO_WAYS = "two_ways"
GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+", re.ASCII)
GROUPED_BY_POINTS = re.compile(
    r"-?[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", re.ASCII
)
ONE_POINT_OR_COMMA = re.compile(r"(-?)([0-9]{1,15})[.,]([0-9]{1,6})", re.ASCII)
# A point with three figures after it looks like a thousand; so does no number that begins with a nought.
LIKE_A_THOUSAND = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", re.ASCII)

TIME = re.compile(r"([0-9]{1,2})(?:([:.h])([0-9]{2}))?(am|pm)?", re.ASCII)
TIME_TOGETHER = re.compile(r"([0-9]{1,2})()([0-9]{2})(am|pm)?", re.ASCII)
NAMED_TIMES = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
# “Half 3” is 3:30 in English, and 2:30 in German and Polish.
SAID_IN_WORDS = re.compile(r"(half|quarter|halb|wpół)\b")

DAY = re.compile(r"([0-9]{1,2})(.*)", re.ASCII)
# How a day of the month ends in French, Spanish and Romanian, Welsh, Ukrainian; German and Polish write a point.
DAY_ENDINGS = frozenset(["", ".", "er", "e", "º", "°", "af", "il", "ydd", "ed", "fed", "eg", "ain", "-го", "го", "-е"])
ENGLISH_ENDINGS = frozenset(["st", "nd", "rd", "th"])
SEVERAL_NUMBERS = re.compile(r"[0-9]+[^0-9]+[0-9]+|[0-9]{4,}", re.ASCII)


class NotRead(ValueError):
    """What was typed cannot be read, or (`two_ways`) in more than one way; the message says what to type instead."""

    def __init__(self, message: str, *, two_ways: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = TWO_WAYS if two_ways else ""


def _asked(typed: str, what_to_do: str) -> NotRead:
    told = gettext("%(typed)s can be read in more than one way. %(instead)s")
    return NotRead(told % {"typed": quoted(typed), "instead": what_to_do}, two_ways=True)


def read_number(typed: str) -> int | float | None:
    """The number; None where this is none. Raises NotRead where it is one of two."""
    text = plain(typed)
    if GROUPED.fullmatch(text):
        return number_of(text.replace(",", ""))
    if GROUPED_BY_POINTS.fullmatch(text):
        return number_of(text.replace(".", "").replace(",", "."))
    found = ONE_POINT_OR_COMMA.fullmatch(text)
    if found and ("," in text or LIKE_A_THOUSAND.fullmatch(text)):
        sign, whole, part = found.groups()
        together = f"{sign}{(whole + part).lstrip('0') or '0'}"
        raise _asked(
            typed,
            gettext("Enter %(together)s or %(apart)s, whichever you mean")
            % {"together": together, "apart": f"{sign}{whole}.{_places(part)}"},
        )
    return number_of(text)


def _places(part: str) -> str:
    """Decimal places that cannot be taken for thousands: never three of them."""
    short = part.rstrip("0") or "0"
    return f"{short}0" if len(short) == 3 else short


def number_as_typed(number: float) -> str:
    """A number as it is read back: 1.125 is typed as 1.1250."""
    text = str(number)
    return f"{text}0" if LIKE_A_THOUSAND.fullmatch(text) else text


def read_time(typed: str) -> str:
    """A time of day as "14:05". Raises NotRead.

    Without am or pm an hour from 1 to 12 may be in the morning or in the afternoon, unless it is written as the 24-hour
    clock has it: four figures, and a colon between them or nothing.
    """
    text = "".join(typed.lower().split()).replace(".m.", "m")
    if text in NAMED_TIMES:
        return NAMED_TIMES[text]
    if SAID_IN_WORDS.match(typed.lower().strip()):
        raise _asked(typed, gettext("Enter the time in figures, like 14:05 or 2:05pm"))
    found = TIME.fullmatch(text) or TIME_TOGETHER.fullmatch(text)
    if found is None or not (found[3] or found[4]):
        raise NotRead(gettext("Enter a time, like 14:05 or 2:05pm"))
    hour, minute, half = int(found[1]), int(found[3] or 0), found[4]
    if minute > 59 or (hour > 23 if half is None else not 1 <= hour <= 12):
        raise NotRead(gettext("Enter a time that is on the clock, like 14:05 or 2:05pm"))
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif _may_be_either_half(found[1], found[2]):
        before, after = f"{hour % 12:02}:{minute:02}", f"{hour % 12 + 12:02}:{minute:02}"
        raise _asked(
            typed,
            gettext("Enter %(before)s if it was before midday, or %(after)s if it was after midday")
            % {"before": before, "after": after},
        )
    return f"{hour:02}:{minute:02}"


def _may_be_either_half(hour: str, sign: str) -> bool:
    if hour.startswith("0") or int(hour) > 12:
        return False
    return len(hour) == 1 or sign not in (":", "")


def read_month(typed: str) -> int:
    """The number of the month, from its number or its name. Raises NotRead."""
    text = typed.removesuffix(".")
    if re.fullmatch("[0-9]{1,2}", text, re.ASCII):
        if 1 <= int(text) <= 12:
            return int(text)
        raise NotRead(gettext("Enter the month as a number from 1 to 12, or its name"))
    months = months_called(typed)
    if len(months) > 1:
        raise _asked(typed, gettext("Enter the month as a number from 1 to 12"))
    if not months:
        raise NotRead(gettext("Enter the month as a number from 1 to 12, or its name"))
    return months[0]


def read_day(typed: str) -> int:
    """The day of the month, from its number: 2, 02, 2nd. Raises NotRead."""
    found = DAY.fullmatch(typed.lower())
    if found is None and SEVERAL_NUMBERS.search(typed) is None:
        raise NotRead(gettext("Enter the day as a number from 1 to 31"))
    if found is None or SEVERAL_NUMBERS.search(typed):
        raise _asked(typed, gettext("Enter the day, the month and the year each in a box of its own"))
    number, ending = int(found[1]), found[2].strip()
    if ending in ENGLISH_ENDINGS and ending != _english_ending(number):
        raise _asked(typed, gettext("Enter the day as a number from 1 to 31"))
    if not 1 <= number <= 31 or ending not in DAY_ENDINGS | ENGLISH_ENDINGS:
        raise NotRead(gettext("Enter the day as a number from 1 to 31"))
    return number


def _english_ending(number: int) -> str:
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
