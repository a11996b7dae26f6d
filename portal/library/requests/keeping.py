"""A request comes in, is answered, and is deleted when its time is over (D42)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.definition.meanings import read
from forms.filling.pages.own_words import own_words
from forms.models import Draft, Submission
from forms.vault import DataKey
from portal.library.requests.model import ReportRequest
from portal.reports.pages import ReviewReportPage
from workflow.machines.publication.published_version import PublishedVersion
from workflow.notices import private_mail
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

COPY = "portal.library.requests.copy"
# Who reads and answers requests.
ANSWERS = frozenset({Role.OFFICER, Role.PUBLISHER})
# So long the link to the report opens it.
LINK_LASTS = timedelta(days=30)
MAIL_LASTS = timedelta(days=3)
# So long after the answer the request is kept, and where there never was one after it was made.
KEPT, KEPT_UNANSWERED = timedelta(days=180), timedelta(days=730)
# So many go at once: the next sweep goes on.
A_SWEEP = 200
# What the questions of the form mean to the desk (portal.library.requests.handler registers them).
EMAIL, NAME = "report_request.email", "report_request.name"


class AlreadyAnswered(Exception):
    """Somebody else has answered it meanwhile."""


def receive(
    submission: Submission, partnership: Partnership, report: ReviewReportPage, email: str, *, now: datetime
) -> None:
    """Note what was asked, tell the office that something waits, and the person that it came. No mail says what for."""
    asked = ReportRequest(partnership=partnership, report=report, submission=submission, asked_at=now)
    with transaction.atomic():
        asked.save(force_insert=True)
        here = f"{settings.PORTAL_BASE_URL}{reverse('report_request', args=[asked.pk])}"
        office = f"Somebody has asked for a report that is available on request.\n\nRead and answer it here:\n\n{here}"
        private_mail.post(
            partnership.contact_email, subject="A report was asked for", body=office, lasts=MAIL_LASTS, now=now
        )
        body = _("Your request for a report has come to %(partnership)s. The support office answers by e-mail.")
        private_mail.post(
            email,
            subject=_("Your request for a report"),
            body=body % {"partnership": partnership.name},
            lasts=MAIL_LASTS,
            now=now,
        )


@dataclass(frozen=True)
class WhoAsks:
    """What the desk reads of a request by the meanings of its questions; "" where the form does not ask it."""

    email: str
    name: str


def who_asks(asked: ReportRequest) -> WhoAsks:
    """Who asks, why, and where the answer goes. Raises VaultError."""
    if asked.submission is None:
        return WhoAsks(asked.asked["email"], asked.asked["name"])
    told = read(asked.submission.version.definition, asked.submission.answers or {})
    return WhoAsks(str(told.one(EMAIL)), str(told.one(NAME)))


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
        with own_words(asked.submission.language if asked.submission is not None else ""):
            lines = [_("You asked %(partnership)s for a report.") % {"partnership": asked.partnership.name}]
            if sends:
                token = signing.Signer(salt=COPY).sign(str(asked.pk))
                link = f"{settings.PORTAL_BASE_URL}{reverse('library:copy', args=[token])}"
                lines += [_("You can download it here for 30 days:"), link]
            lines += [words] if words else []
            subject = _("Your request for a report")
        private_mail.post(who_asks(asked).email, subject=subject, body="\n\n".join(lines), lasts=MAIL_LASTS, now=now)


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
    over = Q(answered_at__lte=now - KEPT) | Q(answered_at=None, asked_at__lte=now - KEPT_UNANSWERED)
    found = ReportRequest.objects.filter(over).select_related("submission")
    return sum(_erase(one) for one in list(found[:A_SWEEP]))


@transaction.atomic
def _erase(asked: ReportRequest) -> bool:
    """The request with everything that was typed for it, and the key that sealed it. False where it went meanwhile."""
    gone, _rows = ReportRequest.objects.filter(pk=asked.pk).delete()
    if gone and asked.submission is not None:
        sent, key = asked.submission.pk, asked.submission.data_key_id
        Submission.objects.filter(pk=sent).delete()
        Draft.objects.filter(pk=sent).delete()
        DataKey.objects.filter(pk=key).delete()
    return bool(gone)
