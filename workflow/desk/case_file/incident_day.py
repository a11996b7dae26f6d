"""The day of the incident, from what the case file has read already."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef

from forms.models import Submission
from workflow.desk.case_file.file import CaseFile
from workflow.machines.case.differences.difference import day_of
from workflow.machines.case.incident import DAY, told_in
from workflow.machines.notification.machine import Notification
from workflow.machines.referral.machine import Referral


def incident_of(file: CaseFile) -> date | None:
    """The day that counts where forms differ; else as the notification tells it, else the first referral."""
    if (counts := next((one.counts for one in file.differences if one.fact == DAY), None)) is not None:
        return day_of(counts)
    for submission in _tellers(file):
        if (day := told_in(submission)) is not None:
            return day
    return None


def _tellers(file: CaseFile) -> Iterable[Submission | None]:
    """The notification's form, then the referrals': as the page read them, else with one query of their own."""
    read = vars(file)
    if {"notifications", "referrals", "submissions"} <= read.keys():
        records: list[Any] = [*file.notifications, *file.referrals]
        return [file.submission(record.submission_id) for record in records]
    notified, referred = (
        Exists(model.objects.filter(case=file.case, submission=OuterRef("pk"))) for model in (Notification, Referral)
    )
    told = Submission.objects.filter(data_key=file.case.data_key_id).alias(notified=notified, referred=referred)
    told = told.filter(notified | referred).select_related("version").annotate(additions=Count("corrections"))
    found = list(told.order_by("-notified", "submitted_at"))
    for submission in found:
        submission.data_key = file.case.data_key
    return found
