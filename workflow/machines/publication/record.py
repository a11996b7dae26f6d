"""What is known of a publication: its fields, and what its steps write alike. The rooms below declare the steps."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models

from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import Sending, opening
from workflow.machines.case.machine import Case
from workflow.machines.publication import states
from workflow.machines.review.machine import Review
from workflow.machines.review.record import person
from workflow.parties.roles import Actor


class PublicationRecord(Machine):
    """What the row keeps.

    A hold is what delays it, a row of its own. The digests are those of the text at each stage: what was signed off,
    checked, approved and sent in advance is what is published, or nothing is.
    """

    PLANNED, IDENTIFICATION_CHECK, CLEARED = states.PLANNED, states.IDENTIFICATION_CHECK, states.CLEARED
    ADVANCE_COPY_SENT, PUBLISHED, ON_REQUEST = states.ADVANCE_COPY_SENT, states.PUBLISHED, states.ON_REQUEST
    IMPROVEMENTS_ONLY, WITHHELD, TAKEN_DOWN = states.IMPROVEMENTS_ONLY, states.WITHHELD, states.TAKEN_DOWN
    STATES, BEFORE, PUBLIC = states.STATES, states.BEFORE, states.PUBLIC
    FOR_PUBLISHERS = states.FOR_PUBLISHERS
    KIND: ClassVar[str] = "publication"
    CLOSED: ClassVar[frozenset[str]] = frozenset({PUBLISHED, ON_REQUEST, IMPROVEMENTS_ONLY, WITHHELD})
    SENDINGS: ClassVar[Mapping[str, Sending]] = {
        "advance-copy": Sending("advance_copy_went", "advance_copy_on"),
        "repository-copy": Sending("nspcc_copy_went", "nspcc_on"),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="publications")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="publication")
    state = state_field(PLANNED, STATES)
    improvements_chosen = models.BooleanField(default=False, help_text="The improvements instead of the report (D37).")
    planned_on = models.DateField(null=True, blank=True)
    check_begun_by = person()
    cleared_by = person()
    cleared_on = models.DateField(null=True, blank=True)
    advance_copy_on = models.DateField(
        null=True, blank=True, help_text="The day on which the last recipient’s copy went (D39 to D41)."
    )
    approved_by = person()
    approved_on = models.DateField(null=True, blank=True)
    published_by = person()
    published_at = models.DateTimeField(null=True, blank=True)
    nspcc_on = models.DateField(null=True, blank=True)
    on_site = models.BooleanField(default=False, help_text="Whether the public can read it now, also while corrected.")
    check_run = models.PositiveSmallIntegerField(default=0, help_text="How often the automatic check ran.")
    checked_for = models.CharField(max_length=64, blank=True, help_text="A fingerprint of what it looked for.")
    signed_off_digest = models.CharField(max_length=64, blank=True)
    checked_digest = models.CharField(max_length=64, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    sent_digest = models.CharField(max_length=64, blank=True)
    impact_plan = SealedField(help_text="Who tells the family, practitioners and the media, by question (D36).")
    impact_planned_on = models.DateField(null=True, blank=True)
    family_to_be_told_on = models.DateField(null=True, blank=True)
    correction_open = models.BooleanField(default=False)
    correction_substantive = models.BooleanField(null=True, blank=True)
    findings_reported_on = models.DateField(null=True, blank=True)

    begin = opening("The publication was opened")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"publication, {self.case.reference}"

    def _go_out(self, by: Actor, now: datetime) -> None:
        # A report that stays on the site while it is corrected keeps the day from which its year counts (D42).
        if not (self.correction_open and self.on_site):
            self.published_at = now
        self.published_by, self.on_site = by.user, True
        self.correction_open, self.correction_substantive = False, None

    def _stay_down(self) -> None:
        self._start_over()
        self.on_site, self.correction_open, self.correction_substantive = False, False, None

    def _begin_correction(self, substantive: bool) -> None:
        self._start_over()
        self.correction_open, self.correction_substantive = True, substantive
        # Publication is managed anew (D36).
        self.impact_plan = self.impact_planned_on = self.family_to_be_told_on = None

    def _start_over(self) -> None:
        # A text that changes hands again is checked, approved and sent again: nothing of the earlier round counts.
        self.planned_on = self.advance_copy_on = self.cleared_on = self.nspcc_on = None
        self.check_begun_by = self.cleared_by = None
        self.checked_digest = self.checked_for = self.sent_digest = ""
        self._forget_approval()

    def _forget_approval(self) -> None:
        self.approved_by = self.approved_on = None
        self.approved_digest = ""
