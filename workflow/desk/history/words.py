"""What happened, in plain words: a step and an opening as they are declared, and the rest as words.json has it.

Outside the machines are letters, notices and sealed copies, readings, exports, rounds of audit and bank holidays.
"""

import json
from pathlib import Path

from workflow.engine.event import Event
from workflow.engine.machine import told_of
from workflow.parties.roles import Role

TOLD = json.loads(Path(__file__).with_suffix(".json").read_text())
OUTSIDE_MACHINES: dict[str, str] = TOLD["outside_machines"]
# Of these, what was done and not only read: it stands in the timeline.
SHOWN_AMONG_STEPS: list[str] = TOLD["shown_among_steps"]
# What the program adds to a step's own questions, with the words for it.
ADDED: dict[str, str] = TOLD["added"]
# Not shown: what only points to another record, or says the same as the headline of the event.
POINTERS = frozenset(TOLD["pointers"])


def happened(kind: str) -> str:
    """The words for an event's kind; a kind that nobody wrote words for stands as it is."""
    told = told_of(kind)
    words = told.says if told is not None else OUTSIDE_MACHINES.get(kind)
    return words or kind.replace("_", " ").replace(".", ": ").capitalize()


def role_of(event: Event) -> str:
    """The role in which it was done, "" for the portal's own doing."""
    return str(Role(event.actor_role).label) if event.actor_role else ""
