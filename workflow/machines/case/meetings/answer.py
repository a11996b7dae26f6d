"""What people answered to an invitation: that they come, that they cannot, or who comes in their place."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.machines.case.meetings.meeting import Invitation


class InvitationAnswer(models.Model):
    """One a person and invitation, the last one they gave: an agency or a group may answer with several voices."""

    class Answer(models.TextChoices):
        COMES = "comes", "I take part"
        APOLOGIES = "apologies", "I send apologies"
        INSTEAD = "instead", "Somebody else comes in my place"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="answers")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    instead = SealedField(help_text="Who comes in their place, by name and role.")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "by"], name="one_answer_a_person_and_invitation")
        ]

    def __str__(self) -> str:
        return f"answer {self.id}"

    @property
    def words(self) -> str:
        """What the office reads: "takes part"."""
        return WORDS[self.answer]


WORDS: dict[Any, str] = {
    InvitationAnswer.Answer.COMES: "takes part",
    InvitationAnswer.Answer.APOLOGIES: "sends apologies",
    InvitationAnswer.Answer.INSTEAD: "sends somebody else",
}
