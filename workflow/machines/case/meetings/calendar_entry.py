"""A meeting as an entry for a calendar (RFC 5545): when, which reference, and where to sign in.

It leaves by e-mail and lies in calendars that others read: no name, no place, no word that somebody typed.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from workflow.machines.case.meetings.meeting import Meeting

TYPE, NAME = "text/calendar", "meeting.ics"


def calendar_entry(meeting: Meeting, case: Any, *, path: str, now: datetime, is_cancelled: bool = False) -> str:
    """The entry as a file. `path`: the page on this site that says the rest. A later one takes the place of it."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - a large library, for calendars alone

    host = urlsplit(settings.PORTAL_BASE_URL).hostname or "localhost"
    calendar, event = Calendar(), Event()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Child safeguarding portal//Meetings//EN")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event.add("uid", f"{meeting.pk}@{host}")
    event.add("sequence", meeting.changes)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", f"{meeting.get_kind_display()}, {case.reference}")
    event.add("description", "Sign in to read where it takes place.")
    event.add("url", f"{settings.PORTAL_BASE_URL}{path}")
    event.add("organizer", f"mailto:{case.partnership.contact_email}")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    return calendar.to_ical().decode()
