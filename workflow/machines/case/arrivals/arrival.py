"""One thing that an agency told outside the portal, and that the office records on its behalf.

Who reports a harmed child by telephone, notifies the Panel before there is an account, or sends a return as a file has
done its duty (D2, D4, D30). The office fills in the same form; whose it is, how and when it came stand with it.
"""

from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from forms.definition.dates import spoken_day
from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.engine.step import local_date
from workflow.parties.party import Agency, Partnership

NOON = time(12)


class Arrival(models.Model):
    """Of which agency, how and when it came. It is used once, by the form that the office sends for it."""

    class Means(models.TextChoices):
        TELEPHONE = "telephone", "By telephone"
        EMAIL = "email", "By e-mail"
        POST = "post", "By post"
        IN_PERSON = "in_person", "In person"
        FILE = "file", "As a file"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # Neither of a referral, whose case its form opens.
    case = models.ForeignKey("workflow.Case", null=True, on_delete=models.PROTECT, related_name="arrivals")
    record_id = models.UUIDField(null=True, help_text="The notification or the return that it is for.")
    means = models.CharField(max_length=10, choices=Means.choices)
    came_on = models.DateField(help_text="The local day on which it reached the support office.")
    told_by = SealedField(help_text="Who told it, or sent it, by name and role.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submission = models.OneToOneField(Submission, null=True, on_delete=models.PROTECT, related_name="arrival")
    # Taken down by mistake: it stays on record, and nothing follows from it any more.
    mistaken_at = models.DateTimeField(null=True)
    mistaken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    mistake = SealedField(help_text="Why it was a mistake.")

    class Meta:
        ordering: ClassVar = ["made_at"]

    def __str__(self) -> str:
        return f"{self.get_means_display().lower()} of {self.agency}"

    @property
    def words(self) -> str:
        """ "Hospital here, by telephone on 2 March 2026": stands with the form wherever it is shown."""
        means = self.get_means_display()
        return f"{self.agency}, {means[0].lower()}{means[1:]} on {spoken_day(self.came_on)}"


def open_arrival(record: Any) -> Arrival | None:
    """What came for this record last and no form was sent for yet. By the case's own name for it: read once a page."""
    waiting = [one for one in standing(record) if one.submission_id is None]
    return waiting[-1] if waiting else None


def used_arrival(record: Any) -> Arrival | None:
    """What came outside the portal and was sent as the form that the record has now."""
    if record.submission_id is None:
        return None
    return next((one for one in standing(record) if one.submission_id == record.submission_id), None)


def standing(record: Any) -> list[Arrival]:
    """What came for this record and was not taken down by mistake, the first at the top."""
    return [one for one in record.case.arrivals.all() if one.record_id == record.pk and one.mistaken_at is None]


def take_back(arrival: Arrival, *, why: str, by: Any, now: datetime) -> None:
    """Mark it as taken down by mistake. The record stays as it was made."""
    arrival.mistaken_at, arrival.mistaken_by, arrival.mistake = now, by, why
    arrival.save(update_fields=["mistaken_at", "mistaken_by", "mistake"])


def moment_of(day: date, now: datetime) -> datetime:
    """The moment that stands for a day: now for today, noon of an earlier day, whose hour nobody knows."""
    return now if day == local_date(now) else timezone.make_aware(datetime.combine(day, NOON))


def take_down(
    *,
    partnership: Partnership,
    agency: Agency,
    data_key: DataKey,
    said: dict[str, Any],
    by: Any,
    now: datetime,
    identifier: UUID | None = None,
    record: Any = None,
) -> Arrival:
    """Keep that it came. `said`: came_by, came_on, told_by. Raises IntegrityError where this one is there already."""
    arrival = Arrival(
        id=identifier or uuid4(),
        data_key=data_key,
        partnership=partnership,
        agency=agency,
        case=record.case if record is not None else None,
        record_id=record.pk if record is not None else None,
        means=said["came_by"],
        came_on=said["came_on"],
        by=by,
        made_at=now,
    )
    arrival.told_by = said["told_by"]
    arrival.save(force_insert=True)
    return arrival
