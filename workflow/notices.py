"""Writing notices: from the wording of the case's procedure to rows in the outbox.

A notice is composed (nothing is written), then queued together with what caused it, in the same transaction. Sending is
`workflow.delivery`'s work. A recipient without an e-mail address gets a notice that an officer sends by hand and
marks as sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from workflow.models.notice import BodyAddress, Notice
from workflow.models.rules import NoticeTemplate, ProcedureVersion
from workflow.wake import wake

# Published versions never change, so their wording is read once a process.
_published_wording: dict[UUID, Mapping[str, NoticeTemplate]] = {}


class NoticeRefused(Exception):
    """A step on a notice that its state does not allow; `reason` is shown as it stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Recipient:
    """Who a notice is for. Without an e-mail address an officer sends it by hand."""

    name: str
    email: str = ""


def compose(
    case: Any,
    key: str,
    *,
    to: Recipient | str,
    now: datetime,
    path: str = "",
    due: date | None = None,
    title: str = "",
) -> Notice:
    """A notice about a case, not saved yet, in the wording of the case's procedure.

    `to`: a Recipient or an e-mail address; `path`: where its link leads on this site (default: the person's own start
    page); `title`: the name of a form or a rule, never words about the case. No query where the wording was read
    before and the case came with its partnership and procedure. Raises LookupError when the procedure has no notice
    of that key.
    """
    return _write(
        wording(case.procedure, key),
        case=case,
        partnership=case.partnership,
        reference=case.reference,
        to=to,
        now=now,
        path=path,
        due=due,
        title=title,
    )


def compose_without_case(
    partnership: Any,
    key: str,
    *,
    reference: str,
    to: Recipient | str,
    now: datetime,
    on: date,
    path: str = "",
    title: str = "",
) -> Notice:
    """A notice where there is no case (a form kept on record), in the wording in force on that local date.

    Raises NoProcedureInForce, and LookupError when the procedure has no notice of that key.
    """
    template = wording(ProcedureVersion.objects.in_force(partnership, on), key)
    return _write(
        template,
        case=None,
        partnership=partnership,
        reference=reference,
        to=to,
        now=now,
        path=path,
        due=None,
        title=title,
    )


def _write(
    template: NoticeTemplate,
    *,
    case: Any,
    partnership: Any,
    reference: str,
    to: Recipient | str,
    now: datetime,
    path: str,
    due: date | None,
    title: str,
) -> Notice:
    recipient = Recipient(to, to) if isinstance(to, str) else to
    values = {
        "reference": reference,
        "link": settings.PORTAL_BASE_URL + (path or settings.LOGIN_REDIRECT_URL),
        "partnership": partnership.name,
        "due": f"{due:%A %-d %B %Y}" if due else "a date not set yet",
        "title": title,
    }
    identifier = uuid4()
    return Notice(
        id=identifier,
        case=case,
        key=template.key,
        recipient_name=recipient.name,
        recipient_email=recipient.email,
        subject=template.subject.format_map(values),
        body=template.body.format_map(values),
        state=Notice.State.QUEUED if recipient.email else Notice.State.BY_HAND,
        message_id=f"<{identifier}@{_mail_domain()}>",
        queued_at=now,
        not_before=now,
    )


def _mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def wording(procedure: ProcedureVersion, key: str) -> NoticeTemplate:
    """The wording of a notice in this version of the procedure. Raises LookupError when it has none."""
    templates = _published_wording.get(procedure.pk)
    if templates is None:
        templates = {template.key: template for template in procedure.notice_templates.all()}
        if procedure.is_published:
            _published_wording[procedure.pk] = templates
    if key not in templates:
        raise LookupError(f"The procedure “{procedure}” has no wording for the notice “{key}”.")
    return templates[key]


def bodies(case: Any, keys: Sequence[str]) -> list[Recipient]:
    """National bodies (panel, secretary_of_state, dfe, ofsted, nspcc) as recipients, in the order asked for: one query.

    They carry an e-mail address only where the partnership has set one. Raises LookupError on an unknown body.
    """
    names = {entry["key"]: entry["text"] for entry in case.procedure.entries("recipients")}
    if unknown := [key for key in keys if key not in names]:
        raise LookupError(f"The procedure “{case.procedure}” knows no recipient “{unknown[0]}”.")
    rows = BodyAddress.objects.filter(partnership=case.partnership_id, body__in=keys)
    addresses = dict(rows.values_list("body", "email"))
    return [Recipient(names[key], addresses.get(key, "")) for key in keys]


def queue(notices: Iterable[Notice]) -> None:
    """Put notices into the outbox: one query however many, and one that wakes the worker. Call inside the
    transaction.
    """
    rows = Notice.objects.bulk_create(list(notices))
    if any(row.state == Notice.State.QUEUED for row in rows):
        wake()


def send_again(notice: Notice, *, now: datetime) -> None:
    """Put a notice that failed or was set aside back into the outbox. Raises NoticeRefused when it is in another
    state.
    """
    stopped = Notice.objects.filter(pk=notice.pk, state__in=[Notice.State.FAILED, Notice.State.PARKED])
    fresh_start = {"queued_at": now, "not_before": now, "attempts": 0, "broken_off": 0, "last_error": ""}
    with transaction.atomic():
        if not stopped.update(state=Notice.State.QUEUED, **fresh_start):
            raise NoticeRefused("This notice is not one that failed: it is waiting, sent, or to be sent by hand.")
        wake()


def mark_sent_by_hand(notice: Notice, *, by: Any, proof: str, now: datetime) -> None:
    """Record that an officer sent a notice by hand, and how. Also for one that failed to go by e-mail.

    `by` is a user. Raises NoticeRefused without a proof, or when the notice is sent already or still on its way.
    """
    if not proof.strip():
        raise NoticeRefused("Say how you sent it, for example the receipt number of the body's own service.")
    with transaction.atomic():
        row = Notice.objects.select_for_update(of=("self",)).select_related("case__data_key").get(pk=notice.pk)
        if row.state not in Notice.NEEDS_A_PERSON:
            raise NoticeRefused(
                "This notice does not need to be sent by hand: it was sent, or is on its way by e-mail."
            )
        row.state, row.sent_at, row.sent_by = Notice.State.SENT_BY_HAND, now, by
        if row.case is not None:
            row.proof = proof.strip()
        row.save(update_fields=["state", "sent_at", "sent_by", "proof"])
