"""A thread of messages between the office and one counterpart, and until when each person has read it."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q

from forms import uploads
from forms.models.attachment import SealedFile
from forms.vault import DataKey, SealedField
from workflow.engine.settling import settle
from workflow.machines.case.counterparts.counterpart import OfCounterpart, names_one
from workflow.machines.case.counterparts.finding import is_office, rows_naming, spoken_for
from workflow.parties.roles import Actor

OFFICE, THEM = "office", "them"


class MessageThreadQuerySet(models.QuerySet["MessageThread"]):
    def readable_by(self, actor: Actor, case: Any) -> "MessageThreadQuerySet":
        """Of the threads of this case: the office reads all, everybody else those in which they are spoken for."""
        return self.all() if is_office(case, actor) else self.filter(rows_naming(spoken_for(case, actor)))

    def with_reading_of(self, person: int) -> "MessageThreadQuerySet":
        """Each with `read_until`: until when the person with this number has read it, None where they never did."""
        own = FilteredRelation("readings", condition=Q(readings__person=person))
        return self.annotate(own_reading=own, read_until=F("own_reading__read_at"))


class MessageThread(OfCounterpart):
    """One a counterpart. `waits_for`: who has to answer, empty where nobody has."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="message_threads")
    waits_for = models.CharField(
        max_length=6, blank=True, choices=[(OFFICE, "The office"), (THEM, "The counterpart")], default=""
    )
    last_at = models.DateTimeField(help_text="When the newest message was sent.")
    last_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = MessageThreadQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_at"]
        indexes: ClassVar = [
            models.Index(fields=["case", "waits_for"], name="threads_of_case"),
            models.Index(fields=["agency", "-last_at"], name="threads_of_agency"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=names_one(), name="a_thread_has_one_counterpart"),
            models.UniqueConstraint(fields=["case", "agency"], condition=~Q(agency=None), name="one_thread_an_agency"),
            models.UniqueConstraint(fields=["case", "seat"], condition=~Q(seat=""), name="one_thread_a_seat"),
            models.UniqueConstraint(fields=["case", "person"], condition=~Q(person=None), name="one_thread_a_person"),
        ]

    def __str__(self) -> str:
        return f"thread {self.id}"

    def is_unread_by(self, person: int) -> bool:
        """Whether it holds something new for the person with whose reading it was read."""
        until: datetime | None = vars(self)["read_until"]
        return self.last_by_id != person and (until is None or until < self.last_at)

    @property
    def mark(self) -> str:
        """What a page remembers of it, to tell whether somebody wrote meanwhile."""
        return self.last_at.isoformat()


class Message(models.Model):
    """One message. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    thread = models.ForeignKey(MessageThread, on_delete=models.PROTECT, related_name="messages")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    text = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_office = models.BooleanField()
    needs_answer = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["thread", "-at"], name="messages_of_thread")]

    def __str__(self) -> str:
        return f"message {self.id}"


class MessageFile(SealedFile):
    """A file of a message. Without a message only inside the transaction of the step that sends it."""

    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="files")

    class Meta(SealedFile.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"file {self.id} of a message"


class ThreadReading(models.Model):
    """Until when one person has read a thread: what came later from others is unread."""

    thread = models.ForeignKey(MessageThread, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_reading_a_person_and_thread")
        ]

    def __str__(self) -> str:
        return f"thread {self.thread_id} until {self.read_at}"


def read(thread: MessageThread, person: Any, now: datetime) -> None:
    """This person has seen what is in the thread now."""
    ThreadReading.objects.update_or_create(thread=thread, person=person, defaults={"read_at": now})


def keep_file(case: Any, file: uploads.Inspected, *, by: Any, now: datetime) -> MessageFile:
    """Seal the file under the key of the case; the step that follows says with which message it goes."""
    kept = MessageFile(data_key=case.data_key, added_at=now)
    uploads.keep(kept, file)
    return kept


def nobody_asked(threads: models.QuerySet[MessageThread], now: datetime) -> None:
    """Who was asked is no longer there to answer."""
    asked = threads.filter(waits_for=THEM)
    cases = set(asked.values_list("case", flat=True))
    asked.update(waits_for="")
    settle(cases, now)
