"""A document of a case outside its forms, and its versions: the newest is shown, the earlier ones stay reachable."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Max, OuterRef, Subquery

from forms import uploads
from forms.models.attachment import SealedFile
from forms.vault import DataKey, SealedField
from workflow.machines.case.notes.note import OFFICE, PARTNERS, READERS
from workflow.parties.roles import Actor, Role


class CaseDocumentQuerySet(models.QuerySet["CaseDocument"]):
    def readable_by(self, actor: Actor, partnership_id: int) -> "CaseDocumentQuerySet":
        """Of documents in this partnership's cases: the office reads all, everybody else what is shared with them."""
        office = actor.holds({Role.OFFICER}, partnership_id=partnership_id)
        return self.all() if office else self.filter(readers=PARTNERS)


class CaseDocument(models.Model):
    """What it is called, what it is, who reads it. Taken out by mistake or in the wrong case it stays on record."""

    class Kind(models.TextChoices):
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"
        REPORT = "report", "Report or statement"
        MINUTES = "minutes", "Agenda or minutes"
        LEGAL = "legal", "Court or legal document"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="documents")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    title = SealedField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    readers = models.CharField(max_length=10, choices=READERS, default=OFFICE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="When its newest version came, or what is said of it changed.")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why_withdrawn = SealedField()

    objects: ClassVar[Any] = CaseDocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at"]
        indexes: ClassVar = [models.Index(fields=["case", "-changed_at"], name="documents_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} in {self.case_id}"

    @property
    def is_shared(self) -> bool:
        return self.readers == PARTNERS

    @property
    def mark(self) -> str:
        """What a page remembers of it, to tell whether somebody changed it meanwhile."""
        return self.changed_at.isoformat()


class DocumentVersion(SealedFile):
    """One file of a document. Without a document only inside the transaction of the step that keeps it."""

    document = models.ForeignKey(CaseDocument, null=True, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(SealedFile.Meta):
        abstract = False
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="a_version_of_a_document_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of document {self.document_id}"


def newest_versions(documents: models.QuerySet[CaseDocument]) -> models.QuerySet[DocumentVersion]:
    """The version that is shown of each of these documents."""
    others = DocumentVersion.objects.filter(document=OuterRef("document")).order_by().values("document")
    newest = others.annotate(newest=Max("number")).values("newest")
    return DocumentVersion.objects.filter(document__in=documents, number=Subquery(newest))


def keep_file(case: Any, file: uploads.Inspected, *, by: Any, now: datetime) -> DocumentVersion:
    """Seal the file under the key of the case; the step that follows says of which document it is."""
    version = DocumentVersion(data_key=case.data_key, by=by, added_at=now)
    uploads.keep(version, file)
    return version
