"""Finding a case by its reference, or by a part of it, from an index and never by reading every case's."""

import re
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils import timezone

# "NSCP-2026-0412", and what of it is typed: "nscp 2026 412", "2026-412", "412", "2026", "NSCP-2026-04", "NSCP".
TYPED = re.compile(r"(?:([A-Za-z][A-Za-z0-9]*)(?:[ -]|$))?(?:(\d{4})(?:[ -]|$))?(\d{1,9})?")


def of_our_reference(text: str) -> Q:
    """A condition on cases: their reference is this or begins with it, or has this year and number."""
    typed = TYPED.fullmatch(text)
    if typed is None or not text:
        return Q(pk__in=[])
    code, year, number = typed.groups()
    found = begins(text.upper().replace(" ", "-")) if code else Q(pk__in=[])
    ends = Q() if code is None else begins(f"{code.upper()}-")
    if number:
        found |= ends & Q(reference_number=int(number)) & (_in_year(year) if year else Q())
    elif year:
        # Four digits alone may be either.
        found |= ends & (_in_year(year) | Q(reference_number=int(year)))
    return found


def _in_year(year: str) -> Q:
    """A reference has the year in which its case was opened."""
    if not 1 < int(year) < 9999:
        return Q(pk__in=[])
    starts = [timezone.make_aware(datetime(int(year) + more, 1, 1)) for more in (0, 1)]  # noqa: DTZ001 - made aware
    return Q(opened_at__gte=starts[0], opened_at__lt=starts[1])


def begins(text: str) -> Q:
    """A condition on what has a reference. In the index: SQLite’s serves comparisons alone, PostgreSQL has one of
    beginnings, and compares in the order of a language.
    """
    if connection.vendor == "sqlite":
        return Q(reference__gte=text, reference__lt=f"{text}\U0010ffff")
    return Q(reference__startswith=text)
