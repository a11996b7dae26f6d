"""What is known of a review: its fields and what is read from them. The files beside this one declare its steps."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine, state_field, steps_of
from workflow.engine.step import Sending, opening
from workflow.machines.case.machine import Case
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.review import guards
from workflow.machines.review import states as review_states
from workflow.machines.review.filing.entry import OnFile
from workflow.machines.review.states import COMMISSIONED, DRAFTING, EVIDENCE, SCOPING, SIGN_OFF, SIGNED_OFF, STOPPED
from workflow.parties.roles import SYSTEM


def person() -> Any:
    """Who did something: an account that stays while its deeds are on record."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class ReviewRecord(Machine):
    """What the row keeps. The reviewer’s name, the terms and every reason are sealed under the case's key."""

    class Kind(models.TextChoices):
        LOCAL = "local", "Local child safeguarding practice review"
        LEARNING = "learning", "Learning review"
        NATIONAL = "national", "National child safeguarding practice review"

    COMMISSIONED, SCOPING, EVIDENCE, DRAFTING = COMMISSIONED, SCOPING, EVIDENCE, DRAFTING
    SIGN_OFF, SIGNED_OFF, STOPPED, CONCLUDED = SIGN_OFF, SIGNED_OFF, STOPPED, review_states.CONCLUDED
    STATES = review_states.STATES
    KIND: ClassVar[str] = "review"
    CLOSED: ClassVar[frozenset[str]] = frozenset({SIGNED_OFF, STOPPED, CONCLUDED})
    # The letters of D21: the first with a reviewer's name, and those that tell of another.
    FIRST_LETTER, ANOTHER_LETTER = "review-commissioned", "reviewer-changed"
    SENDINGS: ClassVar[Mapping[str, Sending]] = {
        # A letter with the name of a reviewer who left counts no more.
        key: Sending("bodies_letter_went", "bodies_told_on", only=models.Q(bodies_letter=key))
        for key in (FIRST_LETTER, ANOTHER_LETTER)
    }
    # The report's text is fixed here: what the approvers read is what is published (D33).
    WITH_APPROVERS: ClassVar[frozenset[str]] = frozenset({SIGN_OFF, SIGNED_OFF})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = state_field(COMMISSIONED, STATES)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    commissioned_on = models.DateField(help_text="The day of the decision to review.")
    reviewer_name = SealedField()
    reviewer_account = person()
    reviewer_check = SealedField(help_text="What was considered before the reviewer was chosen (D20), by question.")
    reviewer_left_on = models.DateField(null=True, help_text="The reviewer left, and no other is appointed (D20).")
    family_told_on = models.DateField(null=True, blank=True)
    bodies_letter = models.SlugField(
        max_length=60,
        blank=True,
        help_text="The letter to the bodies with the reviewer’s name, once asked for (D21).",
    )
    bodies_told_on = models.DateField(
        null=True, blank=True, help_text="The day on which the last body’s letter with that name went (D21)."
    )
    terms_agreed_on = models.DateField(null=True, blank=True)
    terms = SealedField(help_text='{"terms_of_reference": "…", "method": "…"}')
    signed_off_on = models.DateField(null=True, blank=True)
    hold_grounds = models.CharField(max_length=40, blank=True)
    hold_process = models.ForeignKey(
        ParallelProcess, null=True, blank=True, on_delete=models.PROTECT, related_name="held_reviews"
    )
    hold_until = models.DateField(null=True, blank=True)
    hold_reason = SealedField()
    hold_proposed_on = models.DateField(null=True, blank=True)
    hold_proposed_by = person()
    hold_approved_on = models.DateField(null=True, blank=True)
    hold_approved_by = person()
    hold_delay_until = models.DateField(null=True, blank=True, help_text="Publication by then, as approved (D35).")
    waits_since = models.DateTimeField(null=True, help_text="The decision that it rests on is open again (D12, D17).")
    ended_by_decision_at = models.DateTimeField(null=True, help_text="The decision for it was changed (D1, D17).")
    end_told_on = models.DateField(null=True, help_text="The family was told that there is no review (D18).")
    panel_published_on = models.DateField(null=True, blank=True)
    panel_address = models.URLField(max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.case.reference}"

    begin = opening("The review began")

    @property
    def is_national(self) -> bool:
        return self.kind == self.Kind.NATIONAL

    @cached_property
    def on_file(self) -> OnFile:
        """What was put on file of this review, read once for this object."""
        return OnFile.of(self)

    @property
    def strategic_body_was_told(self) -> bool:
        """Whether its members had the notice of a national review (D47)."""
        return self.case.notices.filter(key="national-review").exists()

    @property
    def recorded(self) -> frozenset[str]:  # type: ignore[override]  # of this record, not of its kind
        """What is recorded already: it can be recorded anew, and is not what waits to be done."""
        recorded = {
            "tell_family": self.family_told_on,
            "tell_bodies": self.bodies_letter or None,
            "agree_terms": self.terms_agreed_on,
            "tell_family_of_end": self.end_told_on,
        }
        found = {name for name, day in recorded.items() if day is not None}
        return frozenset(found if self.hold_proposed_on else found | {"approve_hold", "refuse_hold", "approve_delay"})

    @property
    def not_of_this_kind(self) -> frozenset[str]:  # type: ignore[override]  # the same
        """The steps whose own guards say that they belong to another kind of review."""
        # Neither who asks nor when makes a difference to these.
        wrong = {guard for guard in guards.ABOUT_THE_KIND if guard(self, SYSTEM, self.created_at)}
        return frozenset(name for name, each in steps_of(type(self)).items() if wrong & set(each.guards))

    def forget_hold(self) -> None:
        """The hold is over: refused or released. What it was stands in the log."""
        self.hold_grounds = ""
        self.hold_process = self.hold_until = self.hold_reason = self.hold_delay_until = None
        self.hold_proposed_on = self.hold_proposed_by = self.hold_approved_on = self.hold_approved_by = None

    def forget_told_name(self) -> None:
        """D21: the name they were told is no longer right. D22: the method is agreed with whoever uses it."""
        self.bodies_told_on = self.terms_agreed_on = None
        self.bodies_letter = ""

    def appoint(self, name: str, account: str, considered: dict[str, Any]) -> None:
        """Somebody is the reviewer from now on, with what was considered and declared."""
        self.reviewer_name, self.reviewer_check = name, considered
        self.reviewer_account_id = int(account) if account else None
        self.reviewer_left_on = None
