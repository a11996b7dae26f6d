"""Whom the partners ask for advice: the scrutineer of this case (D13, D16)."""

from typing import TYPE_CHECKING

from workflow.engine.door import Context
from workflow.machines.rapid_review.advice.guards import awaits_advice_on_answer
from workflow.notices import Recipient
from workflow.notices.agencies import scrutineers
from workflow.parties.roles import Role

if TYPE_CHECKING:
    from workflow.machines.rapid_review.machine import RapidReview


def asked_scrutineers(context: Context["RapidReview"]) -> list[Recipient]:
    """The scrutineers who are assigned. Where nobody is and the partnership has just one, that one is assigned by this;
    of several the office chooses, and the case waits for the office until it does.
    """
    case = context.case
    if asked := scrutineers(case):
        return asked
    able = case.assignable[Role.SCRUTINEER]
    if len(able) != 1:
        return []
    context.tell(case, "assign_scrutineer", person=next(iter(able)))
    return scrutineers(case)


def advice_notice(rapid_review: "RapidReview") -> str:
    """The wording by which the scrutineer is asked: on the Panel’s answer, or where the partners differ."""
    return "advice-asked-on-answer" if awaits_advice_on_answer(rapid_review) else "advice-asked"
