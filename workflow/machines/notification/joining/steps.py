"""The steps by which a notification is joined to another of the same incident, and separated again (D2)."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from workflow.engine.guards import case_is_open
from workflow.engine.machine import Machine
from workflow.engine.step import Sending, office_step, step
from workflow.machines.notification.joining import guards
from workflow.machines.notification.joining import questions as forms
from workflow.parties.roles import Actor

SUBMITTED, JOINED = "submitted", "joined"


class JoiningSteps(Machine):
    """What a notification keeps of being joined to another, which goes on, and the steps there and back."""

    KIND: ClassVar[str] = "notification"
    # The Panel counts as told that two notifications are of one incident, or of two, when its letter really went.
    SENDINGS: ClassVar[Mapping[str, Sending]] = {
        "notification-joined-for-panel": Sending("panel_told_of_joining", "joining_told_on"),
        "notification-separated-for-panel": Sending("panel_told_of_separation", "separation_told_on"),
    }

    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined_here")
    joining_told_on = models.DateField(null=True, help_text="When the letter that it is one incident really went.")
    separation_told_on = models.DateField(null=True, help_text="When the letter that it is not one really went.")

    class Meta:
        abstract = True

    @property
    def is_joined(self) -> bool:
        return bool(self.state == JOINED)

    @property
    def joined_with(self) -> list[str]:
        """The cases that are one with this one by their notifications, in either direction."""
        return [self.joined_to.case.reference] if self.joined_to is not None else self.joined_references

    @cached_property
    def joined_references(self) -> list[str]:
        """The cases whose notifications were joined to this one. At most one query, once."""
        if self.state != SUBMITTED:
            return []
        found = self.joined_here.order_by("case__reference")  # type: ignore[attr-defined]  # the way back of joined_to
        return list(found.values_list("case__reference", flat=True))

    @office_step(
        "Join to another notification of the same incident",
        says="The notification was joined to another of the same incident",
        reads="The notification was joined to another of the same incident",
        source=[SUBMITTED],
        target=JOINED,
        form=forms.JoinForm,
        guards=[guards.nothing_joined_here],
        across=[
            case_is_open,
            guards.is_the_only_one,
            guards.partners_have_not_decided,
            guards.no_review_here,
        ],
        duty="D2",
        hint="In the case that does not go on. Its rapid review stops, and the Panel is told that both notifications "
        "are of one incident.",
        aside=True,
    )
    def join(self, *, by: Actor, now: datetime, other: Any, leading: Any, reason: str, other_case: str) -> None:
        self.joined_to = leading
        self.joining_told_on = self.separation_told_on = None

    @office_step(
        "Separate from the other notification",
        says="The notification was separated from the one it was joined to",
        reads="The notification is dealt with on its own again",
        source=[JOINED],
        target=SUBMITTED,
        form=forms.SeparateForm,
        across=[case_is_open],
        duty="D2 D5",
        hint="When it turns out to be another incident. The rapid review goes on, and the Panel is told.",
        aside=True,
    )
    def separate(self, *, by: Actor, now: datetime, leading: Any, reason: str, other_case: str) -> None:
        self.joined_to = None

    @step(
        "Record that the Panel was told of the joining",
        says="The letter that both notifications are of one incident went",
        source=[JOINED],
        form=forms.WentForm,
        duty="D2",
        hint="Follows by itself when the last letter was sent.",
        system=True,
    )
    def panel_told_of_joining(self, *, by: Actor, now: datetime, on: date) -> None:
        self.joining_told_on = on

    @step(
        "Record that the Panel was told of the separation",
        says="The letter that the two notifications are of two incidents went",
        source=[SUBMITTED],
        form=forms.WentForm,
        duty="D2",
        hint="Follows by itself when the last letter was sent.",
        system=True,
    )
    def panel_told_of_separation(self, *, by: Actor, now: datetime, on: date) -> None:
        self.separation_told_on = on
