"""What follows a hold on the conduct of a review: who is asked, who is told, and the date of publication (D34, D35)."""

from workflow import clocks
from workflow.engine.door import Context, Following
from workflow.machines.review.machine import Review
from workflow.notices.agencies import deciders
from workflow.notices.consequences import desk_told
from workflow.notices.recipients import members, office, tell_bodies, tell_on_desk
from workflow.parties.roles import Group
from workflow.procedures.version import Occasion


def tell_office_of_hold(context: Context[Review]) -> None:
    tell_on_desk(context, "conduct-hold-approved", [office(context.case)])
    if context.record.hold_delay_until is None:
        # D35: the delay is the strategic body's to approve.
        tell_on_desk(context, "delay-to-approve", members(context.case, Group.STRATEGIC))


def delay_publication(context: Context[Review]) -> None:
    """D35: the strategic body approved a delay: publication is due later, and the bodies are owed the reasons.

    Only a date that lies later counts: an approved delay moves the date on, never back.
    """
    until = context.record.hold_delay_until
    if until is None:
        return
    running = clocks.running(context.case, record=context.record)
    for deadline in running.filter(rule__met_by=Occasion.PUBLISHED, due_on__lt=until):
        clocks.extend(deadline, until, now=context.now, event_id=context.event.id)
    if context.record.kind != context.record.Kind.LEARNING:
        tell_bodies(context, "delay-for-panel", "D35")


# What follows each step, in this order.
AFTER: Following = {
    Review.hold: (desk_told("conduct-hold-proposed", deciders, Group.STRATEGIC),),
    Review.approve_hold: (tell_office_of_hold, delay_publication),
    Review.refuse_hold: (desk_told("conduct-hold-refused", office),),
    Review.approve_delay: (delay_publication,),
}
