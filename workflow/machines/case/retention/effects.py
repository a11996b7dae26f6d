"""What follows the steps about keeping and erasing a case."""

from workflow import clocks
from workflow.clocks.deadline import StopReason
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.case.retention import erasure
from workflow.machines.case.retention.gone import count_case
from workflow.machines.case.retention.periods import period_of
from workflow.machines.case.retention.schedule import LegalHold, Tombstone
from workflow.notices.agencies import deciders
from workflow.notices.consequences import desk_told
from workflow.notices.recipients import office, tell_on_desk


def place_hold(context: Context[Case]) -> None:
    case = context.case
    hold = LegalHold(case=case, data_key=case.data_key, placed_at=context.now, placed_by=context.by.user)
    hold.reason = context.data["reason"]
    hold.save(force_insert=True)


def lift_hold(context: Context[Case]) -> None:
    """The reason stands in the log, sealed."""
    context.case.legal_holds.filter(lifted_at=None).update(lifted_at=context.now, lifted_by=context.by.user)


def erase(context: Context[Case]) -> None:
    """The log has its event by now, sealed with the key that goes. What is left says that there was a case."""
    case = context.case
    tombstone = Tombstone(
        case=case,
        key_id=case.data_key_id,
        reference=case.reference,
        opened_on=local_date(case.opened_at),
        closed_on=local_date(case.closed_at) if case.closed_at else None,
        erased_at=context.now,
        proposed_by=case.erasure_proposed_by,
        approved_by=context.by.user,
    )
    tombstone.save(force_insert=True)
    count_case(tombstone, period_of(case), partnership_id=case.partnership_id, on=local_date(context.now))
    clocks.stop(case, StopReason.CLOSED, on=local_date(context.now))
    tell_on_desk(context, "case-erased", [office(case)])
    erasure.erase(tombstone, now=context.now)


def erase_again(context: Context[Case]) -> None:
    """After a restore: the tombstone comes back with what it takes with it."""
    clocks.stop(context.case, StopReason.CLOSED, on=local_date(context.now))
    case = context.case
    tombstone = erasure.tombstone_from(case, context.data["entry"])
    on = local_date(tombstone.erased_at)
    count_case(tombstone, period_of(case), partnership_id=case.partnership_id, on=on)
    erasure.erase(tombstone, now=context.now)


# What follows each step, in this order.
AFTER: Following = {
    Case.place_legal_hold: (place_hold,),
    Case.lift_legal_hold: (lift_hold,),
    Case.propose_erasure: (desk_told("erasure-proposed", deciders),),
    Case.refuse_erasure: (desk_told("erasure-refused", office),),
    Case.approve_erasure: (erase,),
    Case.erase_again: (erase_again,),
}
