"""Writing notices: from the wording of the case's procedure to rows in the outbox.

A notice is composed (nothing is written), then queued together with what caused it, in the same transaction. Sending is
the work of `workflow.notices.delivery`. A recipient without an e-mail address gets a notice that an officer sends by
hand and marks as sent. What an e-mail may not carry is written as a letter, frozen with the notice; a national body
gets it as a sealed download, on paper or by its own service, as the partnership has set (`BodyAddress.copies`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from forms.definition.dates import spoken_day
from forms.kept_writing import insert
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.settling import settle
from workflow.engine.step import local_date, moment_of
from workflow.notices.composing import BY_A_PERSON, Recipient, all_wording, compose_notice, title_of, wording
from workflow.notices.going import note_gone, still_waited_for
from workflow.notices.letters.contents import Contents
from workflow.notices.letters.writing import write
from workflow.notices.notice import BodyAddress, Notice
from workflow.notices.sealed_copy import FrozenReport
from workflow.notices.wake import wake_once
from workflow.procedures.version import NoticeTemplate, ProcedureVersion

NAMED_IN_LETTER = "The person named in the letter"
CORRECTED = "notice-corrected"
SENT_BY_HAND = "notice.sent_by_hand"


class NoticeRefused(Exception):
    """A step on a notice that its state does not allow; `reason` is shown as it stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def compose(
    case: Any,
    key: str,
    *,
    to: Recipient,
    now: datetime,
    path: str = "",
    due: date | None = None,
    title: str = "",
    record: Any = None,
    said: Mapping[str, Any] | None = None,
    report: FrozenReport | None = None,
    calendar: str = "",
) -> Notice:
    """A notice about a case, not saved yet, in the wording of the case's procedure.

    `path`: where its link leads on this site (default: the person's own start page); `title`: the name of a form or a
    rule, never words about the case; where none is given, that of the form or the record that the step is about.
    `record`, `said`: the step that it follows and what was typed there, for the letter; `report`: the frozen report
    that goes with it; `calendar`: an entry that is attached for the recipient's calendar. No query where the wording
    was read before, has no letter and names no title that is not given, and the case came with its partnership and
    procedure. Raises LookupError when the procedure has no notice of that key.
    """
    template = wording(case.procedure, key)
    # Whoever writes the wording may name the title anywhere: it is never empty.
    title = title or (title_of(record) if template.names("title") else "")
    contents = Contents(case, now, to.name, due=due, title=title, record=record, said=dict(said or {}))
    letter = write(template, contents) if template.letter else None
    return compose_notice(
        template,
        to,
        now=now,
        case=case,
        path=path,
        due=due,
        title=title,
        letter=letter,
        report=report,
        calendar=calendar,
    )


def compose_without_case(
    partnership: Any,
    key: str,
    *,
    reference: str,
    to: Recipient,
    now: datetime,
    on: date,
    path: str = "",
    title: str,
) -> Notice:
    """A notice where there is no case (a form kept on record), in the wording in force on that local date.

    Raises NoProcedureInForce, and LookupError when the procedure has no notice of that key.
    """
    template = wording(ProcedureVersion.objects.in_force(partnership, on), key)
    return compose_notice(template, to, now=now, partnership=partnership, reference=reference, path=path, title=title)


def compose_letter(case: Any, key: str, *, name: str, role: str, added: str, now: datetime) -> Notice:
    """A letter that an officer writes from a template that is offered to them: to be printed and handed over.

    Name and role stand in the letter alone, sealed. Raises LookupError where the procedure offers no such letter.
    """
    template = wording(case.procedure, key)
    if not template.offered_to:
        raise LookupError(f"The procedure “{case.procedure}” does not offer the letter “{key}”.")
    contents = Contents(case, now, name, recipient_role=role, added=added)
    to, title = Recipient(NAMED_IN_LETTER), title_of(None)
    return compose_notice(template, to, now=now, case=case, title=title, letter=write(template, contents))


def compose_correction(notice: Notice, *, correction: str, now: datetime) -> Notice:
    """What was told no longer holds: a notice to the same recipient, by the way the first one took.

    The words of the correction stand in its letter alone. The earlier notice stays as it was sent.
    """
    case: Any = notice.case
    template = wording(case.procedure, CORRECTED)
    told_on = local_date(notice.sent_at or notice.queued_at)
    to = Recipient(notice.recipient_name, *_way_back(notice))
    name, role = notice.recipient_name, ""
    if notice.letter is not None:
        name, role = [*notice.letter["to"], "", ""][:2]
    title = notice.subject.removeprefix(f"{case.reference}: ")
    contents = Contents(case, now, name, recipient_role=role, title=title, corrected_on=told_on, correction=correction)
    letter = write(template, contents)
    fresh = compose_notice(template, to, now=now, case=case, due=told_on, title=title, letter=letter)
    fresh.corrects = notice
    return fresh


def _way_back(notice: Notice) -> tuple[str, str]:
    """Address and way of a correction: by hand where the first one went by hand, by link where it went by link."""
    if notice.state == Notice.State.SENT_BY_HAND or notice.channel in BY_A_PERSON:
        return "", ""
    sealed = notice.channel in (Notice.Channel.SEALED, Notice.Channel.ATTACHED)
    return notice.recipient_email, BodyAddress.Copies.DOWNLOAD if sealed else ""


def letters_offered(procedure: ProcedureVersion) -> list[NoticeTemplate]:
    """The letters that officers may write from a case file, by their subjects."""
    offered = [template for template in all_wording(procedure).values() if template.offered_to]
    return sorted(offered, key=lambda template: template.subject)


def bodies(case: Any, keys: Sequence[str]) -> list[Recipient]:
    """National bodies (panel, secretary_of_state, dfe, ofsted, nspcc) as recipients, in the order asked for: one query.

    They carry an e-mail address only where the partnership has set and confirmed one. Raises LookupError on an unknown
    body.
    """
    names = {entry["key"]: entry["text"] for entry in case.procedure.entries("recipients")}
    if unknown := [key for key in keys if key not in names]:
        raise LookupError(f"The procedure “{case.procedure}” knows no recipient “{unknown[0]}”.")
    rows = BodyAddress.objects.filter(partnership=case.partnership_id, body__in=keys, waits=False)
    known = {body: (email, copies) for body, email, copies in rows.values_list("body", "email", "copies")}
    return [Recipient(names[key], *known.get(key, ("", ""))) for key in keys]


def queue(notices: Iterable[Notice]) -> None:
    """Put notices into the outbox that no step wrote (a reminder, a correction). Call inside the transaction."""
    rows = list(notices)
    put(rows)
    for row in rows:
        if row.state in Notice.NEEDS_A_PERSON:
            settle([row.case_id], row.queued_at)


def put(notices: Iterable[Notice]) -> None:
    """Put notices into the outbox: one query however many, and one that wakes the worker. Call inside the
    transaction; who calls it settles the cases.
    """
    rows = list(notices)
    insert(row.sealed_copy for row in rows if row.sealed_copy is not None and row.sealed_copy._state.adding)
    insert(rows)
    if any(row.state == Notice.State.QUEUED for row in rows):
        wake_once()


def mark_sent_by_hand(notice: Notice, *, by: Any, proof: str, on: date, now: datetime) -> None:
    """Record that an officer sent a notice by hand, how, and on which local date. Also for one that failed to go by
    e-mail. Where it was the last copy that a clock waits for, the clock counts from that day (D8, D39).

    `by` is a user. Raises NoticeRefused without a proof, on a day that cannot be, or when the notice is sent already
    or still on its way.
    """
    if not proof.strip():
        raise NoticeRefused("Say how you sent it, for example the receipt number of the body's own service.")
    with transaction.atomic():
        _hold_case(notice)
        found = Notice.objects.select_for_update(of=("self",)).select_related("case__data_key", "follows")
        row = found.get(pk=notice.pk)
        waits = row.state in Notice.NEEDS_A_PERSON or (row.state == Notice.State.SET_ASIDE and still_waited_for(row))
        if not waits:
            raise NoticeRefused(
                "This notice does not need to be sent by hand: it was sent, or is on its way by e-mail."
            )
        row.state, row.sent_at, row.sent_by = Notice.State.SENT_BY_HAND, _moment_of(row, on, now), by
        if row.case is not None:
            row.proof = proof.strip()
        row.save(update_fields=["state", "sent_at", "sent_by", "proof"])
        log.append([Event(case=row.case, kind=SENT_BY_HAND, record_id=row.pk, actor=by, at=now)])
        note_gone(row, now=now)
        settle([row.case_id], now)


def _hold_case(notice: Notice) -> None:
    """The case's row before the notice's, as every step does: two people would else wait for each other for ever."""
    if notice.case_id is not None:
        cases: Any = Notice._meta.get_field("case").related_model
        cases.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=notice.case_id)


def _moment_of(notice: Notice, on: date, now: datetime) -> datetime:
    """The moment that is kept for the day on which it went. Raises NoticeRefused where it cannot have gone then."""
    queued_on = local_date(notice.queued_at)
    if on > local_date(now):
        raise NoticeRefused("The day on which you sent it must be today or in the past.")
    if on < queued_on:
        written = f"The message to {notice.recipient_name} was written on {spoken_day(queued_on)}"
        raise NoticeRefused(f"{written}: it cannot have gone before.")
    return max(moment_of(on, now), notice.queued_at)
