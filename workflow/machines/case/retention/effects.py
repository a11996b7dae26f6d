"""What follows the steps about keeping and erasing a case."""

from workflow import clocks
from workflow.clocks.deadline import StopReason
from workflow.engine.door import Context
from workflow.engine.step import local_date
from workflow.machines.case.retention import erasure
from workflow.machines.case.retention.schedule import LegalHold, Tombstone
from workflow.notices.agencies import deciders
from workflow.notices.recipients import office, tell_on_desk


def place_hold(context: Context) -> None:
    hold = LegalHold(
        case=context.case, data_key=context.case.data_key, placed_at=context.now, placed_by=context.by.user
    )
    hold.reason = context.data["reason"]
    hold.save(force_insert=True)


def lift_hold(context: Context) -> None:
    """The reason stands in the log, sealed."""
    current = LegalHold.objects.filter(case=context.case, lifted_at=None)
    current.update(lifted_at=context.now, lifted_by=context.by.user)


def ask_for_approval(context: Context) -> None:
    tell_on_desk(context, "erasure-proposed", deciders(context.case))


def tell_of_refusal(context: Context) -> None:
    tell_on_desk(context, "erasure-refused", [office(context.case)])


def erase(context: Context) -> None:
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
    clocks.stop(case, StopReason.CLOSED, on=local_date(context.now))
    tell_on_desk(context, "case-erased", [office(case)])
    erasure.erase(tombstone, now=context.now)


def erase_again(context: Context) -> None:
    """After a restore: the tombstone comes back with what it takes with it."""
    clocks.stop(context.case, StopReason.CLOSED, on=local_date(context.now))
    tombstone = erasure.tombstone_from(context.case, context.data["entry"])
    erasure.erase(tombstone, now=context.now)
