"""Signing the whole log with a newer key, and going on after a break: both after the whole log was looked at."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from workflow.engine import log
from workflow.engine.event import AuditHead, Event
from workflow.engine.log_checking import BREAK, GONE, Fault, Report, as_json, check, last_row
from workflow.engine.log_checkpoints import CUT
from workflow.engine.log_records import AuditAlarm, AuditAnchor, AuditBreak
from workflow.engine.log_signing import digest_of, is_genuine, signed
from workflow.engine.log_triggers import TABLES, install_triggers
from workflow.engine.step import Refused

ALARM_ENDED = "log.alarm_ended"
NOTHING_BROKEN = "The record holds, and no alarm is open: there is nothing to acknowledge."
SAY_WHY = "Say why the record is broken, or what came of looking into it."


def reanchor(now: datetime) -> int:
    """Vouch for every row with the newest key, so that an older one can be taken away. Returns the row up to which.

    For whoever changes the vault's keys: called with both keys set, the new one first, once every process has them.
    Looks at the whole log first, without a lock. Raises LogBroken where it does not hold. Safe to call again.
    """
    report = check()
    if report.faults:
        raise log.LogBroken(str(report.faults[0]))
    if not report.rows:
        return 0
    key_id, signature = signed("anchor", report.last, report.running)
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get(pk=log.ONLY_ROW)
        if why := log.why_refused(head, last_row()):
            raise log.LogBroken(why)
        vouched = AuditAnchor.objects.filter(position=report.last, digest=report.running, key_id=key_id)
        if not vouched.exists():
            AuditAnchor.objects.create(
                position=report.last,
                digest=report.running,
                why=AuditAnchor.Why.KEY_CHANGED,
                at=now,
                key_id=key_id,
                signature=signature,
            )
        log.sign_head(head)
    return report.last


def acknowledge(
    reason: str, *, by: str, now: datetime, beside: Iterable[Fault] = (), seen: int = 0
) -> AuditBreak | None:
    """Go on after a break: what is broken is named for ever, and a new stretch of signed rows begins after it.

    `by` says in words who answers for it. `beside` is what was found beside the log (log_beside), `seen` the highest
    row that any checkpoint names: its number is never given again. Lays the triggers anew. Where only an alarm is open
    that has no cause any more, it is ended, and None returned. Raises Refused where nothing is broken or no reason is
    given.
    """
    if not reason.strip():
        raise Refused(SAY_WHY, "data", {"reason": [SAY_WHY]})
    with transaction.atomic():
        there = AuditHead.objects.select_for_update().filter(pk=log.ONLY_ROW).first()
        head = there or AuditHead(pk=log.ONLY_ROW)
        report = check()
        faults = [*report.faults, *beside]
        last = last_row()
        at = last.position if last is not None else 0
        is_behind = max(seen, _signed_position(head)) > at
        if not faults and not is_behind and not log.why_refused(there, last):
            _end_alarms_alone(reason, by=by, now=now)
            return None
        install_triggers(connection, TABLES)
        found = _break(head, last, report, faults, reason=reason.strip(), by=by, seen=seen, now=now)
        _end_alarms(reason, now)
    return found


def acknowledged_until() -> int:
    """The row that acknowledges the newest break in which rows were lost; 0 where there is none. Two queries.

    What checkpoints say of rows before it is known not to hold.
    """
    for found in AuditBreak.objects.order_by("-position"):
        row = Event.objects.filter(position=found.position, kind=BREAK, record_id=found.content_id).first()
        if row is None or digest_of(row) != row.digest:
            continue
        genuine = is_genuine("row", row.position, row.digest, key_id=row.key_id, signature=row.signature)
        if genuine is not False and {"missing", CUT} & {one["kind"] for one in found.faults}:
            return found.position
    return 0


def _signed_position(head: AuditHead) -> int:
    """What the head says, where it was signed by the portal."""
    genuine = is_genuine("head", head.position, head.digest, key_id=head.key_id, signature=head.signature)
    return head.position if genuine else 0


def _break(
    head: AuditHead,
    last: Event | None,
    report: Report,
    faults: Sequence[Fault],
    *,
    reason: str,
    by: str,
    seen: int,
    now: datetime,
) -> AuditBreak:
    at = last.position if last is not None else 0
    ended = max(at, seen, _signed_position(head))
    told = list(faults)
    if ended > at:
        # However many rows the check missed: from now on it sees that all of these are not there.
        told.append(Fault("missing", at + 1, ended, "a row is missing or out of order", GONE))
    made = AuditBreak(position=ended + 1, at=now, by=by, reason=reason, faults=as_json(told))
    made.pk = made.content_id
    made.save(force_insert=True)
    head.position = ended
    event = Event(kind=BREAK, machine="log", record_id=made.pk, at=now)
    log.add(head, [event], previous=last.digest if last is not None else "")
    return made


def _end_alarms_alone(reason: str, *, by: str, now: datetime) -> None:
    if not _end_alarms(f"{by}: {reason}", now):
        raise Refused(NOTHING_BROKEN, "state")
    log.append([Event(kind=ALARM_ENDED, machine="log", at=now)])


def _end_alarms(reason: str, now: datetime) -> int:
    return AuditAlarm.objects.filter(ended_at=None).update(ended_at=now, ended_because=reason.strip())
