"""A note on a case, or an entry of its telephone log. Never changed: corrected by a later one, or struck through.

What takes the place of an earlier entry names the `first` of them, so that all versions are found at once.
"""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.parties.roles import Actor, Role

OFFICE, PARTNERS = "office", "partners"
READERS = [
    (OFFICE, "The support office only"),
    (PARTNERS, "Everybody who works on this case and reads what was sent"),
]


class CaseNoteQuerySet(models.QuerySet["CaseNote"]):
    def current(self) -> "CaseNoteQuerySet":
        """Each in its last version; those that were struck through too."""
        return self.filter(replaced_at=None)

    def readable_by(self, actor: Actor, partnership_id: int) -> "CaseNoteQuerySet":
        """Of notes in this partnership's cases: the office reads all, everybody else what is shared with them."""
        return self.all() if actor.holds({Role.OFFICER}, partnership_id=partnership_id) else self.shared()

    def shared(self) -> "CaseNoteQuerySet":
        """Those that everybody who works on the case reads."""
        return self.filter(readers=PARTNERS)


class CaseNote(models.Model):
    """One entry. Who reads the versions before it is said by each of them."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        CALL = "call", "Telephone call"
        MEETING = "meeting", "Meeting"
        EMAIL = "email", "E-mail"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="notes")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    happened_on = models.DateField()
    happened_at = models.TimeField(null=True)
    spoken_to = SealedField(help_text="With whom, by name and role.")
    text = SealedField()
    readers = models.CharField(max_length=10, choices=READERS, default=OFFICE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    first = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later")
    replaced_at = models.DateTimeField(null=True, help_text="When a later entry took its place.")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why_struck = SealedField()

    objects: ClassVar[Any] = CaseNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-happened_on", models.F("happened_at").desc(nulls_last=True), "-written_at"]
        indexes: ClassVar = [models.Index(fields=["case", "replaced_at", "-happened_on"], name="notes_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} on {self.happened_on}"

    @property
    def is_shared(self) -> bool:
        return self.readers == PARTNERS
