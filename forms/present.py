"""What time it is: the only place that asks. Views and jobs ask here and pass `now` on; nothing below them asks.

A demonstration may stand at a later date: the file DEMO_CLOCK_FILE then holds seconds to add (manage.py demo_clock).
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def offset() -> timedelta:
    """How far the demonstration's clock is ahead; nothing in production, where no such file is named."""
    if settings.DEMO_CLOCK_FILE is None:
        return timedelta()
    try:
        return timedelta(seconds=int(settings.DEMO_CLOCK_FILE.read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now() + offset()


def today() -> date:
    """The present local date (Europe/London): all day arithmetic starts from local dates."""
    return timezone.localdate(now())
