"""What must hold before it is answered whether two cases are about the same child."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.machines.case.links.link import to_answer
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


# What a page has read of it: for whom, and whether there is one.
AS_READ = "namesakes_as_read"


def a_namesake_is_recorded(case: "Case", by: Actor, now: datetime) -> str | None:
    """There is another case to answer about, and this person reads it."""
    read = case.__dict__.get(AS_READ)
    if read[1] if read is not None and read[0] == by.user_id() else to_answer(case, by).exists():
        return None
    return "No other case that you read has a child of the same name."
