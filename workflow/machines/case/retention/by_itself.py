"""What goes by itself when its time is over: forms about no case, and the texts of e-mails.

Found by the same rule for the worker that lets it go and for the page that warns of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from forms.models import Submission, SubmissionState
from workflow.calendar import add_months
from workflow.machines.case.machine import Case
from workflow.machines.case.retention.holds import held_cases, held_keys
from workflow.machines.case.retention.periods import MAIL, RECORDS, Kind, Period, Periods, end_of, end_of_day
from workflow.notices.notice import Notice
from workflow.parties.party import Partnership


@dataclass(frozen=True)
class Coming:
    """So many of a kind go within the days of warning, the first of them on that day."""

    kind: Kind
    number: int
    first: date


def records_of(area: Partnership) -> Any:
    """Forms that were kept on record below this partnership's pages, about no case and not held."""
    if area.home is None:
        return Submission.objects.none()
    sent = Submission.objects.filter(
        page__handler="keep_on_record",
        page__path__startswith=area.home.path,
        state=SubmissionState.ACCEPTED,
        data_key__wrapped__isnull=False,
    )
    about_no_case = sent.exclude(data_key__in=Case.objects.values("data_key"))
    return about_no_case.exclude(data_key__in=held_keys()).order_by("submitted_at")


def mail_of(partnership_id: int | None) -> Any:
    """E-mails that went and have their text, where nothing goes on any more in their case; None: those of no case."""
    went = Notice.objects.filter(state__in=Notice.WENT, sent_at__isnull=False).exclude(body="", calendar="")
    if partnership_id is None:
        return went.filter(case=None).order_by("sent_at")
    mine = went.filter(case__partnership=partnership_id).exclude(case__state=Case.OPEN)
    return mine.exclude(case__in=held_cases()).order_by("sent_at")


def newest(period: Period, day: date) -> date | None:
    """The day before which something must have ended to be over on this one; None where nothing ever is."""
    return None if period.number is None else add_months(day, -period.number) + timedelta(days=2)


def over_by(period: Period, day: date) -> date | None:
    """The last day on which something may have begun that is over on this one; None where nothing ever is."""
    before = newest(period, day)
    if before is None:
        return None
    found = before - timedelta(days=1)
    while (until := end_of_day(found, period)) is not None and until >= day:
        found -= timedelta(days=1)
    return found


def coming(area: Partnership, periods: Periods, today: date) -> list[Coming]:
    """What goes within this partnership's days of warning. At most four queries, which count."""
    last = today + timedelta(days=periods.warn_days(area.pk))
    found = []
    for key, rows, column in ((RECORDS, records_of(area), "submitted_at"), (MAIL, mail_of(area.pk), "sent_at")):
        period = periods.of(key, area.pk)
        begun = over_by(period, last)
        if begun is None:
            continue
        # By the moment: a day would be worked out for each row.
        until = timezone.make_aware(datetime.combine(begun + timedelta(days=1), time.min))
        near = rows.order_by().filter(**{f"{column}__lt": until}).aggregate(number=Count("pk"), first=Min(column))
        ends = end_of(near["first"], period) if near["number"] else None
        if ends is not None:
            found.append(Coming(period.kind, near["number"], max(ends + timedelta(days=1), today)))
    return found
