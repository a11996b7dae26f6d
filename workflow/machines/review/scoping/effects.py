"""What follows the letters that tell the Panel, Ofsted and the Department for Education who the reviewer is (D21)."""

from workflow.engine.door import Context
from workflow.machines.review.machine import Review
from workflow.machines.sending import had_a_copy
from workflow.notices.notice import Notice
from workflow.notices.recipients import bodies_of, tell_bodies
from workflow.notices.sealed.revoking import STILL_TO_GO


def write_to_bodies(context: Context[Review]) -> None:
    """The first letter, or where one has gone the one that tells of another reviewer."""
    tell_bodies(context, context.record.bodies_letter, "D21")


def drop_unsent_letters(context: Context[Review]) -> None:
    """A name that no longer holds does not leave."""
    review = context.record
    written = Notice.objects.filter(case=context.case, key__in=review.SENDINGS, follows__record_id=review.pk)
    written.filter(state__in=STILL_TO_GO).update(state=Notice.State.SET_ASIDE)


def tell_bodies_of_end(context: Context[Review]) -> None:
    """D21: the bodies that were told of the review; what had not left for the others does not leave."""
    review = context.record
    drop_unsent_letters(context)
    told = {body.name for body in bodies_of(context.case, "D21")}
    never = set() if review.bodies_told_on is not None else told - had_a_copy(review)
    tell_bodies(context, "review-ended-for-bodies", "D21", but_not=never)
