"""A partnership's period that an administrator shortens waits for somebody of the partnership, who reads its cases.

Until an officer or decision maker has confirmed it, what is kept longer counts. What is kept longer than before counts
at once. Both are logged.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from forms import present
from forms.vault import DataKey
from portal.accounts.people import deciding
from portal.accounts.people.holding import role_of
from portal.accounts.people.telling import tell
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.machines.case.retention.periods import KINDS, spoken
from workflow.machines.case.retention.schedule import RetentionSchedule
from workflow.parties.roles import Actor
from workflow.worker.retention import look_again

NOT_YOURS = "An officer or decision maker of the partnership confirms how long its records are kept."
CHANGED = "The periods were changed or confirmed meanwhile. Look at them again."
OWN = "You proposed this yourself. A second person confirms it."


def ask_after(request: HttpRequest, instance: Any) -> None:
    """Wagtail's hook after a snippet was saved: it is logged, and the office is told of what waits."""
    if not isinstance(instance, RetentionSchedule):
        return
    now = present.now()
    with transaction.atomic():
        _log(instance, "periods_set", by=Actor.of(request.user), now=now)
        look_again(instance.partnership, now)
        if instance.proposed and instance.proposed_at is not None and instance.proposed_by_id == request.user.pk:
            tell(instance.partnership.contact_email, "periods_wait", partnership=instance.partnership.name)


def waiting_periods(actor: Actor) -> list[RetentionSchedule]:
    """Those that wait for somebody like this person. One query, none for whoever confirms none."""
    areas = set() if deciding.is_administrator(actor) else actor.partnership_ids(deciding.APPROVERS_THERE)
    if not areas:
        return []
    found = RetentionSchedule.objects.filter(partnership__in=areas, proposed_at__isnull=False)
    return list(found.select_related("partnership", "proposed_by"))


def answer(schedule: RetentionSchedule, *, agrees: bool, seen: str, by: Actor, now: datetime) -> None:
    """From now on the shorter periods count, or stay as they are. `seen` marks what was shown. Raises Refused."""
    with transaction.atomic():
        locked = RetentionSchedule.objects.select_for_update().get(pk=schedule.pk)
        if deciding.is_administrator(by) or not by.holds(
            deciding.APPROVERS_THERE, partnership_id=locked.partnership_id
        ):
            raise Refused(NOT_YOURS, "role")
        if locked.proposed_by_id is not None and locked.proposed_by_id == by.user_id():
            raise Refused(OWN, "guard")
        if not locked.proposed or mark_of(locked) != seen:
            raise Refused(CHANGED, "stale")
        told = dict(locked.proposed)
        for column, number in told.items() if agrees else ():
            setattr(locked, column, number)
        locked.proposed, locked.proposed_by, locked.proposed_at = {}, None, None
        locked.save()
        _log(locked, "periods_confirmed" if agrees else "periods_declined", by=by, now=now, told=told)


def mark_of(schedule: RetentionSchedule) -> str:
    """Stands for what was proposed."""
    return hashlib.sha256(json.dumps(schedule.proposed, sort_keys=True).encode()).hexdigest()[:24]


def in_words(schedule: RetentionSchedule) -> list[str]:
    """Each change that waits: "Cases with a review: 7 years instead of 10 years"."""
    by_column = {kind.column: kind for kind in KINDS.values()}
    return [
        f"{by_column[column].label}: {spoken(number, by_column[column].unit)} instead of "
        f"{_now_in_words(getattr(schedule, column), by_column[column])}"
        for column, number in schedule.proposed.items()
        if column in by_column
    ]


def _now_in_words(number: int | None, kind: Any) -> str:
    if number is None:
        return "for good" if kind.is_case else "the procedure’s period"
    return spoken(number, kind.unit)


def _log(
    schedule: RetentionSchedule, kind: str, *, by: Actor, now: datetime, told: dict[str, Any] | None = None
) -> None:
    event = Event(
        kind=f"partnership.{kind}",
        machine="partnership",
        actor=by.user,
        actor_role=role_of(by),
        at=now,
        data_key=DataKey.objects.make(),
    )
    columns = {kind.column: getattr(schedule, kind.column) for kind in KINDS.values()}
    event.data = {
        "partnership": schedule.partnership.name,
        "periods": columns,
        "proposed": schedule.proposed if told is None else told,
    }
    log.append([event])
