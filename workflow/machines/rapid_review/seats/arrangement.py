"""The three seats in one case: who votes for a seat as its delegate, which is absent, which has a conflict (D12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from forms.vault import DataKey, SealedField
from workflow.parties.party import Membership
from workflow.parties.roles import ASSIGNED_ROLES, Actor, Role, Seat, acting_membership

# Case workers who may vote for a seat in one case. Who runs the office or advises never votes, nor who has a seat of
# their own.
MAY_BE_DELEGATES = frozenset({Role.GROUP, Role.REVIEWER})
NEVER_DELEGATES = frozenset({Role.OFFICER, Role.SCRUTINEER, Role.DECISION_MAKER})


class SeatArrangement(models.Model):
    """How a seat is held in this case, other than by its holder. Ended with a reason, never deleted."""

    class Kind(models.TextChoices):
        DELEGATE = "delegate", "Delegate"
        ABSENT = "absent", "Absent"
        CONFLICT = "conflict", "Conflict of interest"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="arrangements")
    seat = models.CharField(max_length=20, choices=Seat.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True, help_text="The last day on which the delegate may vote.")
    reason = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_reason = SealedField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rapid_review", "seat", "kind"],
                condition=models.Q(ended_at=None),
                name="one_arrangement_a_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()}: {self.get_kind_display()}"

    def runs(self, today: date | None) -> bool:
        """Whether it holds on that day: a delegate votes until the last day named, that day included."""
        if self.ended_at is not None:
            return False
        return self.until is None or today is None or today <= self.until


@dataclass(frozen=True)
class Bench:
    """The arrangements that run now, by seat."""

    arrangements: tuple[SeatArrangement, ...]
    today: date | None = None

    @classmethod
    def of(cls, arrangements: Iterable[SeatArrangement], today: date | None) -> "Bench":
        return cls(tuple(one for one in arrangements if one.runs(today)), today)

    def _one(self, seat: str, kind: str) -> SeatArrangement | None:
        return next((one for one in self.arrangements if one.seat == seat and one.kind == kind), None)

    def delegate(self, seat: str) -> SeatArrangement | None:
        return self._one(seat, SeatArrangement.Kind.DELEGATE)

    def absence(self, seat: str) -> SeatArrangement | None:
        return self._one(seat, SeatArrangement.Kind.ABSENT)

    def conflict(self, seat: str) -> SeatArrangement | None:
        return self._one(seat, SeatArrangement.Kind.CONFLICT)

    def seats(self, kind: str) -> list[str]:
        """The seats with an arrangement of that kind, in their order."""
        return [seat for seat in Seat.values if self._one(seat, kind)]

    def delegated_to(self, user: Any) -> str:
        """The seat that this person votes for as its delegate, "" without one."""
        found = (one for one in self.arrangements if one.kind == SeatArrangement.Kind.DELEGATE)
        return next((one.seat for one in found if user is not None and one.delegate_id == user.pk), "")

    def without_voice(self) -> list[SeatArrangement]:
        """Why seats cannot vote, one a seat: absent or in conflict, and no delegate named."""
        found = ((seat, self.conflict(seat) or self.absence(seat)) for seat in Seat.values)
        return [why for seat, why in found if why is not None and self.delegate(seat) is None]


def possible_delegates(case: Any) -> Any:
    """The people who may be named as delegates in the case, a reviewer only when assigned: a queryset of users."""
    held = Membership.objects.filter(partnership=case.partnership_id, ended_at=None)
    assigned = Q(role=Role.REVIEWER, user__in=case.assigned[Role.REVIEWER])
    able = held.filter(Q(role__in=MAY_BE_DELEGATES - ASSIGNED_ROLES) | assigned).values("user")
    never = held.filter(role__in=NEVER_DELEGATES).values("user")
    return get_user_model().objects.filter(is_active=True, pk__in=able).exclude(pk__in=never)


def votes_as_delegate(case: Any, actor: Actor, today: date) -> bool:
    """Whether a seat has named this person as its delegate in the case: at most one query."""
    if acting_membership(MAY_BE_DELEGATES, record=case, by=actor) is None:
        return False
    named = SeatArrangement.objects.filter(
        rapid_review__case=case, delegate=actor.user, kind=SeatArrangement.Kind.DELEGATE, ended_at=None
    )
    return bool(named.filter(until__gte=today).exists())
