"""The table of what waits. Factories build states without taking steps, so what waits in them is written down here."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from workflow.parties.roles import Actor
from workflow.waiting import keeping, reading


def write_down(on: date) -> None:
    """Make the table what the records say on that day."""
    keeping.rebuild(datetime.combine(on, time(9), ZoneInfo("Europe/London")))


def waiting_for(actor: Actor, *, today: date) -> Q:
    """The cases in which something waits for this person, after it was written down."""
    write_down(today)
    return Q(pk__in=reading.rows_for(actor, today=today).order_by().values("case"))
