"""Guards that any machine may ask for: a closed case moves no more, and a step that needs more than a role."""

from datetime import datetime
from typing import Any

from workflow.engine.step import Guard
from workflow.parties.roles import Actor, Group
from workflow.parties.titles import OF_GROUPS, title_of


def case_is_open(record: Any, by: Actor, now: datetime) -> str | None:
    """A closed case holds nothing open."""
    return None if record.case.is_open else "The case is closed. Reopen the case first."


def in_group(group: Group) -> Guard:
    """A guard that lets only members of this group of the case's partnership through."""

    def guard(record: Any, by: Actor, now: datetime) -> str | None:
        partnership = record.case.partnership
        if group in by.groups(partnership.pk):
            return None
        return f"Only a member of the {title_of(record.case, OF_GROUPS[group])} may do this."

    return guard
