"""Whether a notice has really gone to everybody, and the machine's step that records it (D8, D21, D39 to D41, D43).

A step only asks for letters and copies to be sent; what lies in the register has not been sent. Which notices belong to
which step, each notice keeps itself (`Notice.follows`); what a machine waits for it declares (`Machine.SENDINGS`). The
program's step is taken when a person marks the last copy as sent, and after each round of the outbox; that round also
finds what a worker that died did not record.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value

from workflow.engine.door import perform
from workflow.engine.machine import Machine, machines, sources_of
from workflow.engine.step import Refused, local_date
from workflow.notices.notice import Notice
from workflow.parties.roles import SYSTEM


def copies_of(record: Machine, key: str) -> list[Notice]:
    """The notices of this wording that the record's last such step queued, by recipient: one query."""
    asked = _asked(record.KIND, record.pk, key)
    newest = Subquery(asked.order_by("-follows__position").values("follows")[:1])
    return list(asked.filter(follows=newest).order_by("recipient_name", "queued_at"))


def _asked(kind: str, record_id: Any, key: str) -> QuerySet[Notice]:
    return Notice.objects.filter(key=key, follows__machine=kind, follows__record_id=record_id)


def still_to_go(copies: Iterable[Notice]) -> list[Notice]:
    """One notice for each recipient who has not been sent a copy yet, the newest of theirs."""
    gone, waiting = set[str](), dict[str, Notice]()
    for copy in copies:
        if copy.state in Notice.WENT:
            gone.add(copy.recipient_name)
        else:
            waiting[copy.recipient_name] = copy
    return [copy for name, copy in waiting.items() if name not in gone]


def last_day(copies: Iterable[Notice]) -> date | None:
    """The local date on which the last recipient's copy went: None while one is missing, and where there is none."""
    rows = list(copies)
    if still_to_go(rows):
        return None
    first: dict[str, datetime] = {}
    for copy in rows:
        if copy.sent_at is not None:
            first[copy.recipient_name] = min(copy.sent_at, first.get(copy.recipient_name, copy.sent_at))
    return max(map(local_date, first.values()), default=None)


def note_gone(notice: Notice, *, now: datetime) -> None:
    """Record it in the machine where this was the last copy that it waited for. Call inside the transaction."""
    if (found := _waits_for(notice)) is not None:
        _record(found, notice.key, now)


def still_waited_for(notice: Notice) -> bool:
    """Whether the machine whose step queued this notice still waits for this recipient's copy."""
    found = _waits_for(notice)
    return found is not None and notice.pk in {copy.pk for copy in still_to_go(copies_of(found, notice.key))}


def to_be_sent(case: Any) -> list[Notice]:
    """What a person still has to send in this case, the newest first: what goes by hand, what failed, and a copy that
    was set aside while the case waits for it. Two queries, and one or two for each copy of that last kind.
    """
    keys = {key for model in machines().values() for key in model.SENDINGS}
    found = Notice.objects.filter(case=case).select_related("follows").order_by("-queued_at", "recipient_name")
    aside = found.filter(state=Notice.State.SET_ASIDE, key__in=keys, follows__isnull=False)
    waiting = [*found.filter(state__in=Notice.NEEDS_A_PERSON), *(one for one in aside if still_waited_for(one))]
    for one in waiting:
        one.case = case
    return waiting


def waiting_in(case: Any) -> list[Notice]:
    """Every notice of the case that has neither gone nor been set aside, the oldest first: one query."""
    return list(Notice.objects.filter(case=case, state__in=Notice.WAITING).order_by("queued_at", "recipient_name"))


def record_what_went(now: datetime) -> None:
    """Record in every machine what has gone to everybody since. One query where nothing has.

    What is wrong with one case holds up no other; it is raised when all the others are recorded.
    """
    wrong: list[Exception] = []
    first, *others = (_with_a_copy_gone(model, key) for model in machines().values() for key in model.SENDINGS)
    for kind, key, record_id in first.union(*others, all=True):
        try:
            _record(machines()[kind]._default_manager.get(pk=record_id), key, now)
        except Exception as error:
            wrong.append(error)
    if wrong:
        raise wrong[0]


def _with_a_copy_gone(model: Any, key: str) -> QuerySet[Any]:
    """The records that wait for these copies and of which one at least has gone: kind, key and identifier."""
    gone = _asked(model.KIND, OuterRef("pk"), key).filter(state__in=Notice.WENT)
    waiting = _waiting(model, key).filter(Exists(gone)).order_by()
    found: QuerySet[Any] = waiting.values_list(Value(model.KIND), Value(key), "pk")
    return found


def _waits_for(notice: Notice) -> Any:
    """The record that waits for notices of this kind to go, None where none does."""
    if notice.follows is None:
        return None
    model = machines().get(notice.follows.machine)
    if model is None or notice.key not in model.SENDINGS:
        return None
    return _waiting(model, notice.key).filter(pk=notice.follows.record_id).first()


def _waiting(model: Any, key: str) -> QuerySet[Any]:
    sending = model.SENDINGS[key]
    found: QuerySet[Any] = model.objects.filter(
        sending.only, state__in=sources_of(model, sending.step), **{f"{sending.field}__isnull": True}
    )
    return found


def _record(record: Any, key: str, now: datetime) -> None:
    copies: Sequence[Notice] = copies_of(record, key)
    if (day := last_day(copies)) is None:
        return
    # Called back in this very moment: what went then starts nothing.
    with suppress(Refused):
        perform(record, record.SENDINGS[key].step, by=SYSTEM, now=now, data={"on": day})
