"""Deadlines: one row a running clock, with everything needed to say why the date is what it is."""

from uuid import uuid4

from django.db import models

from workflow.procedures.version import DeadlineRule


class StopReason(models.TextChoices):
    """Why a clock was stopped without being met."""

    WITHDRAWN = "withdrawn", "the notification or referral was withdrawn"
    NOT_REQUIRED = "not_required", "it was found not to be required"
    JOINED = "joined", "the case was joined to another"
    REVIEW_STOPPED = "review_stopped", "the review was stopped"
    DECISION_OPEN = "decision_open", "the decision that the review rests on was open again"
    DECISION_CHANGED = "decision_changed", "the decision for the review was changed"
    NOT_PUBLISHED = "not_published", "the strategic body decided not to publish"
    REPLANNED = "replanned", "the date was planned anew"
    TAKEN_DOWN = "taken_down", "the publication was taken down"
    CLOSED = "closed", "the case was closed"
    PROCEDURE = "procedure", "the case moved to a version of the procedure without this limit"
    CRITERIA_NOT_MET = "criteria_not_met", "it was found that the criteria are not met"
    NO_ANSWER = "no_answer", "the Panel did not answer"
    NO_ADVICE = "no_advice", "the scrutineer gave no advice by the day set"
    REOPENED = "reopened", "the decision was opened again"
    LED_ELSEWHERE = "led_elsewhere", "a body of another area took the lead"


class Deadline(models.Model):
    """One clock of one record. `workflow.clocks` alone writes it.

    `history` keeps each earlier start and due date: `{"started_on", "due_on", "changed_on", "why", "event"}`, where
    `event` is the identifier of the logged event that holds the typed reason, sealed.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        MET = "met", "Met"
        STOPPED = "stopped", "Stopped"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="deadlines")
    rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    machine = models.CharField(max_length=30)
    record_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_on = models.DateField()
    due_on = models.DateField()
    skipped = models.JSONField(default=list, help_text='The days that did not count: [{"date", "reason"}].')
    extended = models.BooleanField(default=False, help_text="The due date was approved by people, not worked out.")
    history = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    met_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    stop_reason = models.CharField(max_length=20, choices=StopReason.choices, blank=True)
    # The first moment after the last day of the limit. Once written it stays, whatever is corrected later.
    breached_at = models.DateTimeField(null=True)
    # The next moment at which there is something to do here: a reminder or the breach. Empty: nothing more.
    next_reminder_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "record_id"],
                condition=models.Q(state="running"),
                name="one_running_deadline_each",
            )
        ]
        indexes = [
            # What the sweep asks for each minute. Empty where nothing is to be done: no condition, which SQLite would
            # not match with a parameter.
            models.Index(fields=["state", "next_reminder_at"], name="deadline_by_reminder"),
            models.Index(fields=["case", "state", "due_on"], name="deadline_of_case"),
            models.Index(fields=["state", "due_on"], name="deadline_by_due"),
            models.Index(fields=["state", "rule", "due_on"], name="deadline_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} due {self.due_on}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_breached(self) -> bool:
        return self.breached_at is not None


class DeadlineReminder(models.Model):
    """One reminder that was queued: the row is what keeps it from being queued twice.

    `escalated`: it told others that the date had passed, by the rule's own offsets for that.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    offset = models.SmallIntegerField()
    escalated = models.BooleanField(default=False)
    queued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "due_on", "offset", "escalated"], name="one_reminder_an_offset"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.offset:+d}"
