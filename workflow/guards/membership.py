"""Guards about who is asking, for steps that need more than a role: a seat in one of the groups."""

from datetime import datetime
from typing import Any

from workflow.declaring import Guard
from workflow.roles import Actor, Group
from workflow.titles import OF_GROUPS, title_of


def in_group(group: Group) -> Guard:
    """A guard that lets only members of this group of the case's partnership through."""

    def guard(record: Any, by: Actor, now: datetime) -> str | None:
        partnership = record.case.partnership
        if group in by.groups(partnership.pk):
            return None
        return f"Only a member of the {title_of(record.case, OF_GROUPS[group])} may do this."

    return guard
