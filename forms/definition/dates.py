"""Dates as they are answered (ISO text of a day, a month or a year) and as people write them: each form stands here."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeGuard

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

# The signs of forms that say days, hours and minutes by what stands on the calendar and the clock alone.
PLAIN_SIGNS = frozenset("djDlNFmMnyYHi :,./-")
MOST_REMEMBERED = 4096

ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)


def is_iso(value: Any) -> TypeGuard[str]:
    """Whether this is text in the form of a day, a month or a year that exists."""
    if not isinstance(value, str) or not ISO.fullmatch(value):
        return False
    try:
        bounds(value)
    except ValueError:
        return False
    return True


def bounds(value: str) -> tuple[date, date]:
    """First and last day that an ISO date, month or year can mean."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return date(parts[0], parts[1], 1), following - timedelta(days=1)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def written(day: date, form: str) -> str:
    """What `django.utils.formats.date_format` gives. A list says the same days and minutes again and again: those of
    plain forms are remembered. A moment is written as its own time zone has it.
    """
    if not PLAIN_SIGNS.issuperset(form):
        return date_format(day, form)
    if isinstance(day, datetime):
        day = day.replace(second=0, microsecond=0, tzinfo=None, fold=0)
    return _remembered(day, form, get_language())


@lru_cache(MOST_REMEMBERED)
def _remembered(day: date, form: str, _language: str | None) -> str:
    return date_format(day, form)


def spoken_date(value: str) -> str:
    """An ISO date, month or year as people write it: 2 April 2019, April 2019, 2019."""
    first, _last = bounds(value)
    return {3: spoken_day(first), 2: written(first, "F Y")}.get(value.count("-") + 1, f"{first.year}")


def spoken_day(day: date | None) -> str:
    """2 April 2019; "" where there is none."""
    return written(day, "j F Y") if day else ""


def in_full(day: date) -> str:
    """Tuesday 2 April 2019."""
    return written(day, "l j F Y")


def spoken_time(moment: datetime) -> str:
    """A moment as people here read their clocks: 2 April 2019 at 09:00."""
    local = localtime(moment)
    return gettext("%(day)s at %(time)s") % {"day": written(local, "j F Y"), "time": f"{local:%H:%M}"}
