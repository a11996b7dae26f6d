"""What waits and for whom, in words: for lists, where the row stands far from the page that ends it."""

from collections.abc import Mapping

from workflow.engine.machine import told_of
from workflow.engine.step import Step
from workflow.parties.roles import Group, Role, Seat
from workflow.parties.titles import OF_GROUPS, title_for
from workflow.waiting.waiting import Waiting

What = Waiting.What
WHY: Mapping[str, str] = {
    What.VOTE: "Vote",
    What.ASSIGN: "Assign a scrutineer",
    What.LETTER: "Send a letter",
    What.DIFFERENCE: "Say which of two answers counts",
    What.TASK: "Do a task",
    What.MESSAGE: "Answer a message",
    What.ATTENDANCE: "Record who came to a meeting",
    What.LATE: "See to what is late",
    What.TIME_NEAR: "See whether the case must be kept longer",
    What.TIME_OVER: "Keep or erase the case",
    What.ERASURE: "Decide on erasing it",
}


def why(row: Waiting) -> str:
    """What has to be done: "Accept the return"."""
    if row.what in WHY:
        return WHY[What(row.what)]
    told = told_of(row.step)
    return told.label if isinstance(told, Step) else row.step


def whom(row: Waiting) -> str:
    """For whom it waits: "Police", "County Hospital", "Support office officer". Row with agency, person, partnership
    read.
    """
    if row.agency is not None:
        return str(row.agency)
    if row.person is not None:
        return str(row.person)
    if row.authority:
        return "The local authority that notifies"
    if row.seat:
        return str(Seat(row.seat).label)
    if row.group:
        return title_for(row.partnership, OF_GROUPS[Group(row.group)])
    return str(Role(row.role).label)
