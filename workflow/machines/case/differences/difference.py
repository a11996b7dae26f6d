"""One fact that two forms of a case tell differently: every value stays, with who told it; one of them counts.

The notification may give another birth date or day of the incident than the referral. Neither form is changed, and
neither value is lost: the one told last counts until an officer decides, with a reason, which one is right.
"""

from datetime import date, datetime
from typing import Any, ClassVar, TypedDict
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.definition import meanings
from forms.vault import DataKey, SealedField
from workflow.machines.case.children.child import Child
from workflow.machines.case.children.questions import BIRTH, OUTCOMES, describe, in_words_of_day

# What is compared: who the child is, what happened to it and when. Other answers may well be told in other words.
OF_A_CHILD = (
    "child.birth_known",
    "child.birth_date",
    "child.age_estimate",
    "child.due_date",
    "child.outcome",
    "child.death_date",
    "child.sex",
    "child.nhs_number",
)
WORDS = {**dict(BIRTH), **dict(OUTCOMES)}


class Told(TypedDict):
    """A value, and the form that told it: "The referral by the hospital"; `on` is its day, "" where none is known."""

    value: str
    source: str
    on: str


class Difference(models.Model):
    """One fact of one child, or of the incident where no child is named."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="differences")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, null=True, on_delete=models.PROTECT, related_name="differences")
    fact = models.CharField(max_length=60, help_text="The meaning of what is told, for example child.birth_date.")
    told = SealedField(help_text='Every value in the order in which it was told: [{"value", "source", "on"}].')
    counts = SealedField(help_text="The value that counts now.")
    since = models.DateTimeField(help_text="Since when that value counts.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = SealedField(help_text="Why an officer decided so.")

    class Meta:
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "child", "fact"], condition=models.Q(child__isnull=False), name="a_fact_of_a_child_once"
            ),
            models.UniqueConstraint(
                fields=["case", "fact"], condition=models.Q(child=None), name="a_fact_of_the_incident_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.case_id}"

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def label(self) -> str:
        """ "Date of birth of Jordan Example", "Date of the incident"."""
        meaning = meanings.get(self.fact)
        words = meaning.label.rpartition(": ")[2] if meaning else self.fact
        about = "the incident" if self.child is None else describe(self.child.details or {}, 1)
        return f"{words[:1].upper()}{words[1:]} of {about}"

    def tell(self, told: Told, *, now: datetime) -> None:
        """One more value: it counts from now on, until somebody decides."""
        self.told = [*(self.told or []), told]
        self.counts, self.since = told["value"], now
        self.decided_at = self.decided_by = self.reason = None

    def decide(self, value: str, reason: str, *, by: Any, now: datetime) -> None:
        """This value counts, whichever form told it."""
        if value != self.counts:
            self.since = now
        self.counts, self.reason = value, reason
        self.decided_by, self.decided_at = by, now


def in_words(value: str) -> str:
    """A value as people read it."""
    return WORDS.get(value) or in_words_of_day(value) or value


def day_of(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
