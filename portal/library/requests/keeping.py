"""A request comes in, is answered, and is deleted when its time is over (D42)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.library.requests.model import ReportRequest
from portal.reports.pages import ReviewReportPage
from workflow.machines.publication.published_version import PublishedVersion
from workflow.notices import private_mail
from workflow.parties.party import Partnership

COPY = "portal.library.requests.copy"
# So long the link to the report opens it.
LINK_LASTS = timedelta(days=30)
MAIL_LASTS = timedelta(days=3)
# So long after the answer the request is kept, and where there never was one after it was made.
KEPT, KEPT_UNANSWERED = timedelta(days=180), timedelta(days=730)


class AlreadyAnswered(Exception):
    """Somebody else has answered it meanwhile."""


def receive(partnership: Partnership, report: ReviewReportPage, told: dict[str, Any], *, now: datetime) -> None:
    """Keep what was asked, tell the office that something waits, and the person that it came. No mail says what for."""
    asked = ReportRequest(partnership=partnership, report=report, asked_at=now)
    asked.asked = told
    with transaction.atomic():
        asked.save(force_insert=True)
        here = f"{settings.PORTAL_BASE_URL}{reverse('report_request', args=[asked.pk])}"
        office = f"Somebody has asked for a report that is available on request.\n\nRead and answer it here:\n\n{here}"
        private_mail.post(
            partnership.contact_email, subject="A report was asked for", body=office, lasts=MAIL_LASTS, now=now
        )
        body = _("Your request for a report has come to %(partnership)s. The support office answers by e-mail.")
        private_mail.post(
            told["email"],
            subject=_("Your request for a report"),
            body=body % {"partnership": partnership.name},
            lasts=MAIL_LASTS,
            now=now,
        )


def kept_text(report: ReviewReportPage) -> PublishedVersion | None:
    """The newest text of the report that the public could read; never more than that (D37)."""
    if report.review_id is None:
        return None
    versions = PublishedVersion.objects.filter(publication__review_id=report.review_id, revision__isnull=False)
    told = versions.exclude(shown=PublishedVersion.Shown.ON_REQUEST).select_related("revision")
    return told.order_by("-number").first()


def answer(asked: ReportRequest, *, sends: bool, words: str, by: Any, now: datetime) -> None:
    """Answer it once: with a link to the report, or with the reason why not. Raises AlreadyAnswered."""
    state = ReportRequest.State.SENT if sends else ReportRequest.State.DECLINED
    with transaction.atomic():
        waiting = ReportRequest.objects.filter(pk=asked.pk, state=ReportRequest.State.WAITING)
        if not waiting.update(state=state, answered_at=now, answered_by=by):
            raise AlreadyAnswered
        asked.state, asked.answered_at, asked.answered_by, asked.answer = state, now, by, words
        asked.save(update_fields=["sealed_answer"])
        lines = [f"You asked {asked.partnership.name} for a report."]
        if sends:
            token = signing.Signer(salt=COPY).sign(str(asked.pk))
            link = f"{settings.PORTAL_BASE_URL}{reverse('library:copy', args=[token])}"
            lines += ["You can download it here for 30 days:", link]
        lines += [words] if words else []
        private_mail.post(
            asked.asked["email"],
            subject="Your request for a report",
            body="\n\n".join(lines),
            lasts=MAIL_LASTS,
            now=now,
        )


def sent(token: str, now: datetime) -> ReportRequest | None:
    """The request whose link this is, while it opens the report."""
    try:
        number = UUID(signing.Signer(salt=COPY).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found = ReportRequest.objects.select_related("report", "partnership")
    return found.filter(pk=number, state=ReportRequest.State.SENT, answered_at__gt=now - LINK_LASTS).first()


def sweep(now: datetime) -> int:
    """What was asked and answered long ago goes. Returns how many."""
    answered, _rows = ReportRequest.objects.filter(answered_at__lte=now - KEPT).delete()
    forgotten, _rows = ReportRequest.objects.filter(answered_at=None, asked_at__lte=now - KEPT_UNANSWERED).delete()
    return answered + forgotten
