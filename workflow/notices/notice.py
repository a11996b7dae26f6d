"""The outbox: every notice is a row before it is a mail, so that none is lost and none is sent unseen.

Subjects and bodies carry a reference and a link, never a fact of the case (the wording's placeholders allow no more).
What may not go by e-mail stands in the notice's letter, sealed, as it was on the day the notice was queued.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.plain_fields import PlainEmailField
from forms.vault import SealedField
from workflow.procedures.version import ProcedureVersion


class Notice(models.Model):
    """One notice to one recipient. `workflow.notices` writes it, `workflow.notices.delivery` sends it."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        SEALED = "sealed", "E-mail with a sealed download"
        ATTACHED = "attached", "E-mail with the report attached"
        LETTER = "letter", "Letter"
        BY_HAND = "by_hand", "By hand, or by the body’s own service"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered: look at the address, then send again"
        PARKED = "parked", "Set aside: sending it broke off three times"
        BY_HAND = "by_hand", "To be sent by hand"
        SENT_BY_HAND = "sent_by_hand", "Sent by hand"
        SET_ASIDE = "set_aside", "Not sent: it no longer holds"

    NEEDS_A_PERSON = (State.FAILED, State.PARKED, State.BY_HAND)
    WENT = (State.SENT, State.SENT_BY_HAND)
    # Neither sent nor set aside.
    WAITING = (State.QUEUED, State.SENDING, *NEEDS_A_PERSON)
    # In `last_error` of those that a restore parked: they may have gone before it.
    RESTORED = "Restored"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", null=True, on_delete=models.PROTECT, related_name="notices")
    key = models.SlugField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    recipient_name = models.CharField(max_length=160)
    recipient_email = models.EmailField(blank=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    letter = SealedField(help_text="The letter as it was when the notice was queued.")
    sealed_copy = models.ForeignKey("workflow.SealedCopy", null=True, on_delete=models.PROTECT, related_name="notices")
    # The step of which this tells; empty where no step queued it.
    follows = models.ForeignKey("workflow.Event", null=True, on_delete=models.PROTECT, related_name="notices")
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    calendar = models.TextField(blank=True, help_text="An entry for the recipient’s calendar, without names or facts.")
    state = models.CharField(max_length=15, choices=State.choices, default=State.QUEUED)
    message_id = models.CharField(max_length=150, unique=True)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    # Counted before the work, so that an attempt that kills its worker counts too.
    attempts = models.PositiveIntegerField(default=0)
    # The first attempt: while it is being sent, `not_before` says when the claim runs out.
    claimed_at = models.DateTimeField(null=True)
    broken_off = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True, help_text="The kind of error, never its text.")
    sent_at = models.DateTimeField(null=True, help_text="By hand on an earlier day: noon of that day.")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proof = SealedField(help_text="How it was sent by hand, in the words of the officer.")

    class Meta:
        ordering = ["queued_at"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="notice_due"),
            models.Index(fields=["case", "queued_at"], name="notice_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.key} to {self.recipient_name}"

    @property
    def was_restored(self) -> bool:
        """Whether it waited, or fell due, when the portal was restored: a person says what becomes of it."""
        return self.state == self.State.PARKED and self.last_error == self.RESTORED

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django lets a model say it itself
        return AFTER_RESTORE if self.was_restored else str(self.State(self.state).label)

    @property
    def standing(self) -> str:
        """Where it stands, to be said after the recipient's name: "Ofsted: to be sent by hand"."""
        return RESTORED_STANDING if self.was_restored else STANDING[self.State(self.state)]

    @property
    def data_key(self) -> Any:
        """The key that seals the proof: the case's."""
        return self.case.data_key if self.case is not None else None


AFTER_RESTORE = "Set aside when the portal was restored: it may have gone before. Ask, then send it or do not"
RESTORED_STANDING = "waits since the portal was restored from a backup"
STANDING = {
    Notice.State.QUEUED: "waiting to be sent by e-mail",
    Notice.State.SENDING: "being sent by e-mail",
    Notice.State.SENT: "sent by e-mail",
    Notice.State.FAILED: "the e-mail was not delivered",
    Notice.State.PARKED: "sending the e-mail broke off",
    Notice.State.BY_HAND: "to be sent by hand",
    Notice.State.SENT_BY_HAND: "sent by hand",
    Notice.State.SET_ASIDE: "set aside, not sent",
}


class BodyAddress(models.Model):
    """Where a partnership sends the notices for a national body, when that body takes e-mail from it.

    A body without a row gets everything by hand.
    """

    class Copies(models.TextChoices):
        DOWNLOAD = "download", "Sealed download: a link by e-mail, opened with a one-time code"
        ATTACHMENT = "attachment", "Attached to the e-mail (the report only; letters as a sealed download)"
        BY_HAND = "by_hand", "By hand: the support office sends them by its own secure route"

    partnership = models.ForeignKey("workflow.Partnership", on_delete=models.CASCADE, related_name="body_addresses")
    body = models.SlugField(max_length=40, help_text="The body’s key in the procedure: panel, ofsted, dfe, nspcc …")
    email = PlainEmailField("e-mail address")
    copies = models.CharField(
        "how letters and copies go",
        max_length=10,
        choices=Copies.choices,
        default=Copies.DOWNLOAD,
        help_text="Letters to the body, and copies of reports before and after publication.",
    )
    # Set by somebody who reads no case, and not confirmed yet (portal.accounts.people.addresses): not used.
    waits = models.BooleanField("waits to be confirmed", default=False, editable=False)

    class Meta:
        ordering = ["partnership", "body"]
        verbose_name_plural = "body addresses"
        constraints = [models.UniqueConstraint(fields=["partnership", "body"], name="one_address_a_body")]

    def __str__(self) -> str:
        return f"{self.body}: {self.email}"

    @property
    def name_in_words(self) -> str:
        """The body as the newest version of the procedure that names it calls it."""
        for content in ProcedureVersion.objects.order_by("-effective_from").values_list("content", flat=True):
            for entry in content.get("recipients", []):
                if entry["key"] == self.body:
                    return str(entry["text"])
        return self.body
