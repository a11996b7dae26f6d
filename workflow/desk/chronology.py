"""One chronology out of all agencies' returns, by date, each event with the agency that told of it.

Read by meaning, so that an editor may reword or reorder the return form without breaking it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from forms.dates import bounds, spoken_date
from forms.meanings import Reading
from workflow.models import AgencyReturn

COUNTED = (AgencyReturn.SUBMITTED, AgencyReturn.ACCEPTED)


class Reader(Protocol):
    def __call__(self, submission_id: Any, /) -> Reading | None: ...


@dataclass(frozen=True)
class Entry:
    """One event in the chronology. `when` in words, "Date not given" where there is none."""

    order: tuple[str, str]
    when: str
    time: str
    agency: str
    event: str
    action: str
    source: str
    comment: str


def merged(returns: Iterable[AgencyReturn], read: Reader) -> list[Entry]:
    """The key events of every return that was sent and not sent back, oldest first, those without a date at the end."""
    entries = []
    for one in returns:
        reading = read(one.submission_id) if one.state in COUNTED else None
        if reading is not None:
            entries += [_entry(one, event) for event in reading.many("event")]
    return sorted(entries, key=lambda entry: entry.order)


def _entry(one: AgencyReturn, event: dict[str, Any]) -> Entry:
    day, time = str(event.get("event.date") or ""), str(event.get("event.time") or "")
    return Entry(
        order=(bounds(day)[0].isoformat() if day else "9999", time),
        when=spoken_date(day) if day else "Date not given",
        time=time,
        agency=one.agency.name,
        event=str(event.get("event.event") or ""),
        action=str(event.get("event.action") or ""),
        source=str(event.get("event.source") or ""),
        comment=str(event.get("event.comment") or ""),
    )
