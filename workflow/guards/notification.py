"""What must hold before a notification moves."""

from datetime import datetime
from typing import Any

from workflow.roles import Actor


def case_is_open(record: Any, by: Actor, now: datetime) -> str | None:
    """A closed case holds nothing open."""
    return None if record.case.is_open else "The case is closed. Reopen the case first."
