"""Reminders that were sent for an agency's return: the row is what keeps one from being sent twice (D30)."""

from django.db import models

from workflow.machines.agency_return.machine import AgencyReturn


class ReturnReminder(models.Model):
    """One reminder of one return, counted in working days from the day it was due."""

    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    offset = models.SmallIntegerField()
    is_last = models.BooleanField(default=False, help_text="The procedure knows no later one for this day.")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_return", "due_on", "offset"], name="one_reminder_of_a_return")
        ]

    def __str__(self) -> str:
        return f"{self.agency_return_id} {self.offset:+d}"
