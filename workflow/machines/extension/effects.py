"""What follows for the clocks: an extension is opened, approved, taken back; a closed case waits for nothing more."""

from datetime import date
from typing import Any

from django.urls import reverse

from workflow import clocks, notices
from workflow.clocks.deadline import Deadline, StopReason
from workflow.clocks.escalation import LOCAL_AUTHORITY
from workflow.engine.door import Consequence, Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.extension.machine import Extension
from workflow.machines.publication.machine import Publication
from workflow.notices import Recipient
from workflow.notices.agencies import deciders, notifying_agencies
from workflow.notices.notice import Notice
from workflow.notices.recipients import members, office
from workflow.parties.roles import Group

# These name the date that is asked for; the others the date that holds.
ASKED_FOR = ("extension-proposed", "extension-withdrawn", "extension-declined")


def begin_extension(context: Context[Case]) -> None:
    """The proposal is a record of its own, about the clock that was chosen."""
    case, data = context.case, context.data
    deadline = clocks.running(case).get(pk=data["clock"])
    extension = Extension(
        case=case,
        data_key=case.data_key,
        deadline=deadline,
        until=data["until"],
        was_due_on=deadline.due_on,
        reason=data["reason"],
        proposed_by=context.by.user,
    )
    context.begin(extension, "begin")


def approvers_told(key: str) -> Consequence:
    """Those who may approve it learn that it waits, or waits no longer."""

    def tell(context: Context[Extension]) -> None:
        _tell(context, key, [*deciders(context.case), *members(context.case, Group.STRATEGIC)])

    return tell


def extend_clock(context: Context[Extension]) -> None:
    """The date moves; the earlier one stays in the clock's history."""
    deadline = _deadline(context)
    clocks.extend(deadline, context.record.until, now=context.now, event_id=context.event.id)
    _tell_those_reminded(context, "extension-approved", deadline)


def tell_of_refusal(context: Context[Extension]) -> None:
    _tell(context, "extension-declined", [office(context.case)])


def give_back_date(context: Context[Extension]) -> None:
    """The clock counts as its rule says; a breach that was recorded stays."""
    deadline = clocks.take_back_extension(_deadline(context), now=context.now, event_id=context.event.id)
    _tell_those_reminded(context, "extension-taken-back", deadline)


def _deadline(context: Context[Any]) -> Deadline:
    found: Deadline = Deadline.objects.select_related("rule").get(pk=context.record.deadline_id)
    found.case = context.case
    return found


def _tell(context: Context[Any], key: str, recipients: list[Recipient]) -> None:
    """Queue this notice about the extension's clock, with the date that is asked for or that holds now."""
    deadline = _deadline(context)
    due = context.record.until if key in ASKED_FOR else deadline.due_on
    path = reverse("desk:case", args=[context.case.reference])
    for recipient in dict.fromkeys(recipients):
        context.notify(_notice(context, key, recipient, deadline, path, due))


def _tell_those_reminded(context: Context[Any], key: str, deadline: Deadline) -> None:
    """The office, and the local authority where the rule reminds it of this date."""
    _tell(context, key, [office(context.case)])
    if LOCAL_AUTHORITY in deadline.rule.reminds:
        path = reverse("workspace:case", args=[context.case.reference])
        for recipient in notifying_agencies(context.case):
            context.notify(_notice(context, key, recipient, deadline, path, deadline.due_on))


def _notice(context: Context[Any], key: str, to: Recipient, deadline: Deadline, path: str, due: date) -> Notice:
    return notices.compose(context.case, key, to=to, now=context.now, path=path, due=due, title=deadline.rule.label)


def stop_clocks_of_case(context: Context[Case]) -> None:
    """What a closed case still prompted for is waited for no longer; the year of a publication goes on (D42)."""
    running = clocks.running(context.case).exclude(machine=Publication.KIND)
    keys = set(running.values_list("rule__key", flat=True))
    if keys:
        clocks.stop(context.case, StopReason.CLOSED, on=local_date(context.now), rule_keys=keys)


# What follows each step, in this order.
AFTER: Following = {
    Case.close: (stop_clocks_of_case,),
    Case.propose_extension: (begin_extension,),
    Extension.begin: (approvers_told("extension-proposed"),),
    Extension.approve: (extend_clock,),
    Extension.decline: (tell_of_refusal,),
    Extension.withdraw: (approvers_told("extension-withdrawn"),),
    Extension.take_back: (give_back_date,),
}
