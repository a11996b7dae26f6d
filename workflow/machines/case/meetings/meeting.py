"""A meeting about a case, and who is asked to it. Several are held without the case going back a state."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from forms.vault import DataKey, SealedField
from workflow.machines.case.counterparts.counterpart import OfCounterpart, names_one
from workflow.machines.case.counterparts.finding import invited_as, rows_naming
from workflow.parties.roles import Actor


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def stands(self) -> "MeetingQuerySet":
        return self.filter(cancelled_at=None)

    def asks(self, actor: Actor, case: Any) -> "MeetingQuerySet":
        """Of the meetings of this case those to which this person is asked, for whomever they speak."""
        asked = Invitation.objects.filter(rows_naming(invited_as(case, actor)), withdrawn_at=None)
        return self.filter(pk__in=asked.values("meeting"))


class Meeting(models.Model):
    """One meeting. Whatever somebody typed about it is sealed, where it takes place too."""

    class Kind(models.TextChoices):
        RAPID_REVIEW = "rapid_review", "Rapid review meeting"
        REVIEW = "review", "Meeting of the review"
        PLANNING = "planning", "Planning meeting"
        OTHER = "other", "Another meeting"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="meetings")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    starts_at = models.DateTimeField()
    minutes_long = models.PositiveSmallIntegerField()
    place = SealedField()
    link = SealedField(help_text="Where to join from elsewhere.")
    agenda = SealedField(help_text="One item a line.")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changes = models.PositiveSmallIntegerField(default=0, help_text="How often calendars were told anew.")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why_cancelled = SealedField()
    attendance_at = models.DateTimeField(null=True, help_text="When it was recorded who came.")
    others_came = SealedField(help_text="By name and agency, one a line.")
    minutes = SealedField()
    minutes_at = models.DateTimeField(null=True)
    minutes_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        indexes: ClassVar = [models.Index(fields=["case", "-starts_at"], name="meetings_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.case_id}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes_long)

    @property
    def mark(self) -> str:
        """What a page remembers of it, to tell whether somebody changed it meanwhile."""
        return self.changed_at.isoformat()

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now


class Invitation(OfCounterpart):
    """One who is asked. Whom nobody asks any more keeps the row, and what it says of the past."""

    class Attendance(models.TextChoices):
        CAME = "came", "Took part"
        APOLOGIES = "apologies", "Sent apologies"
        ABSENT = "absent", "Did not come"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    attendance = models.CharField(max_length=10, blank=True, choices=Attendance.choices, default="")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=names_one(), name="an_invitation_has_one_counterpart"),
            *(
                models.UniqueConstraint(
                    fields=["meeting", name], condition=~Q(**{name: empty}), name=f"asked_once_a_{name}"
                )
                for name, empty in (("agency", None), ("person", None), ("seat", ""), ("group", ""))
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


def last_held(case: Any, kind: str) -> tuple[Meeting, list[str]] | None:
    """The newest meeting of that kind of which it is recorded who came, and who they were, one a line."""
    held = Meeting.objects.filter(case=case, kind=kind, attendance_at__isnull=False, cancelled_at=None)
    meeting: Meeting | None = held.order_by("-starts_at").first()
    if meeting is None:
        return None
    meeting.case, meeting.data_key = case, case.data_key
    return meeting, who_came(meeting)


def who_came(meeting: Meeting) -> list[str]:
    """Those invited who came, and the names that were written down. The meeting comes with its case and key."""
    came = meeting.invitations.filter(attendance=Invitation.Attendance.CAME).select_related(*Invitation.NAMED)
    named = [one.with_whom(meeting.case).name for one in came]
    return [*named, *filter(None, (line.strip() for line in (meeting.others_came or "").splitlines()))]
