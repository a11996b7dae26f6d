"""The steps by which an officer becomes the owner of a case, or is no longer."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from workflow.engine.machine import Machine
from workflow.engine.step import office_step
from workflow.machines.case.ownership import guards
from workflow.machines.case.ownership.questions import GiveForm
from workflow.parties.roles import Actor

OPEN, CLOSED = "open", "closed"


class OwnershipSteps(Machine):
    """Taking a case, giving it to a colleague or back to the office. Nobody has to own a case."""

    KIND: ClassVar[str] = "case"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="owned_cases",
        help_text="The officer whose case it is.",
    )
    owner_since = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @office_step(
        "Take this case",
        says="An officer took the case",
        source=[OPEN, CLOSED],
        guards=[guards.not_yours_already],
        hint="The case is then yours, whoever had it before.",
        aside=True,
        beside="owner",
        adds=False,
    )
    def take_case(self, *, by: Actor, now: datetime) -> None:
        self.owner, self.owner_since = by.user, now

    @office_step(
        "Give this case to a colleague",
        says="The case was given to another officer",
        source=[OPEN, CLOSED],
        form=GiveForm,
        system=True,
        hint="They are told by e-mail, without a word of what the case is about.",
        aside=True,
        beside="owner",
        adds=False,
    )
    def give_case(self, *, by: Actor, now: datetime, person: Any, **told: Any) -> None:
        self.owner, self.owner_since = person, now

    @office_step(
        "Give this case back to the office",
        says="The case was given back to the office: it has no owner",
        source=[OPEN, CLOSED],
        guards=[guards.somebody_has_it],
        system=True,
        hint="It is then with the whole office until somebody takes it.",
        aside=True,
        beside="owner",
        adds=False,
    )
    def lay_down_case(self, *, by: Actor, now: datetime) -> None:
        self.owner = self.owner_since = None
