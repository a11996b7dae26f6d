"""What must hold before another area is involved in a case, released or given the lead (D26)."""

from datetime import datetime
from typing import Any

from workflow.parties.roles import Actor


def another_area_is_involved(case: Any, by: Actor, now: datetime) -> str | None:
    """Only an area that reads the case already can be released or take the lead."""
    if len(case.reading_areas) > 1:
        return None
    return "No other area is involved in this case. Involve one first."
