"""Which milestones of a case wait to be ticked."""

from typing import TYPE_CHECKING

from workflow import clocks
from workflow.clocks.deadline import Deadline
from workflow.procedures.occasions import Occasion

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


def waiting_in(case: "Case") -> list[Deadline]:
    """Those that run, soonest first. One query, and none where the case's edition has no such milestone."""
    if not any(rule.met_by == Occasion.TICKED for rule in clocks.rules_of(case.procedure).values()):
        return []
    return list(clocks.running(case).filter(rule__met_by=Occasion.TICKED))
