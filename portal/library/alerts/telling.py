"""Telling of a new report everybody who confirmed that they want to hear of such a one: once, by the worker.

A report that is published leaves a row; the next sweep turns it into mails in the outbox, in one transaction. What is
off the site again by then is told to nobody, until it comes back.
"""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.signals import page_published

from forms import present
from forms.vault import VaultError
from portal.library.alerts.keeping import stop_address
from portal.library.alerts.model import NewReport, ReportAlert
from portal.reports.pages import ReportIndexPage, ReviewReportPage
from portal.reports.search import ReportSearch
from workflow.notices import private_mail
from workflow.parties.party import Partnership

log = logging.getLogger(__name__)

LASTS = timedelta(days=3)


def watch() -> None:
    """Called once, when the app is ready."""
    page_published.connect(note, sender=ReviewReportPage, dispatch_uid="portal.library.alerts.telling.note")


def note(instance: Any, **kwargs: Any) -> None:
    """Receiver, inside the transaction that publishes: only the first time on the site makes a report new."""
    if instance.first_published_at == instance.last_published_at:
        NewReport.objects.get_or_create(report_id=instance.pk, defaults={"came_at": present.now()})


def tell(now: datetime) -> int:
    """Put the mails about new reports into the outbox. Returns how many."""
    sent = 0
    for new in NewReport.objects.filter(told_at=None, report__live=True).order_by("came_at"):
        with transaction.atomic():
            if not NewReport.objects.filter(pk=new.pk, told_at=None).update(told_at=now):
                continue
            report = ReviewReportPage.objects.live().public().filter(pk=new.pk).first()
            if report is None:
                continue
            for alert in _who_wants(report, now):
                sent += _post(alert, report, now)
    return sent


def _who_wants(report: ReviewReportPage, now: datetime) -> Iterator[ReportAlert]:
    """The confirmed alerts that this report fits. Each filter is asked once, however many want the same."""
    answers: dict[tuple[int, str], bool] = {}
    libraries = {library.pk: library for library in ReportIndexPage.objects.live().public()}
    for alert in ReportAlert.objects.filter(confirmed_at__lte=now, index__in=libraries).order_by("pk").iterator():
        library = libraries[alert.index_id]
        key = (library.pk, json.dumps(alert.wanted, sort_keys=True))
        if key not in answers:
            answers[key] = fits(report, library, alert.wanted)
        if answers[key]:
            yield alert


def fits(report: ReviewReportPage, library: ReportIndexPage, wanted: dict[str, str]) -> bool:
    """Whether the report is one of this library that this search finds. A filter that no report has any more stays."""
    branches = {slug: path for slug, (_name, path) in library.branches().items()}
    chosen = {name: value for name, value in wanted.items() if name != "q"}
    search = ReportSearch(wanted.get("q", ""), chosen, "newest", {}, branches)
    if "partnership" in chosen and chosen["partnership"] not in branches:
        return False
    return len(search.results(library.reports().filter(pk=report.pk))) > 0


def _post(alert: ReportAlert, report: ReviewReportPage, now: datetime) -> bool:
    try:
        address = alert.address
    except VaultError:
        log.warning("An address of a report alert could not be opened.")
        return False
    partnership, stop = Partnership.objects.for_page(report), stop_address(alert)
    with translation.override(alert.language or None):
        lines = [
            _("A review report was published:"),
            f"{report.title}\n{partnership.name if partnership else ''}".strip(),
            report.get_full_url() or "",
            _("You get this e-mail because you asked for it. Stop these e-mails:"),
            stop,
        ]
        subject = _("New report: %(title)s") % {"title": " ".join(report.title.split())}
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    body = "\n\n".join(lines)
    private_mail.post(address, subject=subject, body=body, lasts=LASTS, now=now, headers=headers, wakes=False)
    return True
