"""What the procedure says, as data: versions with an effective date, their deadlines, their wording, bank holidays.

Nothing statutory is fixed in code. A version is prepared, published and from then on never changed: each case stays
on the version that it was opened under, and a change of the rules is a new version.
"""

import re
from collections.abc import Collection
from datetime import date, datetime
from string import Formatter
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models

from forms.definition.dates import spoken_day
from forms.kept_query import KeptQuery
from workflow.calendar import BankHolidays, Unit, remembered
from workflow.procedures.occasions import Occasion as Occasion
from workflow.procedures.occasions import notice_occasions, occasions
from workflow.procedures.placeholders import LETTER_PLACEHOLDERS

PLACEHOLDERS = ("reference", "link", "partnership", "due", "title")


class NoProcedureInForce(LookupError):
    """No published version of the procedure applies on that day; the message says what to do."""


class FixedOncePublished(models.QuerySet[Any]):
    """Bulk changes would go round the refusal in `save()` and `delete()`."""

    def update(self, **values: Any) -> int:
        raise TypeError("The procedure is changed through save(), which refuses once it is published.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The procedure is deleted row by row, which is refused once it is published.")


class ProcedureVersionQuerySet(FixedOncePublished):
    def applicable_to(self, partnership: Any) -> "ProcedureVersionQuerySet":
        """Every published version that was not withdrawn, of the partnership's own and of the shared ones."""
        published = self.filter(published_at__isnull=False, withdrawn_at=None)
        return published.filter(models.Q(partnership=None) | models.Q(partnership=partnership))

    def in_force(self, partnership: Any, on: date) -> "ProcedureVersion":
        """The published version that applies to the partnership (None: the shared one) on a local date.

        A partnership's own version goes before the shared one. Raises NoProcedureInForce.
        """
        # Each new case asks it of all of them, by a statement that is kept; shared ones alone where nothing has this
        # number.
        number = getattr(partnership, "pk", partnership) or 0
        found = _in_force(self, number, on).first() if self.query.has_filters() else IN_FORCE.first(of=number, on=on)
        if found is None:
            raise NoProcedureInForce(
                f"No procedure is in force on {spoken_day(on)}. Load one with “manage.py load_procedure”, "
                "or publish a version with an earlier effective date."
            )
        return found


class ProcedureVersion(models.Model):
    """One edition of the procedure. `content` holds its lists of criteria, circumstances, recipients and so on, each an
    entry `{"key": …, "text": …}`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=120, unique=True)
    partnership = models.ForeignKey(
        "workflow.Partnership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="procedures",
        help_text="Leave empty for a version that all partnerships share.",
    )
    title = models.CharField(max_length=200)
    source = models.TextField(help_text="The guidance and the local procedure that this version follows.")
    effective_from = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    content = models.JSONField(default=dict)

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_change_of(self.pk)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_change_of(self.pk)
        return super().delete(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def entries(self, name: str) -> list[dict[str, Any]]:
        """One list of the content, for example "local_criteria". Raises LookupError when this version has none."""
        entries: list[dict[str, Any]] = self._part(name, "list")
        return entries

    def setting(self, name: str) -> dict[str, Any]:
        """One group of settings of the content, for example "voting". Raises LookupError when this version has none."""
        settings: dict[str, Any] = self._part(name, "settings")
        return settings

    def _part(self, name: str, what: str) -> Any:
        if name not in self.content:
            raise LookupError(f"The procedure “{self.title}” has no {what} “{name}”.")
        return self.content[name]

    def publish(self, *, now: datetime) -> None:
        """Put the version in force from its effective date on. It cannot be changed afterwards."""
        refuse_change_of(self.pk)
        self.published_at = now
        super().save(update_fields=["published_at"])

    def withdraw(self, *, now: datetime, today: date) -> None:
        """Take a published version back before its date. It is kept, and never comes into force.

        Raises ValidationError where it is a draft, has begun, or a case rests on it.
        """
        if not self.is_published or self.withdrawn_at is not None:
            raise ValidationError("Only a version that is published can be withdrawn.")
        if self.effective_from <= today:
            raise ValidationError("This version is in force already. Publish a new version that follows it instead.")
        if self.cases.exists():
            raise ValidationError("Cases rest on this version, so it stays.")
        self.withdrawn_at = now
        super().save(update_fields=["withdrawn_at"])


def refuse_change_of(procedure_id: Any) -> None:
    """Raises ValidationError when that version is published: cases rest on it."""
    if ProcedureVersion.objects.filter(pk=procedure_id, published_at__isnull=False).exists():
        raise ValidationError(
            "This version of the procedure is published and cases rest on it. Make a new version with its own "
            "effective date instead."
        )


class PartOfProcedure(models.Model):
    """What belongs to one version and is as unchangeable as the version is."""

    objects = FixedOncePublished.as_manager()

    class Meta:
        abstract = True

    procedure: Any
    procedure_id: Any

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_change_of(self.procedure_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_change_of(self.procedure_id)
        return super().delete(*args, **kwargs)


class DeadlineRule(PartOfProcedure):
    """One limit: what starts it, what meets it, how long it is and on what legal basis."""

    UNITS = [
        (Unit.WORKING_DAYS, "working days after the start"),
        (Unit.CLEAR_WORKING_DAYS_BEFORE, "clear working days before the planned date"),
        (Unit.CLEAR_WORKING_DAYS_AFTER, "clear working days after the start"),
        (Unit.DAYS, "days after the start"),
        (Unit.MONTHS, "months after the start"),
        (Unit.YEARS, "years after the start"),
    ]

    EXTENSION_UNITS = [(Unit.WORKING_DAYS, "working days"), (Unit.MONTHS, "months")]
    # Who can be reminded of a limit and told that it has passed: the office's address, its officers, the local
    # authority that notifies, the three deciders, the members of the two groups.
    ESCALATES_TO = ("office", "coordinator", "local_authority", "deciders", "sign_off", "strategic")

    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="rules")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    starts_on = models.CharField(max_length=60, choices=occasions)
    met_by = models.CharField(max_length=60, choices=occasions)
    unit = models.CharField(max_length=30, choices=UNITS)
    length = models.PositiveSmallIntegerField()
    legal_basis = models.CharField(max_length=300)
    duty = models.CharField(
        max_length=40, blank=True, default="", help_text="The numbered duties it serves, for example D39 D40 D41."
    )
    statutory = models.BooleanField(default=False, help_text="Counted in the statistics of timeliness.")
    is_prompt = models.BooleanField(default=False, help_text="Passing the date asks for a step and breaches nothing.")
    reminder_offsets = models.JSONField(
        default=list, help_text="Working days from the due date, for example [-2, 0, 1]."
    )
    reminds = models.JSONField(default=list, help_text='Who is reminded: "office", "deciders" and others.')
    escalation_offsets = models.JSONField(
        default=list, blank=True, help_text="Working days after the due date, for example [3, 10]; empty: never."
    )
    escalates_to = models.JSONField(
        default=list, blank=True, help_text='Who is told then: "coordinator", "deciders", "strategic" and others.'
    )
    longest_extension = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="At most so long after the date that is worked out; empty: never extended."
    )
    extension_unit = models.CharField(max_length=30, choices=EXTENSION_UNITS, blank=True)
    extension_needs = models.CharField(
        max_length=300, blank=True, help_text="What must be given or found before it may be extended."
    )
    unconfirmed = models.CharField(max_length=300, blank=True, help_text="What of this the source does not say [U].")

    class Meta:
        ordering = ["procedure", "key"]
        constraints = [models.UniqueConstraint(fields=["procedure", "key"], name="one_rule_a_key")]

    def __str__(self) -> str:
        return self.label

    @property
    def length_in_words(self) -> str:
        """ "5 working days after the start", "1 year after the start"."""
        unit = str(self.get_unit_display())
        if self.length == 1:
            unit = re.sub(r"\b(day|month|year)s\b", r"\1", unit, count=1)
        return f"{self.length} {unit}"

    @property
    def longest_extension_in_words(self) -> str:
        """ "10 working days", "" where the rule allows none."""
        if self.longest_extension is None:
            return ""
        unit = str(self.get_extension_unit_display())
        return f"{self.longest_extension} {unit.removesuffix('s') if self.longest_extension == 1 else unit}"

    def clean(self) -> None:
        _check_numbers("reminder_offsets", self.reminder_offsets, "Write whole numbers, for example [-2, 0, 1].")
        if not isinstance(self.reminds, list) or not set(self.reminds) <= set(self.ESCALATES_TO):
            raise ValidationError({"reminds": f"Name only these: {', '.join(self.ESCALATES_TO)}."})
        if self.starts_on == Occasion.TICKED:
            raise ValidationError({"starts_on": "Nothing counts from a tick. Choose another day."})
        self._check_escalation()
        if (self.longest_extension is None) != (self.extension_unit == ""):
            raise ValidationError({"extension_unit": "Give a longest extension and its unit, or neither."})

    def _check_escalation(self) -> None:
        message = "Write whole numbers above 0, for example [3, 10]."
        _check_numbers("escalation_offsets", self.escalation_offsets, message)
        if any(offset < 1 for offset in self.escalation_offsets):
            raise ValidationError({"escalation_offsets": message})
        if not isinstance(self.escalates_to, list) or not set(self.escalates_to) <= set(self.ESCALATES_TO):
            raise ValidationError({"escalates_to": f"Name only these: {', '.join(self.ESCALATES_TO)}."})
        if bool(self.escalation_offsets) != bool(self.escalates_to):
            raise ValidationError({"escalates_to": "Say when somebody is told, and who: both, or neither."})


def _check_numbers(name: str, value: Any, message: str) -> None:
    """Raises ValidationError at the field unless the value is a list of whole numbers."""
    if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
        raise ValidationError({name: message})


class Topic(models.TextChoices):
    """What a notice tells of. When that is undone, whoever was told of it is told so (edge case 5)."""

    REFERRAL = "referral", "The referral"
    NOTIFICATION = "notification", "The notification"
    RAPID_REVIEW = "rapid_review", "The rapid review and its decision"
    REVIEW = "review", "The review"
    PUBLICATION = "publication", "The report and its publication"
    FOLLOW_UP = "follow_up", "What follows a report: recommendations, audits"
    FORM = "form", "A form that was sent"
    DEADLINE = "deadline", "A deadline"
    CORRECTION = "correction", "An earlier message"
    MESSAGE = "message", "A message or a meeting"


class Enclosure(models.TextChoices):
    """What goes with a notice, beside its letter."""

    REPORT = "report", "A sealed copy of the report, or of the improvements where only they are published"


class Offered(models.TextChoices):
    """Who may write a letter from a case file; without a word, only the step that it follows."""

    OFFICERS = "officers", "Officers of the support office"


class NoticeTemplate(PartOfProcedure):
    """The wording of one notice, by e-mail and, where it has one, as a letter.

    The e-mail can hold a reference, a link and dates, and nothing that tells of the case. The letter may name what
    `workflow.procedures.placeholders` lists.
    """

    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="notice_templates")
    key = models.SlugField(max_length=60)
    about = models.CharField("tells of", max_length=20, choices=Topic.choices, blank=True)
    subject = models.CharField(max_length=150)
    body = models.TextField()
    letter_title = models.CharField("title of the letter", max_length=200, blank=True)
    letter = models.TextField(
        "text of the letter",
        blank=True,
        help_text="An empty line parts paragraphs; a line that begins with # is a heading.",
    )
    # Text and not yes or no: what an edition does not say at all is told apart from what it says.
    offered_to = models.CharField(
        "who may write it from a case file",
        max_length=10,
        choices=Offered.choices,
        blank=True,
        default="",
        help_text="For example, a letter to a family through their practitioner.",
    )
    encloses = models.CharField(max_length=10, choices=Enclosure.choices, blank=True, default="")
    occasion = models.CharField(
        "sent after",
        max_length=60,
        choices=notice_occasions,
        blank=True,
        default="",
        help_text="The step after which it goes out by itself.",
    )
    recipients = models.JSONField(
        default=list, blank=True, help_text='Who gets it then: "office", "agencies:fire", "body:panel" and others.'
    )

    class Meta:
        ordering = ["procedure", "key"]
        constraints = [models.UniqueConstraint(fields=["procedure", "key"], name="one_notice_a_key")]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Not only in forms: a placeholder that nothing fills would stop the notice when it is needed.
        self.clean()
        super().save(*args, **kwargs)

    def names(self, placeholder: str) -> bool:
        """Whether any of its texts names this placeholder."""
        texts = (self.subject, self.body, self.letter_title, self.letter)
        return any(name == placeholder for text in texts for _, name, _, _ in Formatter().parse(text))

    def clean(self) -> None:
        for name, what in (("subject", "subject"), ("letter_title", "title of the letter")):
            if "\n" in getattr(self, name) or "\r" in getattr(self, name):
                raise ValidationError({name: f"Write the {what} on one line."})
        for name in ("subject", "body", "letter_title", "letter"):
            known = LETTER_PLACEHOLDERS if name.startswith("letter") else PLACEHOLDERS
            if message := _wording_fault(getattr(self, name), known):
                raise ValidationError({name: message})
        if bool(self.letter_title.strip()) != bool(self.letter.strip()):
            missing = "letter" if self.letter_title.strip() else "letter_title"
            raise ValidationError({missing: "A letter needs both a title and a text."})
        if self.offered_to and not self.letter.strip():
            raise ValidationError({"letter": "Write the letter that officers are to be offered."})
        if bool(self.occasion) != bool(self.recipients):
            missing = "recipients" if self.occasion else "occasion"
            raise ValidationError({missing: "Say after which step it goes, and to whom: both, or neither."})
        if self.occasion and self.encloses:
            raise ValidationError({"encloses": "A copy of the report goes with the portal’s own notices alone."})


def _wording_fault(text: str, known: Collection[str]) -> str:
    """What is wrong with the wording of an e-mail or a letter, "" when nothing is."""
    allowed = ", ".join(f"{{{name}}}" for name in known)
    try:
        found = [(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        return f"A curly bracket stands alone. Use curly brackets only for {allowed}."
    for name, spec, how in found:
        # A conversion or a format would reach into what a placeholder stands for: "{due.__class__}", "{title!r:>99}".
        if name not in known or spec or how:
            return f"{{{name}}} is not known here. Use {allowed}."
    return ""


class BankHoliday(models.Model):
    """A bank holiday proclaimed since this portal was released, entered by staff. Running deadlines follow within a
    minute.
    """

    date = models.DateField(unique=True)
    name = models.CharField(max_length=100)
    withdrawn = models.BooleanField(default=False, help_text="Tick when the day is no bank holiday after all.")
    changed_at = models.DateTimeField(auto_now=True)
    # Equal to changed_at once the running deadlines follow it; set by workflow.clocks alone.
    applied_at = models.DateTimeField(null=True, editable=False)
    entered_by = models.ForeignKey("people.User", null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{spoken_day(self.date)}: {self.name}"

    @classmethod
    def calendar(cls) -> BankHolidays:
        """The bank holidays of England with those that staff entered: one query, within a step the first time only."""
        return remembered(lambda: BankHolidays(dict(HOLIDAYS.rows())))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError("Deadlines may rest on this day. Tick “withdrawn” instead of deleting it.")


HOLIDAYS: KeptQuery[tuple[date, str]] = KeptQuery(
    lambda: BankHoliday.objects.filter(withdrawn=False).values_list("date", "name")
)


def _in_force(among: Any, partnership: int, on: date) -> "models.QuerySet[ProcedureVersion]":
    applicable = among.applicable_to(partnership).filter(effective_from__lte=on)
    own_first = models.F("partnership").asc(nulls_last=True)
    found: models.QuerySet[ProcedureVersion] = applicable.order_by(own_first, "-effective_from", "-published_at")
    return found


IN_FORCE: KeptQuery[ProcedureVersion] = KeptQuery(
    lambda of, on: _in_force(ProcedureVersion.objects, of, on)[:1], of=int, on=date
)
