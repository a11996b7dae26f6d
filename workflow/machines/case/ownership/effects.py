"""What follows when a case is given to somebody."""

from workflow.engine.door import Context, Following
from workflow.machines.case.machine import Case
from workflow.notices import Recipient
from workflow.notices.recipients import tell_on_desk


def tell_new_owner(context: Context[Case]) -> None:
    """Whose work is handed over as a whole is told of that, not of each case."""
    person = context.data["person"]
    if not context.by.is_system and person.pk != context.by.user_id():
        tell_on_desk(context, "case-assigned", [Recipient(str(person), person.email)])


# What follows each step, in this order.
AFTER: Following = {Case.give_case: (tell_new_owner,)}
