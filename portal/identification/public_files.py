"""What the public gets of an uploaded document, and what a second person has agreed may become public (D36).

A document as it was uploaded is never served to the public: only the file that was made here from what is drawn in it.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class PublicFile(models.Model):
    """The file that was made from a document. Without a `file` there is none that could be published: `refused`.

    `dropped` and `refused` are words of ours about kinds of things, never words of the document.
    """

    document = models.OneToOneField("wagtaildocs.Document", on_delete=models.CASCADE, related_name="public_file")
    original = models.CharField(max_length=64, help_text="SHA-256 of the document as it was uploaded.")
    file = models.FileField(upload_to="public-files", blank=True)
    name = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file that was made.")
    dropped = models.JSONField(default=list, help_text="What of the document is not in it, a line each.")
    refused = models.TextField(blank=True, help_text="Why no file could be made.")
    # A mark of the title and the name that it had, which the public reads too.
    name_of_document = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    # By its case's publication; a document on other pages is agreed to as `AgreedContent`.
    cleared_digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"Public file of document {self.document_id}"


class AgreedContent(models.Model):
    """What an editor wants to make public and names somebody of a case: a second person agrees, or nobody reads it.

    `digest` is of the very text or file: changed content is asked about again. Who is named is not kept here.
    """

    class Kind(models.TextChoices):
        PAGE = "page", "Page"
        DOCUMENT = "document", "Document"
        IMAGE = "image", "Image"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    finds = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "object_id", "digest"], name="agreed_content_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.object_id}"
