"""Composing one notice: its wording filled in, the way it goes, and what goes with it under seal. Nothing is saved.

What an e-mail may not carry is written as a letter, frozen with the notice; a national body gets it as a sealed
download, on paper or by its own service, as the partnership has set (`BodyAddress.copies`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings

from forms.definition.dates import in_full
from workflow.engine.step import local_date
from workflow.notices.notice import BodyAddress, Notice
from workflow.notices.sealed.links import LINK_LASTS, LINK_MARK, make
from workflow.notices.sealed_copy import FrozenReport, SealedCopy
from workflow.procedures.editions import edition
from workflow.procedures.version import NoticeTemplate, ProcedureVersion

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case

# Said below the wording of a notice whose document goes by link, or attached: wordings of their own.
HOW_TO_OPEN, ATTACHED = "sealed-copy-link", "attached-copy"
# An advance copy stays open until the report is out.
OPEN_AFTER_DUE = timedelta(days=7)
BY_A_PERSON = (Notice.Channel.LETTER, Notice.Channel.BY_HAND)
# Published versions never change, so their wording is read once a process.
_published_wording: dict[UUID, Mapping[str, NoticeTemplate]] = {}


@dataclass(frozen=True)
class Recipient:
    """Who a notice is for. Without an e-mail address an officer sends it by hand.

    `copies`: how letters and copies reach a national body (`BodyAddress.Copies`); "" for those who have an account.
    """

    name: str
    email: str = ""
    copies: str = ""


def wording(procedure: ProcedureVersion, key: str) -> NoticeTemplate:
    """The wording of a notice in this version of the procedure. Raises LookupError when it has none."""
    templates = all_wording(procedure)
    if key not in templates:
        raise LookupError(f"The procedure “{procedure}” has no wording for the notice “{key}”.")
    return templates[key]


def all_wording(procedure: ProcedureVersion) -> Mapping[str, NoticeTemplate]:
    """Every wording of this version by its key; one query, and none where it was read before."""
    templates = _published_wording.get(procedure.pk)
    if templates is None:
        own = {template.key: template for template in procedure.notice_templates.all()}
        templates = _shipped_wording(procedure) | own
        if procedure.is_published:
            _published_wording[procedure.pk] = templates
    return templates


def _shipped_wording(procedure: ProcedureVersion) -> dict[str, NoticeTemplate]:
    """What the program says in a version that was published before it said so: cases under it go on after an update."""
    return {row["key"]: NoticeTemplate(procedure=procedure, **row) for row in edition()["notices"]}


def title_of(record: Any) -> str:
    """What a notice about this record is called: the form that was sent for it, else what kind of record it is."""
    if (submission := getattr(record, "submission", None)) is not None:
        return str(submission.form_title)
    kind = record._meta.verbose_name if record is not None else "case"
    return f"The {kind}"


def topics(procedure: ProcedureVersion) -> Mapping[str, str]:
    """What each notice tells of, by its key."""
    return {key: template.about for key, template in all_wording(procedure).items()}


def compose_notice(
    template: NoticeTemplate,
    to: Recipient,
    *,
    now: datetime,
    case: Any = None,
    partnership: Any = None,
    reference: str = "",
    path: str = "",
    due: date | None = None,
    title: str = "",
    letter: dict[str, Any] | None = None,
    report: FrozenReport | None = None,
    calendar: str = "",
) -> Notice:
    """The notice in that wording; partnership and reference are the case's where there is one."""
    channel = _channel(to, has_letter=letter is not None, has_report=report is not None)
    page = settings.PORTAL_BASE_URL + (path or settings.LOGIN_REDIRECT_URL)
    values = {
        "reference": reference or case.reference,
        "link": LINK_MARK if channel == Notice.Channel.SEALED else page,
        "partnership": (partnership or case.partnership).name,
        "due": in_full(due) if due else "a date not set yet",
        "title": title,
    }
    notice = _row(
        now,
        case=case,
        key=template.key,
        channel=channel,
        recipient_name=to.name,
        recipient_email=to.email,
        subject=template.subject.format_map(values),
        body="\n\n".join(text.format_map(values) for text in _texts(template, case, channel)),
        letter=letter,
        calendar=calendar,
        state=Notice.State.BY_HAND if channel in BY_A_PERSON else Notice.State.QUEUED,
    )
    notice.sealed_copy = _copy(notice, report, due=due, now=now)
    return notice


def _row(now: datetime, **values: Any) -> Notice:
    identifier = uuid4()
    domain = _domain_of(settings.DEFAULT_FROM_EMAIL)
    return Notice(id=identifier, message_id=f"<{identifier}@{domain}>", queued_at=now, not_before=now, **values)


@cache
def _domain_of(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2] or "localhost"


def _channel(recipient: Recipient, *, has_letter: bool, has_report: bool) -> str:
    """How this goes to them: who has an account reads on the desk, a national body gets the document itself."""
    has_document = has_letter or has_report
    if not recipient.email or (has_document and recipient.copies == BodyAddress.Copies.BY_HAND):
        return Notice.Channel.LETTER if has_letter else Notice.Channel.BY_HAND
    if not has_document or not recipient.copies:
        return Notice.Channel.EMAIL
    # A report is written for publication and may be attached; a letter holds facts and is not.
    attached = has_report and recipient.copies == BodyAddress.Copies.ATTACHMENT
    return Notice.Channel.ATTACHED if attached else Notice.Channel.SEALED


def _texts(template: NoticeTemplate, case: Any, channel: str) -> list[str]:
    added = {Notice.Channel.SEALED: HOW_TO_OPEN, Notice.Channel.ATTACHED: ATTACHED}.get(Notice.Channel(channel))
    return [template.body] if added is None else [template.body, wording(case.procedure, added).body]


def _copy(notice: Notice, report: FrozenReport | None, *, due: date | None, now: datetime) -> SealedCopy | None:
    """The recipient's sealed copy: of the report, or of the letter where it goes by link."""
    ways = {Notice.Channel.SEALED: SealedCopy.Way.DOWNLOAD, Notice.Channel.ATTACHED: SealedCopy.Way.ATTACHMENT}
    way = ways.get(Notice.Channel(notice.channel), SealedCopy.Way.BY_HAND)
    if report is None and way != SealedCopy.Way.DOWNLOAD:
        return None
    until_out = (due - local_date(now)) + OPEN_AFTER_DUE if due else LINK_LASTS
    return make(
        notice.case,
        name=notice.recipient_name,
        email=notice.recipient_email,
        way=way,
        report=report,
        now=now,
        lasts=max(LINK_LASTS, until_out),
    )


def repeat(notice: Notice, *, case: "Case", now: datetime) -> Notice:
    """The same notice once more, with the same sealed copy: for a link that is made anew."""
    same = (
        "key",
        "channel",
        "recipient_name",
        "recipient_email",
        "subject",
        "body",
        "calendar",
        "sealed_copy",
        "follows_id",
    )
    return _row(now, case=case, **{name: getattr(notice, name) for name in same})
