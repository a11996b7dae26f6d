"""The steps of a case about bodies of other areas that do not use this portal (D26).

While one of them leads, the case is closed here: its machines stay as they were and rest, no clock runs, nobody is
reminded. Taken back, everything goes on from where it stood.
"""

from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from forms.definition.dates import spoken_day
from workflow.engine.machine import Machine
from workflow.engine.step import bare_office_step, office_step
from workflow.machines.case.outside import guards
from workflow.machines.case.outside import questions as forms
from workflow.parties.party import Agency
from workflow.parties.roles import Actor

OPEN, CLOSED = "open", "closed"


class OutsideSteps(Machine):
    """Involving such a body, releasing it, passing the lead to it and taking the lead back."""

    KIND: ClassVar[str] = "case"

    # Of the case itself.
    bodies: Any
    closed_at: Any
    retention_prompted_at: Any
    retention_over_on: Any
    erasure_proposed_at: Any
    erasure_proposed_by: Any

    led_by = models.ForeignKey(
        Agency,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The body outside the portal that leads the case now (D26).",
    )
    led_since = models.DateField(null=True)

    class Meta:
        abstract = True

    @cached_property
    def involved_bodies(self) -> list[Any]:
        """Which bodies are involved now, and since when: one query, once."""
        return list(self.bodies.filter(until=None).select_related("body"))

    @property
    def rests(self) -> str:
        """Nothing is done here while another body leads."""
        if not self.led_by_id:
            return ""
        return f"{self.led_by} leads this case since {spoken_day(self.led_since)}. Take the lead back first."

    involve_body = bare_office_step(
        "Involve a body outside the portal",
        says="A body outside the portal was involved",
        source=[OPEN],
        form=forms.InvolveBodyForm,
        duty="D26",
        hint="A safeguarding partnership, local authority, health trust or other body of another area that does not "
        "use this portal. It is written to, and can be asked for a return.",
        aside=True,
    )

    release_body = bare_office_step(
        "Release a body outside the portal",
        says="A body outside the portal was released",
        source=[OPEN, CLOSED],
        form=forms.ReleaseBodyForm,
        guards=[guards.led_here, guards.a_body_is_involved],
        duty="D26",
        hint="It is told, and hears no more of the case.",
        aside=True,
    )

    @office_step(
        "Pass the lead to a body outside the portal",
        says="The lead was passed to a body outside the portal",
        source=[OPEN],
        target=CLOSED,
        form=forms.PassLeadOutForm,
        guards=[guards.a_body_is_involved],
        across=[guards.nothing_published],
        duty="D26",
        hint="The case is closed here: limits stop, returns that are awaited are taken back, and whoever was told of "
        "the case is told who leads it. You can take the lead back.",
        aside=True,
    )
    def pass_lead_out(self, *, by: Actor, now: datetime, body: Agency, passed_on: date, reason: str) -> None:
        self.led_by, self.led_since, self.closed_at = body, passed_on, now

    @office_step(
        "Take the lead back",
        says="The lead came back from a body outside the portal",
        source=[CLOSED],
        target=OPEN,
        form=forms.TakeLeadBackForm,
        guards=[guards.led_elsewhere],
        duty="D26",
        hint="The case goes on from where it stood. Its limits are counted again from the same days as before; ask "
        "again for the returns that are still needed.",
        aside=True,
    )
    def take_lead_back(self, *, by: Actor, now: datetime, **told: Any) -> None:
        self.led_by = self.led_since = self.closed_at = None
        self.retention_prompted_at = self.retention_over_on = None
        self.erasure_proposed_at = self.erasure_proposed_by = None
