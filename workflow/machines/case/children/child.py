"""A child of a case."""

from typing import Any
from uuid import uuid4

from django.db import models

from forms.vault import DataKey, SealedField, blind_index


class Child(models.Model):
    """A child of the incident; also one without a known name or birth date, unborn, or since turned 18."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="children")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    details = SealedField(help_text='By meaning: {"child.name": "…", "child.birth_date": "2019-04-02"}.')
    name_index = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"child of {self.case_id}"

    def describe(self, details: dict[str, Any]) -> None:
        """Take over what a form said of the child and make it findable by name."""
        self.details = details
        self.name_index = index_of(str(details.get("child.name") or ""))


def index_of(name: str) -> str:
    """By what a child of that name is found, without saying the name; "" for none."""
    return blind_index("child-name", name) if name else ""
