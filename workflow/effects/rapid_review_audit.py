"""What follows the steps of an audit, and how one begins."""

from workflow.effects.recipients import members, tell_on_desk
from workflow.models.rapid_review import RapidReview
from workflow.models.rapid_review_audit import RapidReviewAudit
from workflow.roles import Group
from workflow.transitions import Context


def begin_audit(context: Context) -> None:
    """D19: the case's concluded rapid review is the sample."""
    case = context.case
    rapid_review = RapidReview.objects.filter(case=case, state=RapidReview.CONCLUDED).latest("created_at")
    context.begin(RapidReviewAudit(case=case, data_key=case.data_key, rapid_review=rapid_review), "begin")


def assure_strategic_body(context: Context) -> None:
    """D19."""
    tell_on_desk(context, "audit-reported", members(context.case, Group.STRATEGIC))
