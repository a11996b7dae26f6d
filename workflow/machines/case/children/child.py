"""A child of a case."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import models

from forms.kept_writing import insert
from forms.vault import DataKey, SealedField, blind_index
from workflow.machines.case.marks import SearchMark, marks_of


class Child(models.Model):
    """A child of the incident; also one without a known name or birth date, unborn, or since turned 18."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="children")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    details = SealedField(help_text='By meaning: {"child.name": "…", "child.birth_date": "2019-04-02"}.')
    name_index = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"child of {self.case_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the child with the marks by which it is found, whichever way it became known."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        self.mark(is_new=is_new)

    def describe(self, details: dict[str, Any]) -> None:
        """Take over what a form said of the child and make it findable by name."""
        self.details = details
        self.name_index = index_of(str(details.get("child.name") or ""))

    def mark(self, *, is_new: bool = False) -> bool:
        """Make the marks what the details say: one query where nothing changed. Returns whether anything did."""
        wanted = marks_of(self.details or {})
        held = set() if is_new else set(self.marks.values_list("mark", flat=True))
        if gone := held - wanted:
            self.marks.filter(mark__in=gone).delete()
        insert(self._marks(wanted - held))
        return wanted != held

    def _marks(self, marks: Iterable[str]) -> list[SearchMark]:
        return [SearchMark(case_id=self.case_id, child_id=self.pk, mark=mark) for mark in marks]


def create_together(children: Iterable[Child]) -> None:
    """Write new children with the marks by which they are found: two queries."""
    made = list(children)
    insert(made)
    insert(mark for child in made for mark in child._marks(marks_of(child.details or {})))


def index_of(name: str) -> str:
    """By what a child of that name is found, without saying the name; "" for none."""
    return blind_index("child-name", name) if name else ""
