"""What somebody saw of a record when they began to write: its newest change, by its place in the log.

A step that changes fields need not move the state, so the state alone does not tell whether a page is stale. What only
adds beside what others add (a vote, an entry of the file) is no change to anybody else; sent twice by one person it is.
"""

from django.db.models import Q

from workflow.engine.event import Event
from workflow.engine.machine import Machine, steps_of
from workflow.parties.roles import Actor


def newest_change(record: Machine, name: str, by: Actor) -> Event | None:
    """The last change by a person that matters to this step, with who made it. One query."""
    adding = [f"{record.KIND}.{key}" for key, one in steps_of(type(record)).items() if one.adds]
    own = Q(kind=f"{record.KIND}.{name}", actor=by.user)
    found = Event.objects.filter(~Q(kind__in=adding) | own, actor__isnull=False)
    return found.filter(machine=record.KIND, record_id=record.pk).select_related("actor").order_by("-position").first()


def revision_of(record: Machine, name: str, by: Actor) -> int:
    """The place of that change in the log; 0 where nobody changed anything yet."""
    newest = newest_change(record, name, by)
    return newest.position if newest is not None else 0
