"""What follows the steps of a recommendation and of the agencies' actions on it (D32, D44)."""

from functools import partial

from workflow.engine.door import Context, Following
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.recommendation.machine import Recommendation
from workflow.notices.consequences import asked_agency_told, desk_told
from workflow.notices.recipients import office

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


# The agency is told that it is asked, what became of it, and by when.
tell_owner = partial(asked_agency_told, due="by_when")

# What follows each step, in this order.
AFTER: Following = {
    Recommendation.assign: (begin_actions,),
    Recommendation.close: (end_open_actions,),
    RecommendationAction.begin: (tell_owner("recommendation-assigned"), follow_actions),
    RecommendationAction.add_evidence: (follow_actions, desk_told("recommendation-evidenced", office)),
    RecommendationAction.accept: (tell_owner("recommendation-accepted"),),
    RecommendationAction.send_back: (follow_actions, tell_owner("recommendation-sent-back")),
    RecommendationAction.change_date: (tell_owner("recommendation-new-date"),),
    RecommendationAction.withdraw: (follow_actions, tell_owner("recommendation-withdrawn")),
    RecommendationAction.reopen: (follow_actions, tell_owner("recommendation-assigned")),
    RecommendationAction.chase: (tell_owner("recommendation-chased"),),
}
