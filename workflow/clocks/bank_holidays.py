"""Bank holidays that staff enter: proclaimed since this portal was released, and withdrawn where they are no more.

A day that was entered is never deleted: dates rest on it. The sweep lets the running clocks follow
(`workflow.clocks.recalculating`).
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction

from forms.definition.dates import in_full
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.fields import DayField
from workflow.notices.wake import wake
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import BankHoliday

# Who keeps the calendar: it holds for all partnerships of the portal.
KEEPERS: frozenset[Role] = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
FURTHEST_YEARS = 3


class BankHolidayForm(forms.Form):
    """A day and the name that it was proclaimed under."""

    day = DayField(label="Which day?", missing="Enter the day.")
    name = forms.CharField(
        label="What is it called?",
        help_text="For example, Bank holiday for the coronation. It stands in the explanation of every date it moves.",
        max_length=100,
        error_messages={
            "required": "Enter what the bank holiday is called.",
            "max_length": "Shorten the name to 100 characters or fewer.",
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if abs(day.year - self.today.year) > FURTHEST_YEARS:
            raise forms.ValidationError(f"Enter a day within {FURTHEST_YEARS} years of today.")
        entered = BankHoliday.objects.filter(date=day).first()
        if entered is not None and entered.withdrawn:
            raise forms.ValidationError("This day was entered and withdrawn. Put it back in the list below.")
        if reason := BankHoliday.calendar().why_not_working(day):
            raise forms.ValidationError(f"{in_full(day)} is no working day already: {reason}.")
        return day


def entered_mark() -> str:
    """Stands for the days that were entered and whether each counts: a page that shows others is stale. One query."""
    rows = BankHoliday.objects.order_by("pk").values_list("pk", "withdrawn")
    return ".".join(f"{pk}{'w' if withdrawn else ''}" for pk, withdrawn in rows)


def enter(day: date, name: str, *, by: Actor, now: datetime) -> BankHoliday:
    """Enter a bank holiday. The running clocks follow with the next sweep."""
    with transaction.atomic():
        holiday = BankHoliday.objects.create(date=day, name=name.strip(), entered_by=by.user)
        _log("bank_holiday.enter", by, now)
        wake()
    return holiday


def change(holiday: BankHoliday, *, withdrawn: bool, by: Actor, now: datetime) -> None:
    """It is no bank holiday after all, or it is one again: the clocks follow. Nothing where that was said already."""
    with transaction.atomic():
        locked = BankHoliday.objects.select_for_update().get(pk=holiday.pk)
        if locked.withdrawn == withdrawn:
            return
        locked.withdrawn = withdrawn
        locked.save()
        _log("bank_holiday.withdraw" if withdrawn else "bank_holiday.put_back", by, now)
        wake()


def _log(kind: str, by: Actor, now: datetime) -> None:
    held = by.membership(KEEPERS)
    log.append([Event(kind=kind, actor=by.user, actor_role=held.role if held else "", at=now)])


def coming(today: date) -> list[tuple[date, str]]:
    """The bank holidays from today to the end of next year: those of the law and those entered."""
    known = BankHoliday.calendar()
    return [(day, name) for year in (today.year, today.year + 1) for day, name in known.of_year(year) if day >= today]
