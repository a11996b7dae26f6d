"""What webhooks are told of, queued with what happened: that a form was sent, and that a record moved.

An agency is told of what became of its own forms, a partnership of its cases. Identifiers and states, nothing else.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from forms.kept_query import KeptQuery
from forms.models import Submission
from portal.api.webhooks.hook import Webhook
from portal.api.webhooks.keeping import telling_on
from portal.api.webhooks.message import WebhookMessage
from workflow.engine.door import Context
from workflow.intake.writing_for import of_agency
from workflow.notices.wake import wake_once
from workflow.parties.party import Partnership

RECORD_MOVED = "record.moved"
SUBMISSION = "submission."
AGENCY = of_agency(0).removesuffix("0")


def tell_of_submission(*, submission: Submission, now: datetime, **_signal: Any) -> None:
    """A form was accepted, or is held."""
    hooks = _hooks(submission, now)
    data = {"submission": str(submission.pk), "form": submission.page_id, "state": str(submission.state)}
    queue(hooks, f"{SUBMISSION}{submission.state}", data, now=now)


def tell_of_step(context: Context[Any]) -> None:
    """A record came to be, or is in another state than before."""
    event, record = context.event, context.record
    if event.from_state == event.to_state:
        return
    area, known = record.case.partnership_id, context.journal.watched
    if (events_of := ("webhooks", area)) not in known:
        known[events_of] = OF_CASES.rows(area=area, today=localtime(context.now).date())
    sender = _agency_of(getattr(record, "submission", None)) if known[events_of] else None
    hooks = [one for one in known[events_of] if one.partnership_id is not None or one.agency_id == sender]
    data = {
        "record": str(event.record_id),
        "machine": event.machine,
        "case": str(record.case_id),
        "from": event.from_state,
        "to": event.to_state,
    }
    queue(hooks, RECORD_MOVED, data, now=context.now)


def _hooks(submission: Submission, now: datetime) -> list[Webhook]:
    """Of the partnership, and of the agency that sent this form: one query, for mostly nobody is told anything."""
    sender = _agency_of(submission)
    found = OF_FORMS.rows(agency=sender or NOBODY, today=localtime(now).date())
    if not found:
        return []
    area = Partnership.objects.for_page(submission.page)
    area_id = area.pk if area is not None else None
    return [one for one in found if one.partnership_id is None or one.partnership_id == area_id]


NOBODY = 0
OF_CASES: KeptQuery[Webhook] = KeptQuery(
    lambda area, today: telling_on(today).filter(Q(partnership=area) | Q(agency__isnull=False)), area=int, today=date
)
OF_FORMS: KeptQuery[Webhook] = KeptQuery(
    lambda agency, today: telling_on(today).filter(Q(partnership__isnull=False) | Q(agency=agency)),
    agency=int,
    today=date,
)


def _agency_of(submission: Submission | None) -> int | None:
    """The agency for which a form was sent."""
    sender = submission.written_for if submission is not None else ""
    return int(sender.removeprefix(AGENCY)) if sender.startswith(AGENCY) else None


def queue(hooks: Iterable[Webhook], kind: str, data: dict[str, Any], *, now: datetime) -> None:
    """Put a message into the outbox for each, in the caller's transaction, and wake the worker."""
    body = {"type": kind, "timestamp": now.isoformat(), "data": data}
    made = [WebhookMessage(webhook=one, kind=kind, body=body, queued_at=now, not_before=now) for one in hooks]
    if made:
        WebhookMessage.objects.bulk_create(made)
        wake_once()
