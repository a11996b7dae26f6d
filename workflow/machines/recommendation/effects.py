"""What follows the steps of a recommendation and of the agencies' actions on it (D32, D44)."""

from datetime import date

from workflow.engine.door import Context
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.recommendation.machine import Recommendation
from workflow.notices.agencies import mailbox, tell_agency
from workflow.notices.recipients import office, tell_on_desk

A = RecommendationAction


def begin_actions(context: Context) -> None:
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


def follow_actions(context: Context) -> None:
    """The recommendation is evidenced while every agency that is still asked has given evidence."""
    recommendation = Recommendation.objects.get(pk=context.record.recommendation_id)
    states = set(recommendation.actions.exclude(state=A.LAPSED).values_list("state", flat=True))
    complete = bool(states) and not states & set(A.AWAITED)
    if recommendation.state == Recommendation.OPEN and complete:
        context.tell(recommendation, "note_evidence")
    elif recommendation.state == Recommendation.EVIDENCED and not complete:
        context.tell(recommendation, "await_evidence")


def end_open_actions(context: Context) -> None:
    """Closed with a reason although not everything was done: nothing is asked of anybody any more."""
    for action in context.record.actions.exclude(state__in=A.CLOSED):
        context.tell(action, "lapse")


# --- Notices ------------------------------------------------------------------------------------------------------


def tell_owner(context: Context) -> None:
    """The agency is told that it is asked, and by when."""
    _tell(context, "recommendation-assigned")


def tell_owner_of_acceptance(context: Context) -> None:
    _tell(context, "recommendation-accepted")


def tell_owner_of_return(context: Context) -> None:
    _tell(context, "recommendation-sent-back")


def tell_owner_of_new_date(context: Context) -> None:
    _tell(context, "recommendation-new-date")


def tell_owner_of_withdrawal(context: Context) -> None:
    _tell(context, "recommendation-withdrawn")


def chase_owner(context: Context) -> None:
    _tell(context, "recommendation-chased")


def tell_office_of_evidence(context: Context) -> None:
    tell_on_desk(context, "recommendation-evidenced", [office(context.case)])


def _tell(context: Context, key: str) -> None:
    due: date = context.record.by_when
    tell_agency(context, key, [mailbox(context.record.agency)], due=due)
