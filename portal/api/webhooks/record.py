"""Where the record ends, posted once a day to an address that the operator names: a step of the worker's sweep."""

import http.client
import logging
from datetime import datetime, timedelta

from django.conf import settings

from portal.api.webhooks import addresses, posting
from workflow.engine.event import AuditHead
from workflow.engine.log import why_stopped
from workflow.engine.log_checkpoints import current
from workflow.worker.record_watch import SENT_EVERY, claim, is_due

log = logging.getLogger(__name__)

TAKEN = range(200, 300)
AGAIN_AFTER = timedelta(minutes=15)


def post_head(now: datetime) -> bool:
    """Post the newest checkpoint, as its line stands in the file. Returns whether it was taken.

    Where it was not, it is tried again after a quarter of an hour.
    """
    if not settings.AUDIT_WEBHOOK or not is_due("posted_at", now):
        return False
    newest = current(now)
    if newest is None or why_stopped() or not claim("posted_at", now):
        return False
    try:
        status = posting.post(addresses.target_of(settings.AUDIT_WEBHOOK), newest.line.encode(), {})
    except (addresses.Refused, OSError, http.client.HTTPException) as error:
        return _again(type(error).__name__, now)
    return True if status in TAKEN else _again(str(status), now)


def _again(what: str, now: datetime) -> bool:
    log.error("The checkpoint of the record was not taken by PORTAL_AUDIT_WEBHOOK: %s", what)
    AuditHead.objects.filter(posted_at=now).update(posted_at=now - SENT_EVERY + AGAIN_AFTER)
    return False
