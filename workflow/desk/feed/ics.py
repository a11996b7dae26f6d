"""A calendar as calendar programs read it (RFC 5545): meetings, and whole days that make nobody busy."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from workflow.desk.feed.dates import Entry

if TYPE_CHECKING:
    from icalendar import Event

TYPE = "text/calendar; charset=utf-8"
ASKED_AGAIN_AFTER = timedelta(hours=2)


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The whole file."""
    from icalendar import Calendar  # noqa: PLC0415 - a large library, for calendars alone

    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Safeguarding forms portal//Dates//EN")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", ASKED_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", ASKED_AGAIN_AFTER)
    for entry in entries:
        made.add_component(_event(entry))
    return made.to_ical()


def _event(entry: Entry) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - a large library, for calendars alone

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.written_at.astimezone(UTC))
    if entry.begins is not None and entry.ends is not None:
        event.add("dtstart", entry.begins.astimezone(UTC))
        event.add("dtend", entry.ends.astimezone(UTC))
    else:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("summary", entry.words)
    event.add("url", entry.url)
    return event
