"""Somebody stands in for a colleague who is away: in one role, from a day to a day, and it ends by itself."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from forms import present
from forms.kept_query import KeptQuery


class CoverQuerySet(models.QuerySet["Cover"]):
    def running(self, today: date) -> "CoverQuerySet":
        """Those of today that nobody ended early."""
        return self.between(today, today)

    def between(self, first_day: date, last_day: date) -> "CoverQuerySet":
        """Those of any of these days that nobody ended early."""
        return self.filter(ended_at=None, first_day__lte=last_day, last_day__gte=first_day)


class Cover(models.Model):
    """`standing_in` reads and does what is assigned to `away` in this role, on both days and between them.

    Both hold the role. What is assigned in another role was not for whoever arranged this to give.
    """

    away = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covered_by")
    standing_in = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers")
    role = models.CharField(max_length=1)
    first_day = models.DateField()
    last_day = models.DateField()
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="a_cover_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~models.Q(away=models.F("standing_in")), name="nobody_stands_in_for_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing_in} for {self.away}, {self.first_day} to {self.last_day}"

    def clean(self) -> None:
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": "The last day must be the first day or later."})


def read_covers(users: Iterable[Any], today: date) -> None:
    """Read for many what `stood_in_for` keeps for each: one query."""
    found: dict[int, list[tuple[str, int]]] = {}
    for standing_in, role, away in ALL_RUNNING.rows(today=today):
        found.setdefault(standing_in, []).append((role, away))
    for user in users:
        user._stands_in_for = found.get(user.pk, [])


def stood_in_for(user: Any, role: str) -> set[int]:
    """The ids of those for whom this person stands in today in this role: what is assigned to them is theirs too."""
    return {away for in_role, away in covers_of(user) if in_role == role}


def covers_of(user: Any) -> list[tuple[str, int]]:
    """In which role this person stands in today for whom. Read once a request: it stays with the user."""
    found: list[tuple[str, int]] | None = getattr(user, "_stands_in_for", None)
    if found is None:
        found = user._stands_in_for = RUNNING.rows(user=user.pk, today=present.today())
    return found


def stands_in_for_nobody(user: Any) -> None:
    """Note of a person who was just read that nobody has to be asked for."""
    user._stands_in_for = []


def _running(user: int, today: date) -> Any:
    return Cover.objects.filter(standing_in=user).running(today).values_list("role", "away")


RUNNING: KeptQuery[tuple[str, int]] = KeptQuery(_running, user=int, today=date)
ALL_RUNNING: KeptQuery[tuple[int, str, int]] = KeptQuery(
    lambda today: Cover.objects.running(today).values_list("standing_in", "role", "away"), today=date
)
