"""What the chained log knows a person by: an identifier and a key of their own.

The log seals what it says of a person (which role, why it ended, the old address) under this key, as it seals what it
says of a case under the case's.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey


class PersonFileManager(models.Manager["PersonFile"]):
    def of(self, user: Any) -> "PersonFile":
        """The person's file, made on first use."""
        found = self.select_related("data_key").filter(user=user).first()
        return found if found is not None else self.create(user=user, data_key=DataKey.objects.make())


class PersonFile(models.Model):
    """One person, as the log names them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="file")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")

    objects = PersonFileManager()

    def __str__(self) -> str:
        return f"file of person {self.user_id}"
