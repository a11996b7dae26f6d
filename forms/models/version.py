"""What was published when: immutable, content-addressed versions of a form, and the releases that made them live."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from forms.definition.shape import Definition
from forms.kept_query import KeptQuery
from forms.models.definition_field import DefinitionField


class FormVersion(models.Model):
    """One definition of one form. Never changed and never deleted: drafts and submissions are read with it."""

    page = models.ForeignKey("forms.FormPage", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    definition: "models.Field[Definition, Definition]" = DefinitionField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["page", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "digest"], name="one_version_a_digest"),
            models.UniqueConstraint(fields=["page", "number"], name="one_version_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.definition['title']}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once only: what was asked stays what was asked."""
        if not self._state.adding:
            raise TypeError("A form's version never changes. Publish the page to make another.")
        super().save(*args, **kwargs)


class FormReleaseQuerySet(models.QuerySet["FormRelease"]):
    def live(self, page_id: int) -> "FormRelease | None":
        """The newest release of the page with its version, or None where nothing was published yet."""
        return LIVE.first(page_id=page_id)


class FormRelease(models.Model):
    """A version went live. The newest release of a page is the live one; publishing an older version again adds one."""

    page = models.ForeignKey("forms.FormPage", on_delete=models.PROTECT, related_name="releases")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="releases")
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = FormReleaseQuerySet.as_manager()

    class Meta:
        # By number, not by time: a clock that was put back must not bring an old version to life.
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["page", "-id"], name="newest_release")]

    def __str__(self) -> str:
        return f"{self.version}, live since {self.since:%d %B %Y}"


LIVE: KeptQuery[FormRelease] = KeptQuery(
    lambda page_id: FormRelease.objects.filter(page_id=page_id).select_related("version").order_by("-pk")[:1],
    page_id=int,
)
