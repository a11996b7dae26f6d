"""What follows the steps of a recommendation."""

from workflow import notices
from workflow.notices import Recipient
from workflow.transitions import Context


def tell_owner(context: Context) -> None:
    """D44: the agency that answers for it is told, and by when."""
    owner = context.record.owner
    recipient = Recipient(owner.name, owner.contact_email)
    notice = notices.compose(
        context.case, "recommendation-assigned", to=recipient, now=context.now, due=context.record.by_when
    )
    context.notify(notice)
