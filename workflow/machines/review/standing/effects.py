"""What follows for reviews when the decision they rest on is opened, made or changed (D1, D12, D17, D46)."""

from workflow import clocks
from workflow.clocks.deadline import Deadline, StopReason
from workflow.engine.door import Context, Following
from workflow.engine.machine import Machine
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.review.machine import Review
from workflow.machines.review.scoping.effects import tell_bodies_of_end
from workflow.machines.review.standing.decision import Standing, standing_of
from workflow.machines.review.states import UNDER_WAY
from workflow.notices.consequences import everybody_told
from workflow.procedures.version import Topic

# What stopped without the review being over, and runs again when it goes on.
INTERRUPTED = frozenset({StopReason.REVIEW_STOPPED, StopReason.DECISION_OPEN})


def follow_decision(context: Context[Machine]) -> None:
    """D1, D12, D17: each review that is under way waits, goes on or ends, as the decision for it says now.

    A report that was signed off is finished: what becomes of it is for the strategic body to say (D37).
    """
    for review in Review.objects.filter(case=context.case, state__in=UNDER_WAY):
        review.case = context.case
        standing = standing_of(review)
        if standing is Standing.FELL_AWAY:
            context.tell(review, "end_with_decision")
        elif standing is Standing.OPEN and review.waits_since is None:
            context.tell(review, "wait_for_decision")
        elif standing is Standing.STANDS and review.waits_since is not None:
            context.tell(review, "go_on")


def pause_clocks(context: Context[Review]) -> None:
    """Nobody is asked to tell of a review, or to publish it, that there may not be."""
    clocks.stop(context.case, StopReason.DECISION_OPEN, on=local_date(context.now), record=context.record)


def resume_clocks(context: Context[Review]) -> None:
    """D34: the time runs from the decision as before, with the delays that were approved; what was stopped stays on
    record.
    """
    review = context.record
    known = Deadline.objects.filter(case=context.case, record_id=review.pk).select_related("rule")
    stopped = {each.rule.key: each for each in known.order_by("opened_at") if each.stop_reason in INTERRUPTED}
    ended = {each.rule.key for each in known if each.stop_reason not in INTERRUPTED}
    again = {key: each for key, each in stopped.items() if key not in ended}
    openings = [clocks.Opening(key, each.started_on, review) for key, each in again.items()]
    for opened in clocks.open_many(context.case, openings, now=context.now):
        before = again[opened.rule.key]
        if before.extended and before.due_on > opened.due_on:
            clocks.extend(opened, before.due_on, now=context.now, event_id=context.event.id)


def stop_clocks(context: Context[Review]) -> None:
    clocks.stop(context.case, StopReason.DECISION_CHANGED, on=local_date(context.now), record=context.record)


def recall_returns(context: Context[Review]) -> None:
    """D30: no agency works on a return that nobody will read."""
    for asked in AgencyReturn.objects.filter(review=context.record).exclude(state__in=AgencyReturn.CLOSED):
        context.tell(asked, "recall", reason="The review does not go on.")


# What follows each step, in this order.
AFTER: Following = {
    Review.wait_for_decision: (pause_clocks, everybody_told("review-waits", Topic.REVIEW)),
    Review.go_on: (resume_clocks, everybody_told("review-goes-on", Topic.REVIEW)),
    Review.end_with_decision: (
        stop_clocks,
        recall_returns,
        everybody_told("review-ended", Topic.REVIEW),
        tell_bodies_of_end,
    ),
}
