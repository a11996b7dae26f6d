"""Guards about who is asking, for steps that need more than a role: a seat in one of the groups."""

from datetime import datetime
from typing import Any

from workflow.declaring import Guard
from workflow.roles import Actor, Group


def in_group(group: Group) -> Guard:
    """A guard that lets only members of this group of the case's partnership through."""

    def guard(record: Any, by: Actor, now: datetime) -> str | None:
        partnership = record.case.partnership
        if group in by.groups(partnership.pk):
            return None
        names = {Group.SIGN_OFF: partnership.sign_off_group_name, Group.STRATEGIC: partnership.strategic_body_name}
        return f"Only a member of the {names.get(group, group.label)} may do this."

    return guard
