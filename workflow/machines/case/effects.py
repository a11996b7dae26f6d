"""What follows the steps of a case: the machines that it alone opens."""

from datetime import date

from workflow.engine.door import Context
from workflow.engine.step import local_date
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.review.machine import Review
from workflow.notices.agencies import deciders
from workflow.notices.recipients import office, tell_on_desk


def tell_of_opening(context: Context) -> None:
    """A referral announces itself; a case that the local authority notifies without one is told of here (D4)."""
    if context.data.get("incident"):
        tell_on_desk(context, "case-opened", [office(context.case)])
        tell_on_desk(context, "partners-to-consider", deciders(context.case))


def begin_rapid_review(context: Context) -> None:
    """D5."""
    case = context.case
    context.begin(RapidReview(case=case, data_key=case.data_key), "begin")


def begin_review(context: Context) -> None:
    """D1, D14: of the kind that was decided on, from the day of the decision."""
    case, kind = context.case, context.data["kind"]
    review = Review(case=case, data_key=case.data_key, kind=kind, commissioned_on=_decided_on(context, kind))
    context.begin(review, "begin")


def _decided_on(context: Context, kind: str) -> date:
    for rapid_review in context.case.rapid_reviews.all():
        if rapid_review.decided_review == kind:
            return local_date(rapid_review.decided_at)
    # A learning review chosen at the referral is decided on by commissioning it.
    return local_date(context.now)
