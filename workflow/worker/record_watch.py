"""Watching over the record: its head is looked at and written down elsewhere, and an alarm is told to administrators.

Steps of the worker's sweep, never part of a request: what is written here was committed before.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from workflow.engine import log as engine_log
from workflow.engine.event import AuditHead
from workflow.engine.log_anchors import acknowledged_until
from workflow.engine.log_checkpoints import Checkpoint, NotCheckpoints, compare, current, last_in, write
from workflow.engine.log_records import AuditAlarm
from workflow.engine.step import local_date
from workflow.notices import private_mail
from workflow.parties.party import Membership
from workflow.parties.roles import Role

log = logging.getLogger(__name__)

SENT_EVERY = timedelta(days=1)
MAIL_LASTS = timedelta(days=7)
STOPPED = "The end of the record does not hold: {why}. Nothing is recorded any more."
CUT = (
    "The record does not have what the checkpoint of {at} in {path} names: row {position} is missing or another. "
    "Rows were cut off or replaced, or an older backup was restored."
)
FORGED = "The last checkpoint in {path} was not signed by this portal."
UNREADABLE = "The last line of {path} is no checkpoint any more."


def watch(now: datetime) -> None:
    """Look at the head and at the newest checkpoints; where all is well, write the next one, and mail one a day.

    Two queries; where checkpoints are kept one more, and one for each file whose log has grown.
    """
    if why := engine_log.why_stopped():
        raise_alarm(STOPPED.format(why=why), now)
        return
    paths = settings.AUDIT_CHECKPOINT_FILES
    newest = current(now) if paths else None
    for path in paths:
        try:
            _keep(Path(path), newest, now)
        except OSError as error:
            log.error("The checkpoint of the record could not be written to %s: %s", path, type(error).__name__)
    mail_head(now)


def _keep(path: Path, newest: Checkpoint | None, now: datetime) -> None:
    try:
        before = last_in(path)
    except NotCheckpoints:
        raise_alarm(UNREADABLE.format(path=path), now)
        return
    if before is not None:
        if newest is not None and (before.position, before.digest) == (newest.position, newest.digest):
            return
        faults = compare([before])
        # A break that was acknowledged since explains it.
        if faults and before.position > acknowledged_until():
            words = FORGED if before.is_genuine is False else CUT
            raise_alarm(words.format(at=before.at, path=path, position=before.position), now)
            return
    if newest is not None:
        write(path, newest)


def raise_alarm(reason: str, now: datetime) -> None:
    """Show it to staff until it is ended, log it, and mail the administrators: once, however often it is found."""
    try:
        with transaction.atomic():
            _alarm, is_new = AuditAlarm.objects.get_or_create(reason=reason, ended_at=None, defaults={"found_at": now})
            if not is_new:
                return
            context = {"reason": reason, "site": settings.WAGTAIL_SITE_NAME, "base_url": settings.PORTAL_BASE_URL}
            _mail(_administrators(now), "workflow/record/alarm.txt", context, now)
    except IntegrityError:
        # Another worker found it at the same moment.
        return
    log.critical("Alarm about the audit record: %s Run manage.py verify_audit.", reason)


def open_alarms() -> list[datetime]:
    """When each alarm that is open was found. One query."""
    return list(AuditAlarm.objects.filter(ended_at=None).order_by("found_at").values_list("found_at", flat=True))


def mail_head(now: datetime) -> int:
    """Once a day, where an address is set: where the record ends, to be kept. Returns how many were queued."""
    if not settings.AUDIT_MAIL_TO or not is_due("mailed_at", now):
        return 0
    newest = current(now)
    if newest is None or engine_log.why_stopped() or not claim("mailed_at", now):
        return 0
    context = {"checkpoint": newest, "site": settings.WAGTAIL_SITE_NAME, "base_url": settings.PORTAL_BASE_URL}
    with transaction.atomic():
        _mail(settings.AUDIT_MAIL_TO, "workflow/record/checkpoint.txt", context, now)
    return len(settings.AUDIT_MAIL_TO)


def is_due(field: str, now: datetime) -> bool:
    """Whether the head was sent longer ago than a day. One query."""
    return _unsent(field, now).exists()


def claim(field: str, now: datetime) -> bool:
    """Note that it is sent now; of two workers one gets True. One query."""
    return bool(_unsent(field, now).update(**{field: now}))


def _unsent(field: str, now: datetime) -> "QuerySet[AuditHead]":
    is_over = Q(**{field: None}) | Q(**{f"{field}__lte": now - SENT_EVERY})
    return AuditHead.objects.filter(is_over, pk=engine_log.ONLY_ROW, position__gt=0)


def _administrators(now: datetime) -> list[str]:
    held = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).in_force(local_date(now))
    return sorted(set(held.values_list("user__email", flat=True)))


def _mail(addresses: list[str], template: str, context: Mapping[str, object], now: datetime) -> None:
    subject, _empty, body = render_to_string(template, context).strip().partition("\n")
    for address in addresses:
        private_mail.post(address, subject=subject, body=body.strip() + "\n", lasts=MAIL_LASTS, now=now)
