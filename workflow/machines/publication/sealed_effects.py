"""What happens to sealed copies when the text that they hold does not stand any more."""

from workflow.engine.door import Context
from workflow.machines.publication.machine import Publication
from workflow.notices.sealed import revoking
from workflow.notices.sealed_copy import SealedCopy


def revoke_of_publication(context: Context[Publication]) -> None:
    """Called back, withheld, taken down or corrected: no copy of that text is opened from now on, none still leaves."""
    given = SealedCopy.objects.filter(report__publication=context.record, revoked_at=None)
    revoking.revoke(given, by=context.by.user, now=context.now)
