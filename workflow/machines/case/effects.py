"""What follows the steps of a case: the machines that it alone opens."""

from datetime import date
from typing import Any

from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.panel.effects import flag_early_review
from workflow.machines.review.machine import Review
from workflow.notices.agencies import deciders
from workflow.notices.recipients import office, tell_on_desk


def tell_of_opening(context: Context[Case]) -> None:
    """A referral announces itself; a case that the local authority notifies without one is told of here (D4)."""
    if context.data.get("incident"):
        tell_on_desk(context, "case-opened", [office(context.case)])
        tell_on_desk(context, "partners-to-consider", deciders(context.case))


def begin_rapid_review(context: Context[Case | Notification]) -> None:
    """D5."""
    case = context.case
    context.begin(RapidReview(case=case, data_key=case.data_key), "begin")


def begin_review(context: Context[Case]) -> None:
    """D1, D14: of the kind that was decided on, from the day of the decision."""
    case, kind = context.case, context.data["kind"]
    review = Review(case=case, data_key=case.data_key, kind=kind, commissioned_on=_decided_on(context, kind))
    context.begin(review, "begin")


def _decided_on(context: Context[Any], kind: str) -> date:
    for rapid_review in context.case.rapid_reviews.all():
        if rapid_review.decided_review == kind:
            return local_date(rapid_review.decided_at)
    # A learning review chosen at the referral is decided on by commissioning it.
    return local_date(context.now)


# What follows each step, in this order.
AFTER: Following = {
    Case.begin: (tell_of_opening,),
    Case.open_rapid_review: (begin_rapid_review,),
    Case.commission_review: (
        begin_review,
        flag_early_review,
    ),
}
