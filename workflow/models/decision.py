"""The decision: one vote a seat and a round (D12), counted aloud: unanimous, or a majority after advice (D13)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.roles import Seat


class Choice(models.TextChoices):
    """What the partners may decide (D10, D14)."""

    LOCAL_REVIEW = "local_review", "Local child safeguarding practice review"
    NO_REVIEW = "no_review", "No review"
    LEARNING_REVIEW = "learning_review", "Learning review"
    NATIONAL_REVIEW = "national_review", "Ask the Panel for a national review"


class Route(models.TextChoices):
    UNANIMOUS = "unanimous", "Unanimous"
    MAJORITY = "majority", "By majority, after the scrutineer’s advice"


class Vote(models.Model):
    """One seat's vote in one round; changeable until the decision is recorded. Every change stands in the log."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="votes")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=20, choices=Seat.choices)
    round = models.PositiveSmallIntegerField()
    # The text that was voted on: when the rapid review is sent again, the seats vote again.
    about = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=20, choices=Choice.choices)
    reason = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["round", "at"]
        constraints = [
            models.UniqueConstraint(fields=["rapid_review", "seat", "round"], name="one_vote_a_seat_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()}, round {self.round}"


@dataclass(frozen=True)
class Tally:
    """The votes of one round, by seat."""

    votes: dict[str, Vote]

    @classmethod
    def of(cls, votes: Iterable[Vote]) -> "Tally":
        return cls({vote.seat: vote for vote in votes})

    @property
    def missing(self) -> list[str]:
        """The labels of the seats that have not voted."""
        return [seat.label for seat in Seat if seat.value not in self.votes]

    @property
    def is_unanimous(self) -> bool:
        return not self.missing and len({vote.choice for vote in self.votes.values()}) == 1

    @property
    def is_split(self) -> bool:
        """All three have voted and they differ."""
        return not self.missing and not self.is_unanimous

    @property
    def majority(self) -> str:
        """The choice that at least two of the three seats made; "" without one, or while a seat is missing."""
        if self.missing:
            return ""
        choice, count = Counter(vote.choice for vote in self.votes.values()).most_common(1)[0]
        return choice if count > 1 else ""

    def outcome(self) -> dict[str, Any]:
        """The decision these votes make: its choice, its route and the dissent, each `{"seat", "choice", "reason"}`."""
        choice = self.majority
        dissent = [
            {"seat": vote.seat, "choice": vote.choice, "reason": vote.reason}
            for vote in self.votes.values()
            if vote.choice != choice
        ]
        return {"choice": choice, "route": Route.MAJORITY if dissent else Route.UNANIMOUS, "dissent": dissent}
