"""A task of the office in a case: what, whose, by which day; done or open. What changed and by whom is in the log."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.engine.settling import settle
from workflow.parties.assignees import assignees_in_all_roles
from workflow.parties.roles import Actor, Role

# Who may be given a task: whoever works on the case and reads all of it.
TASK_ROLES = frozenset({Role.OFFICER, Role.DECISION_MAKER, Role.SCRUTINEER, Role.REVIEWER})


class CaseTaskQuerySet(models.QuerySet["CaseTask"]):
    def of(self, actor: Actor) -> "CaseTaskQuerySet":
        """Those of this person, and of the people for whom they stand in."""
        return self.filter(person__in=assignees_in_all_roles(actor))

    def readable_by(self, actor: Actor, partnership_id: int) -> "CaseTaskQuerySet":
        """Of tasks in this partnership's cases: the office reads all, everybody else their own."""
        return self.all() if actor.holds({Role.OFFICER}, partnership_id=partnership_id) else self.of(actor)


class CaseTask(models.Model):
    """Without a person it is with the office, until somebody is given it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="tasks")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    what = SealedField(help_text="What is to be done.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="case_tasks")
    meeting = models.ForeignKey("workflow.Meeting", null=True, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField()
    since = models.DateTimeField(help_text="Since when it is as it is now: whose, by which day, open or done.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, help_text="Empty while it is open.")
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = SealedField(help_text="What came of it.")

    objects: ClassVar[Any] = CaseTaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "made_at"]
        indexes: ClassVar = [
            models.Index(fields=["person", "done_at", "due_on"], name="tasks_of_person"),
            models.Index(fields=["case", "done_at"], name="tasks_of_case"),
        ]

    def __str__(self) -> str:
        return f"task in {self.case_id}, due on {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    @property
    def mark(self) -> str:
        """What a page remembers of it, to tell whether somebody changed it meanwhile."""
        return self.since.isoformat()

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today


def to_nobody(tasks: models.QuerySet[CaseTask], *, people: Iterable[int], now: datetime) -> int:
    """Open tasks of these people go back to the office, whose business it is to give them on. Returns how many."""
    theirs = tasks.filter(person__in=list(people), done_at=None)
    cases = set(theirs.values_list("case", flat=True))
    count = theirs.update(person=None, since=now)
    settle(cases, now)
    return count
