"""What somebody saw of a record when they began to write: its newest change, by its place in the log.

A step that changes fields need not move the state, so the state alone does not tell whether a page is stale. What only
adds beside what others add (a vote, an entry of the file) is no change to anybody else; sent twice by one person it is.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q, QuerySet

from workflow.engine.event import Event
from workflow.engine.machine import Machine, steps_of
from workflow.parties.roles import Actor


def newest_change(record: Machine, name: str, by: Actor) -> Event | None:
    """The last change by a person that matters to this step, with who made it. One query."""
    found = _changes(type(record), name, by).filter(record_id=record.pk)
    return found.select_related("actor").order_by("-position").first()


def _changes(model: type[Machine], name: str, by: Actor) -> QuerySet[Event]:
    adding = [f"{model.KIND}.{key}" for key, one in steps_of(model).items() if one.adds]
    own = Q(kind=f"{model.KIND}.{name}", actor=by.user)
    return Event.objects.filter(~Q(kind__in=adding) | own, actor__isnull=False, machine=model.KIND)


def revisions_of(model: type[Machine], ids: Iterable[Any], name: str, by: Actor) -> dict[Any, int]:
    """`revision_of` for many records of one machine at once: one query."""
    found = _changes(model, name, by).filter(record_id__in=list(ids)).order_by()
    return dict(found.values_list("record_id").annotate(Max("position")))


def revision_of(record: Machine, name: str, by: Actor) -> int:
    """The place of that change in the log; 0 where nobody changed anything yet."""
    newest = newest_change(record, name, by)
    return newest.position if newest is not None else 0
