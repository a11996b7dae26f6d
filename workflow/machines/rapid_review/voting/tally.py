"""Counting votes: the rules that an edition of the procedure sets, and what the votes of a round come to (D12, D13)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from workflow.parties.roles import Seat


class Route(models.TextChoices):
    """How a decision came about."""

    UNANIMOUS = "unanimous", "Unanimous"
    MAJORITY = "majority", "By majority, after the scrutineer’s advice"
    UNADVISED = "unadvised", "By majority, without advice of the scrutineer"
    WITHOUT_SEAT = "without_seat", "By the seats that could vote, which agree"


@dataclass(frozen=True)
class Rules:
    """The settings “voting” of an edition."""

    seats: tuple[str, ...] = tuple(Seat.values)
    majority: int = 2
    least_seats: int = 2
    advice_before_majority: bool = True
    rounds_before_majority: int = 2
    delegates: bool = True

    @classmethod
    def of(cls, procedure: Any) -> "Rules":
        """The rules of a version of the procedure; what it does not set stays as the source has it."""
        said = procedure.setting("voting")
        known: dict[str, Any] = {name: type(kept)(said[name]) for name, kept in vars(cls()).items() if name in said}
        seats = tuple(seat for seat in known.get("seats", ()) if seat in Seat.values)
        return cls(**{**known, "seats": seats or cls.seats})


@dataclass(frozen=True)
class Tally:
    """The votes of one round, by seat. `silent` are the seats that nobody can vote for: absent or in conflict."""

    votes: dict[str, Any]
    rules: Rules = Rules()
    silent: tuple[str, ...] = ()

    @classmethod
    def of(cls, votes: Iterable[Any], *, rules: Rules = Rules(), silent: Iterable[str] = ()) -> "Tally":
        """Votes that were set aside do not count."""
        counted = {vote.seat: vote for vote in votes if vote.seat in rules.seats and vote.set_aside_at is None}
        return cls(counted, rules, tuple(seat for seat in silent if seat not in counted))

    @property
    def missing(self) -> list[str]:
        """The labels of the seats that have not voted and can."""
        return [
            str(Seat(seat).label) for seat in self.rules.seats if seat not in self.votes and seat not in self.silent
        ]

    @property
    def agreeing(self) -> int:
        """How many seats made the choice that was made most often."""
        return max(Counter(vote.choice for vote in self.votes.values()).values(), default=0)

    @property
    def is_unanimous(self) -> bool:
        """Everybody who can vote has voted, and alike."""
        return not self.missing and len({vote.choice for vote in self.votes.values()}) == 1

    @property
    def is_split(self) -> bool:
        """Everybody who can vote has voted, and they differ."""
        return not self.missing and len({vote.choice for vote in self.votes.values()}) > 1

    @property
    def is_enough(self) -> bool:
        """Whether so many seats agree as must where one of them cannot vote."""
        return not self.silent or self.agreeing >= self.rules.least_seats

    @property
    def majority(self) -> str:
        """The choice that as many seats made as a majority takes; "" without one, or while a seat is missing."""
        if self.missing or not self.votes:
            return ""
        choice, count = Counter(vote.choice for vote in self.votes.values()).most_common(1)[0]
        return choice if count >= self.rules.majority else ""

    @property
    def choice(self) -> str:
        """What these votes decide, "" where they decide nothing."""
        if self.is_unanimous:
            return str(next(iter(self.votes.values())).choice)
        return self.majority

    def outcome(self, *, advised: bool = True) -> dict[str, Any]:
        """The decision these votes make: its choice, its route and the dissent, each `{"seat", "choice", "reason"}`.

        `advised`: whether the scrutineer advised where the partners differed (D13).
        """
        choice = self.choice
        dissent = [
            {"seat": vote.seat, "choice": vote.choice, "reason": vote.reason}
            for vote in self.votes.values()
            if vote.choice != choice
        ]
        by_majority = Route.MAJORITY if advised else Route.UNADVISED
        route = by_majority if dissent else Route.WITHOUT_SEAT if self.silent else Route.UNANIMOUS
        return {"choice": choice, "route": route, "dissent": dissent}
