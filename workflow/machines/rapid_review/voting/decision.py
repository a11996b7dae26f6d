"""The decision: one vote a seat and a round (D12), the scrutineer's advice (D13), and each decision that was made."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.voting.tally import Route
from workflow.parties.roles import Seat

PERSON: dict[str, Any] = {"null": True, "on_delete": models.PROTECT, "related_name": "+"}


class Choice(models.TextChoices):
    """What the shipped edition lets the partners decide (D10, D14). Another edition may offer others."""

    LOCAL_REVIEW = "local_review", "Local child safeguarding practice review"
    NO_REVIEW = "no_review", "No review"
    LEARNING_REVIEW = "learning_review", "Learning review"
    NATIONAL_REVIEW = "national_review", "Ask the Panel for a national review"


def choice_label(procedure: Any, choice: str) -> str:
    """A choice in the words of the case's edition."""
    words = {entry["key"]: entry["text"] for entry in procedure.entries("response_types")}
    return str(words.get(choice) or dict(Choice.choices).get(choice, choice))


class OfAQuestion(models.Model):
    """What belongs to one question put to the partners: the first, one on a new text, one after the Panel disagreed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    question = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    rapid_review: Any
    choice: Any

    @property
    def choice_label(self) -> str:
        return choice_label(self.rapid_review.case.procedure, self.choice)


class Vote(OfAQuestion):
    """One seat's vote in one round; changeable until the round or the decision is closed. The log has every change."""

    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="votes")
    seat = models.CharField(max_length=20, choices=Seat.choices)
    round = models.PositiveSmallIntegerField()
    # The text that was voted on: when the rapid review is sent again, the seats vote again.
    about = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=60)
    reason = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_delegate = models.BooleanField(default=False)
    set_aside_at = models.DateTimeField(
        null=True, help_text="The holder has a conflict of interest: it does not count."
    )

    class Meta:
        ordering = ["question", "round", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rapid_review", "seat", "question", "round"], name="one_vote_a_seat_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()}, round {self.round}"


class Advice(OfAQuestion):
    """What the independent scrutineer advised on one round (D13); on round 0, on the Panel's answer (D16).

    Without `through` the scrutineer wrote it; with it the office recorded what came another way. `not_given`: it was
    asked for and not given, and `reason` says why the partners went on.
    """

    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="advices")
    round = models.PositiveSmallIntegerField()
    text = SealedField()
    given_on = models.DateField(null=True)
    through = SealedField(help_text="How it arrived, where the office recorded it.")
    not_given = models.BooleanField(default=False)
    reason = SealedField(help_text="Why the office recorded it, or why the partners went on without it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)

    class Meta:
        ordering = ["question", "round", "at"]

    def __str__(self) -> str:
        return f"advice on round {self.round}"


class Decision(OfAQuestion):
    """One decision as it was recorded: the first, or the one after the Panel disagreed (D16, D17)."""

    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="decisions")
    choice = models.CharField(max_length=60)
    route = models.CharField(max_length=20, choices=Route.choices, blank=True)
    dissent = SealedField(help_text='[{"seat": "…", "choice": "…", "reason": "…"}]')
    not_voting = SealedField(help_text='The seats that did not vote: [{"seat": "…", "why": "…", "reason": "…"}]')
    text = SealedField(help_text="The rationale for the family (D11); of a reconsidered one its justification (D17).")
    rationale = SealedField(help_text="The rationale for the family of a reconsidered decision (D11).")
    is_reconsidered = models.BooleanField(default=False)
    changed = models.BooleanField(default=False, help_text="The reconsidered decision differs from the one before.")
    met_on = models.DateField(null=True, help_text="When the deciders and the scrutineer met again (D16).")
    attendees = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    looked_again_because = SealedField(help_text="Why the partners looked at it again of themselves (D12).")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"decision {self.question}"

    @property
    def silent_seats(self) -> list[str]:
        """The seats that did not vote, each with why, in words."""
        why = dict(SeatArrangement.Kind.choices)
        return [
            f"{Seat(one['seat']).label}: {why.get(one['why'], one['why']).lower()}. {one['reason']}"
            for one in self.not_voting or []
        ]
