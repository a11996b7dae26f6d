"""Whether what somebody made in a role still stands: while the role runs, its person is here, and its agency serves."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from workflow.parties.party import Partnership, in_force_on


def stands(now: datetime) -> Q:
    """A condition on rows with a `membership`."""
    return stands_on(localtime(now).date())


def stands_on(today: date) -> Q:
    """The same of a day."""
    runs = Q(membership__ended_at=None, membership__user__is_active=True)
    # An agency that serves no partnership any more sends nothing.
    serves = Partnership.objects.filter(agencies=OuterRef("membership__agency"))
    return runs & in_force_on(today, "membership__") & (Q(membership__agency=None) | Q(Exists(serves)))
