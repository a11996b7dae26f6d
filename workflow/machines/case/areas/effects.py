"""What follows when other areas are involved in a case, released or given the lead (D26)."""

from typing import Any

from workflow.engine.door import Context, Following
from workflow.machines.case.involved_area import InvolvedArea
from workflow.machines.case.machine import Case
from workflow.notices.recipients import office_of, tell_on_desk
from workflow.parties.party import Partnership


def involve(context: Context[Case]) -> None:
    """The area reads the case from now on; its office is told."""
    _involve(context, context.data["area"])
    tell_on_desk(context, "area-involved", [office_of(context.data["area"])])


def release(context: Context[Case]) -> None:
    """The area reads it no longer; its office is told."""
    _release(context, context.data["area"])
    tell_on_desk(context, "area-released", [office_of(context.data["area"])])


def pass_lead(context: Context[Case]) -> None:
    """The two partnerships change places; both offices are told. The reference and the rules stay."""
    case, new = context.case, context.data["area"]
    old: Partnership = case.partnership
    _release(context, new)
    _involve(context, old)
    # After the step was logged: whoever passed the lead did so in the role that they held until then.
    case.partnership = new
    case.save(update_fields=["partnership"])
    tell_on_desk(context, "lead-passed", [office_of(new), office_of(old)])


def _involve(context: Context[Any], partnership: Any) -> None:
    area = InvolvedArea(
        case=context.case,
        data_key=context.case.data_key,
        partnership=partnership,
        since=context.now,
        by=context.by.user,
    )
    area.reason = context.data["reason"]
    area.save(force_insert=True)


def _release(context: Context[Any], partnership: Any) -> None:
    current = InvolvedArea.objects.filter(case=context.case, partnership=partnership, until=None)
    current.update(until=context.now)


# What follows each step, in this order.
AFTER: Following = {
    Case.involve_area: (involve,),
    Case.release_area: (release,),
    Case.pass_lead: (pass_lead,),
}
