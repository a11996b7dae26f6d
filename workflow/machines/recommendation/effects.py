"""What follows the steps of a recommendation and of the agencies' actions on it (D32, D44)."""

from datetime import date
from typing import Any

from workflow.engine.door import Context, Following
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.recommendation.machine import Recommendation
from workflow.notices.agencies import mailbox, tell_agency
from workflow.notices.recipients import office, tell_on_desk

A = RecommendationAction


def begin_actions(context: Context[Recommendation]) -> None:
    """A row for each agency: what is asked of it, by when."""
    for agency in context.data["agencies"]:
        action = A(
            case=context.case,
            data_key=context.case.data_key,
            recommendation=context.record,
            agency=agency,
            by_when=context.data["by_when"],
        )
        action.asked = context.data["asked"] or None
        context.begin(action, "begin")


def follow_actions(context: Context[RecommendationAction]) -> None:
    """The recommendation is evidenced while every agency that is still asked has given evidence."""
    recommendation = Recommendation.objects.get(pk=context.record.recommendation_id)
    states = set(recommendation.actions.exclude(state=A.LAPSED).values_list("state", flat=True))
    complete = bool(states) and not states & set(A.AWAITED)
    if recommendation.state == Recommendation.OPEN and complete:
        context.tell(recommendation, "note_evidence")
    elif recommendation.state == Recommendation.EVIDENCED and not complete:
        context.tell(recommendation, "await_evidence")


def end_open_actions(context: Context[Recommendation]) -> None:
    """Closed with a reason although not everything was done: nothing is asked of anybody any more."""
    for action in context.record.actions.exclude(state__in=A.CLOSED):
        context.tell(action, "lapse")


# --- Notices ------------------------------------------------------------------------------------------------------


def tell_owner(context: Context[RecommendationAction]) -> None:
    """The agency is told that it is asked, and by when."""
    _tell(context, "recommendation-assigned")


def tell_owner_of_acceptance(context: Context[RecommendationAction]) -> None:
    _tell(context, "recommendation-accepted")


def tell_owner_of_return(context: Context[RecommendationAction]) -> None:
    _tell(context, "recommendation-sent-back")


def tell_owner_of_new_date(context: Context[RecommendationAction]) -> None:
    _tell(context, "recommendation-new-date")


def tell_owner_of_withdrawal(context: Context[RecommendationAction]) -> None:
    _tell(context, "recommendation-withdrawn")


def chase_owner(context: Context[RecommendationAction]) -> None:
    _tell(context, "recommendation-chased")


def tell_office_of_evidence(context: Context[RecommendationAction]) -> None:
    tell_on_desk(context, "recommendation-evidenced", [office(context.case)])


def _tell(context: Context[Any], key: str) -> None:
    due: date = context.record.by_when
    tell_agency(context, key, [mailbox(context.record.agency)], due=due)


# What follows each step, in this order.
AFTER: Following = {
    Recommendation.assign: (begin_actions,),
    Recommendation.close: (end_open_actions,),
    RecommendationAction.begin: (
        tell_owner,
        follow_actions,
    ),
    RecommendationAction.add_evidence: (
        follow_actions,
        tell_office_of_evidence,
    ),
    RecommendationAction.accept: (tell_owner_of_acceptance,),
    RecommendationAction.send_back: (
        follow_actions,
        tell_owner_of_return,
    ),
    RecommendationAction.change_date: (tell_owner_of_new_date,),
    RecommendationAction.withdraw: (
        follow_actions,
        tell_owner_of_withdrawal,
    ),
    RecommendationAction.reopen: (
        follow_actions,
        tell_owner,
    ),
    RecommendationAction.chase: (chase_owner,),
}
