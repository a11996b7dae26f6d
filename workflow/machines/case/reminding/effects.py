"""What follows a reminder: each of them is told once, with a link to the case."""

from workflow.engine.door import Context, Following
from workflow.machines.case.counterparts.finding import remindable
from workflow.machines.case.counterparts.telling import recipients
from workflow.machines.case.machine import Case
from workflow.notices.recipients import tell_on_desk


def remind(context: Context[Case]) -> None:
    """Whoever holds two of the places that are reminded gets one e-mail."""
    whom = [one for one in remindable(context.case) if one.key in context.data["whom"]]
    told = [recipient for one in whom for recipient in recipients(context.case, one)]
    tell_on_desk(context, "turn-reminder", list({one.email: one for one in told}.values()))


# What follows each step, in this order.
AFTER: Following = {Case.remind_people: (remind,)}
