"""What a bank holiday that staff entered or withdrew did to the running clocks: which dates moved, how far it got."""

from uuid import uuid4

from django.db import models

from workflow.clocks.deadline import Deadline


class Recalculation(models.Model):
    """One walk over the clocks that changed bank holidays can move, a batch of whole cases at a time.

    `after_case` is the last case whose clocks were looked at, in the order of their keys, so that a walk that broke off
    goes on there. (`after`, a clock, is that of the releases before: while an update goes on, each walks by its own.)
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holidays = models.JSONField(
        default=list, help_text='What changed: [{"id", "date", "name", "withdrawn", "changed_at"}].'
    )
    begun_at = models.DateTimeField()
    is_finished = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    after = models.UUIDField(null=True)
    after_case = models.UUIDField(null=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_finished"], condition=models.Q(is_finished=False), name="one_recalculation_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"


class MovedDeadline(models.Model):
    """One clock whose date a recalculation moved."""

    recalculation = models.ForeignKey(Recalculation, on_delete=models.CASCADE, related_name="moves")
    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="+")
    was_due_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recalculation", "deadline"], name="one_move_a_recalculation"),
        ]

    def __str__(self) -> str:
        return f"{self.was_due_on} → {self.due_on}"
