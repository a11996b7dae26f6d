"""One row a waiting thing: what a case waits for, for whom, since when and until when.

Written when something changes (workflow.waiting.keeping), read by the queue, the counts, the case file and the
workspace. The machines stay the truth: the whole table can be made from them (`manage.py rebuild_waiting`).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflow.parties.roles import Group, Role, Seat


class Waiting(models.Model):
    """Exactly one of role, agency, person and `authority` says for whom; `seat` and `group` narrow a role.

    Nothing in it is a fact of the case: kinds, identifiers and days only.
    """

    class What(models.TextChoices):
        STEP = "step", "A step"
        VOTE = "vote", "A vote"
        ASSIGN = "assign", "Somebody to advise"
        LETTER = "letter", "A letter or e-mail that did not go by itself"
        DIFFERENCE = "difference", "Two forms that differ"
        LATE = "late", "A day that passed"
        TASK = "task", "A task of the office"
        MESSAGE = "message", "A message without an answer"
        ATTENDANCE = "attendance", "A meeting of which nobody recorded who came"
        TIME_NEAR = "time_near", "A case whose time is nearly over"
        TIME_OVER = "time_over", "A case whose time is over"
        ERASURE = "erasure", "A proposal to erase"

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("workflow.Case", on_delete=models.CASCADE, related_name="waiting")
    partnership = models.ForeignKey("workflow.Partnership", on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    step = models.CharField(max_length=80, blank=True, help_text="The step that ends it: machine and name.")
    about = models.UUIDField(help_text="The record, letter or clock that waits.")
    role = models.CharField(max_length=1, blank=True, choices=Role.choices)
    group = models.CharField(max_length=20, blank=True, choices=Group.choices)
    seat = models.CharField(max_length=20, blank=True, choices=Seat.choices)
    agency = models.ForeignKey("workflow.Agency", null=True, on_delete=models.CASCADE, related_name="+")
    authority = models.BooleanField(default=False, help_text="Waits for the authority that notifies for the area.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    due = models.DateField(null=True)
    from_day = models.DateField(null=True, help_text="Waits from this day on: the day after a limit.")

    class Meta:
        ordering = ["due", "since", "pk"]
        indexes = [
            models.Index(fields=["partnership", "role", "due"], name="waiting_for_role"),
            models.Index(fields=["agency", "due"], name="waiting_for_agency"),
            models.Index(fields=["person", "due"], name="waiting_for_person"),
            models.Index(fields=["case", "due"], name="waiting_of_case"),
            models.Index(fields=["due", "since", "id"], name="waiting_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency=None, person=None, authority=False) & ~Q(role="")
                | Q(agency__isnull=False, person=None, authority=False, role="")
                | Q(agency=None, person__isnull=False, authority=False, role="")
                | Q(agency=None, person=None, authority=True, role=""),
                name="waiting_for_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step or self.what} in {self.case_id}"

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two rows the same, whenever they were written."""
        whom = (self.role, self.group, self.seat, self.agency_id, self.authority, self.person_id)
        return (self.case_id, self.what, self.step, self.about, *whom)

    @property
    def days(self) -> tuple[Any, ...]:
        """What of a row may change while it waits."""
        return (self.partnership_id, self.due, self.from_day)
