"""What must hold before a case is taken or given back."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


def not_yours_already(case: "Case", by: Actor, now: datetime) -> str | None:
    """It is taken from the office or from a colleague."""
    return "You have this case already." if case.owner_id is not None and case.owner_id == by.user_id() else None


def somebody_has_it(case: "Case", by: Actor, now: datetime) -> str | None:
    """There is an owner."""
    return None if case.owner_id is not None else "Nobody has this case."
