"""How long cases are kept after they were closed, what holds them longer, and what is left of those that were erased.

The source names no statutory period for these records [U]: each partnership sets its own, and while it has set none
its cases are kept. What is about no case goes by itself when its time is over; what a partnership does not set there is
as the procedure has it. A legal hold wins over every period.
"""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.parties.party import Partnership

YEARS = [MinValueValidator(1, "Enter at least 1 year."), MaxValueValidator(100, "Enter at most 100 years.")]
MONTHS = [MinValueValidator(1, "Enter at least 1 month."), MaxValueValidator(1200, "Enter at most 1200 months.")]
DAYS = [MinValueValidator(1, "Enter at least 1 day."), MaxValueValidator(3650, "Enter at most 3650 days.")]
LIKE_UNREVIEWED = "Leave empty to keep them as long as a case without a review."
AS_PROCEDURE = "Leave empty to keep them as long as the procedure says."


class PeriodField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]  # no parameters at run time
    """A period that may be left empty. Stored as the number that it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"null": True, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, {**kwargs, "null": True, "blank": True}


class RetentionSchedule(models.Model):
    """The periods of one partnership. What counts is what stands in the columns: a change that shortens one waits in
    `proposed` (by column; None: no period) until a second person of the partnership has confirmed it.
    """

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="retention")
    with_review = PeriodField(
        "years to keep a case with a review",
        validators=YEARS,
        help_text="Counted from the day the case was closed. No statutory period is known for these records. "
        "Leave empty to keep them.",
    )
    without_review = PeriodField(
        "years to keep a case without a review",
        validators=YEARS,
        help_text="For cases that ended with their rapid review. Leave empty to keep them.",
    )
    no_further_action = PeriodField(
        "years to keep a case that ended before a rapid review",
        validators=YEARS,
        help_text=f"For cases that were notified or looked at, and closed without a rapid review. {LIKE_UNREVIEWED}",
    )
    not_taken_on = PeriodField(
        "years to keep a referral that was not taken on",
        validators=YEARS,
        help_text=f"For cases of which every referral was declined or withdrawn. {LIKE_UNREVIEWED}",
    )
    warn_days = PeriodField(
        "days before, on which the office is warned",
        validators=DAYS,
        help_text="The case then waits on the desk with the day on which its time is over. "
        "Leave empty for as many days as the procedure says.",
    )
    drafts_days = PeriodField(
        "days to keep a draft that nobody goes on with",
        validators=DAYS,
        help_text="Counted from the last change; a draft that was begun keeps the days that it began with. "
        "Leave empty for as many days as the portal is set up with.",
    )
    records_months = PeriodField(
        "months to keep forms that are about no case",
        validators=MONTHS,
        help_text=f"For forms that are kept on record, with their files. {AS_PROCEDURE}",
    )
    mail_months = PeriodField(
        "months to keep the texts of e-mails that were sent",
        validators=MONTHS,
        help_text=f"That it was sent, when and to whom stays with its case. {AS_PROCEDURE}",
    )
    invitations_months = PeriodField("months to keep invitations that ended", validators=MONTHS, help_text=AS_PROCEDURE)
    accounts_months = PeriodField(
        "months to keep the sign-in of people whose roles ended",
        validators=MONTHS,
        help_text=f"Their name stays beside what they did. {AS_PROCEDURE}",
    )
    programs_months = PeriodField(
        "months to keep access of programs that ended", validators=MONTHS, help_text=AS_PROCEDURE
    )
    proposed = models.JSONField(default=dict, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["partnership__name"]

    def __str__(self) -> str:
        return f"Retention of {self.partnership}"


class LegalHold(models.Model):
    """A reason in law to keep a case, whatever the period says, from the day it was placed until it is lifted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="legal_holds")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["placed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(lifted_at=None), name="one_legal_hold_a_case")
        ]

    def __str__(self) -> str:
        return f"legal hold on {self.case_id}"


class Tombstone(models.Model):
    """That a case was erased: reference, days and people, nothing of what it was about.

    What a restored backup brings back is erased again by it (`manage.py reapply_erasures`), so it names the key.
    """

    case = models.OneToOneField("workflow.Case", on_delete=models.PROTECT, related_name="tombstone")
    key_id = models.CharField(max_length=32, help_text="The data key that was destroyed.")
    reference = models.CharField(max_length=24, unique=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    erased_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["erased_at"]

    def __str__(self) -> str:
        return f"{self.reference}, erased"

    @property
    def entry(self) -> dict[str, Any]:
        """What the list of erasures outside the database keeps of it (workflow.machines.case.retention.erasure)."""
        return {
            "reference": self.reference,
            "case": str(self.case_id),
            "key": self.key_id,
            "opened_on": self.opened_on.isoformat(),
            "closed_on": self.closed_on.isoformat() if self.closed_on else None,
            "erased_at": self.erased_at.isoformat(),
            "proposed_by": self.proposed_by_id,
            "approved_by": self.approved_by_id,
        }


class Gone(models.Model):
    """What went, for the report: of which kind, how many, by which rule and whose decision. Nothing of what it was.

    One row an erased case; of what goes by itself one row a day, partnership, kind and rule. Roles and not names say
    who decided: the tombstone has the names.
    """

    # None: of no partnership, or of several.
    partnership = models.ForeignKey(Partnership, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    rule = models.CharField(max_length=160)
    number = models.PositiveIntegerField(default=0)
    on = models.DateField(db_index=True)
    proposed_by = models.CharField(max_length=80, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    tombstone = models.OneToOneField(Tombstone, null=True, on_delete=models.CASCADE, related_name="gone")

    class Meta:
        ordering: ClassVar = ["-on", "kind", "pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} on {self.on}"
