"""What goes by itself when its time is over: forms about no case, and the texts of e-mails.

Found by the same rule for the worker that lets it go and for the page that warns of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from forms.models import Submission, SubmissionState
from workflow.calendar import add_months
from workflow.machines.case.machine import Case
from workflow.machines.case.retention.holds import held_cases, held_keys
from workflow.machines.case.retention.periods import MAIL, RECORDS, Kind, Period, Periods, end_of
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


def coming(area: Partnership, periods: Periods, today: date) -> list[Coming]:
    """What goes within this partnership's days of warning. At most four queries."""
    last = today + timedelta(days=periods.warn_days(area.pk))
    found = []
    for key, rows, column in ((RECORDS, records_of(area), "submitted_at"), (MAIL, mail_of(area.pk), "sent_at")):
        period = periods.of(key, area.pk)
        before = newest(period, last)
        if before is None:
            continue
        ended: list[datetime] = list(rows.filter(**{f"{column}__date__lt": before}).values_list(column, flat=True))
        days = [until + timedelta(days=1) for one in ended if (until := end_of(one, period)) is not None]
        near = [day for day in days if day <= last]
        if near:
            found.append(Coming(period.kind, len(near), max(min(near), today)))
    return found
