"""What follows the steps of a hold on publication: the clock, and who is told (D34, D35)."""

from uuid import UUID

from workflow import clocks
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.publication.hold.machine import PublicationHold
from workflow.machines.publication.machine import Publication
from workflow.notices.consequences import bodies_told, desk_told
from workflow.notices.recipients import office
from workflow.parties.roles import Group
from workflow.procedures.version import Occasion


def begin_hold(context: Context[Publication]) -> None:
    """A row for each hold: several may run at once, and every one is kept."""
    said = context.data
    hold = PublicationHold(case=context.case, data_key=context.case.data_key, publication=context.record)
    hold.grounds, hold.until, hold.review_on = said["grounds"], said["until"], said["review_on"] or said["until"]
    hold.reason = said["reason"]
    if process := said.get("process"):
        hold.process_kind, hold.process_id = ParallelProcess.KIND, UUID(process)
    hold.proposed_by, hold.proposed_on = context.by.user, local_date(context.now)
    context.begin(hold, "begin")


def extend_to_end_of_hold(context: Context[PublicationHold]) -> None:
    """D35: an approved delay moves the date on, never back."""
    hold = context.record
    running = clocks.running(context.case, record=hold.publication.review)
    for deadline in running.filter(rule__met_by=Occasion.PUBLISHED, due_on__lt=hold.until):
        clocks.extend(deadline, hold.until, now=context.now, event_id=context.event.id)


# What follows each step, in this order.
AFTER: Following = {
    Publication.hold: (begin_hold,),
    PublicationHold.begin: (desk_told("hold-proposed", Group.STRATEGIC),),
    # The Panel and the Secretary of State get the reasons.
    PublicationHold.approve: (extend_to_end_of_hold, bodies_told("delay-for-panel", "D35")),
    PublicationHold.decline: (desk_told("hold-declined", office),),
}
