"""What follows when somebody is assigned to a case, or is no longer."""

from datetime import date

from workflow import clocks
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.thread import nobody_asked
from workflow.machines.case.tasks.people import may_be_given
from workflow.machines.case.tasks.task import to_nobody
from workflow.machines.rapid_review.advice.asking import advice_notice
from workflow.notices import Recipient
from workflow.notices.recipients import tell_on_desk
from workflow.parties.roles import Role
from workflow.procedures.version import Occasion


def assign_scrutineer(context: Context[Case]) -> None:
    """They are told, with the day set where the partners wait for their advice (D13, D16).

    Where the program assigns, it is because they are asked: whoever asks them tells them.
    """
    _assign(context, Role.SCRUTINEER)
    if context.by.is_system:
        return
    today = local_date(context.now)
    asked = [one for one in context.case.rapid_reviews.all() if one.awaits_advice(today)]
    for rapid_review in asked:
        running = clocks.running(context.case, record=rapid_review).filter(rule__met_by=Occasion.ADVISED).first()
        _tell(context, advice_notice(rapid_review), due=running.due_on if running else None)
    if not asked:
        _tell(context, "case-assigned")


def assign_reviewer(context: Context[Case]) -> None:
    _assign(context, Role.REVIEWER)
    _tell(context, "case-assigned")


def end_assignment(context: Context[Case]) -> None:
    """It ends at this moment, for every page and every list; what was theirs to do goes back to the office."""
    CaseAssignment.objects.filter(pk=context.data["assignment"].pk, until=None).update(
        until=context.now, ended_by=context.by.user
    )
    # Read anew: somebody left.
    context.case.__dict__.pop("assigned", None)
    away = context.data["assignment"].user_id
    if away not in set().union(*context.case.assigned.values()):
        nobody_asked(context.case.message_threads.filter(person=away), context.now)
    if not may_be_given(context.case, local_date(context.now)).filter(pk=away).exists():
        to_nobody(context.case.tasks.all(), people=[away], now=context.now)


def _assign(context: Context[Case], role: Role) -> None:
    CaseAssignment.objects.create(
        case=context.case, user=context.data["person"], role=role, since=context.now, by=context.by.user
    )
    # Read anew: somebody was added.
    context.case.__dict__.pop("assigned", None)


def _tell(context: Context[Case], key: str, *, due: date | None = None) -> None:
    person = context.data["person"]
    tell_on_desk(context, key, [Recipient(str(person), person.email)], due=due)


# What follows each step, in this order.
AFTER: Following = {
    Case.assign_scrutineer: (assign_scrutineer,),
    Case.assign_reviewer: (assign_reviewer,),
    Case.end_assignment: (end_assignment,),
}
