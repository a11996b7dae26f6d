"""Quarters of the year, which is how the statistics are counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

MONTHS = ("January to March", "April to June", "July to September", "October to December")
AT_MOST = 20


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter: the year, and its number from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "Quarter | None":
        """ "2026-1" as the address writes it; None for anything else."""
        year, _, number = text.partition("-")
        if not (year.isascii() and year.isdigit() and len(year) == 4 and number in {"1", "2", "3", "4"}):
            return None
        return cls(int(year), int(number)) if int(year) > 1900 else None

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


@dataclass(frozen=True)
class Period:
    """Whole quarters, the first to the last."""

    first: Quarter
    last: Quarter

    @classmethod
    def asked(cls, first: str, last: str, *, today: date) -> "Period":
        """What the address asks for: the last four quarters where it says nothing, at most AT_MOST, never reversed."""
        end = Quarter.read(last) or Quarter.of(today)
        start = Quarter.read(first)
        if start is None:
            start = end.before.before.before
        if start > end:
            start, end = end, start
        quarters = list(Period(start, end))[-AT_MOST:]
        return cls(quarters[0], quarters[-1])

    def __iter__(self) -> Iterator[Quarter]:
        quarter = self.first
        while quarter <= self.last:
            yield quarter
            quarter = quarter.next

    @property
    def days(self) -> tuple[date, date]:
        return self.first.first_day, self.last.last_day

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of the period, and the first after it, local time."""
        first, after = (datetime.combine(day, time.min) for day in (self.first.first_day, self.last.next.first_day))
        return timezone.make_aware(first), timezone.make_aware(after)

    @property
    def words(self) -> str:
        return self.first.label if self.first == self.last else f"{self.first.label} until {self.last.label}"
