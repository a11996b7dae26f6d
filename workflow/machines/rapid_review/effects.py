"""What follows the steps of a rapid review: clock (D6), votes, advice and decision (D11-D13), the Panel (D8, D9)."""

from datetime import date

from workflow import clocks, notices
from workflow.clocks.deadline import StopReason
from workflow.engine.door import Context
from workflow.engine.step import local_date
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.guards import advice_is_due
from workflow.machines.rapid_review.seats.effects import voters
from workflow.machines.rapid_review.voting.decision import Advice, Decision, Vote
from workflow.notices.agencies import scrutineers
from workflow.notices.recipients import office, tell_bodies, tell_on_desk, told_of
from workflow.procedures.version import Occasion, Topic

# Whoever was told of one of these knows of the rapid review.
REST_ON_RAPID_REVIEW = (Topic.NOTIFICATION, Topic.RAPID_REVIEW)


def start_clock(context: Context) -> None:
    """D6: by default from the day the notification was submitted; the rule says which event starts it."""
    due = min(_run_clock(context), default=None)
    tell_on_desk(context, "rapid-review-opened", [office(context.case)], due=due)


def run_clock_again(context: Context) -> None:
    """What was complete, or stopped, is open again: its limit runs from the same day as before."""
    _run_clock(context)


def _run_clock(context: Context) -> list[date]:
    case = context.case
    notified = Notification.objects.filter(case=case, submitted_at__isnull=False).latest("submitted_at")
    day = local_date(notified.submitted_at)
    opened = clocks.start_on(case, Occasion.NOTIFIED, on=day, record=context.record, now=context.now)
    return [deadline.due_on for deadline in opened]


def ask_for_votes(context: Context) -> None:
    """D12: each seat and each delegate is asked."""
    tell_on_desk(context, "decision-awaited", voters(context))


def ask_once_weighed(context: Context) -> None:
    """D10, D12: once criteria and circumstances are weighed the partners vote; weighed again, they know."""
    if context.record.weighed_anew:
        ask_for_votes(context)


def record_vote(context: Context) -> None:
    """D12: one vote a seat and a round; a changed vote takes the place of the earlier one, which the log keeps."""
    rapid_review, said = context.record, context.data
    place = {
        "rapid_review": rapid_review,
        "seat": said["seat"],
        "question": rapid_review.question,
        "round": rapid_review.round,
    }
    vote = Vote.objects.filter(**place).first() or Vote(**place)
    vote.data_key, vote.set_aside_at = context.case.data_key, None
    vote.about_id, vote.choice = rapid_review.submission_id, said["choice"]
    vote.reason, vote.by, vote.at = said["reason"], context.by.user, context.now
    vote.as_delegate = context.event.kind.endswith("as_delegate")
    vote.save()
    rapid_review.look_again()


def ask_for_advice(context: Context) -> None:
    """D13: the scrutineer is asked as soon as all have voted and differ."""
    if advice_is_due(context.record, local_date(context.now)):
        tell_on_desk(context, "advice-asked", scrutineers(context.case))


def keep_advice(context: Context) -> None:
    """D13: on each round what was advised on it; given again, it takes the place of the earlier one."""
    rapid_review = context.record
    place = {"rapid_review": rapid_review, "question": rapid_review.question, "round": rapid_review.round}
    advice = Advice.objects.filter(**place).first() or Advice(**place)
    advice.data_key = context.case.data_key
    advice.text, advice.by, advice.at = context.data["text"], context.by.user, context.now
    advice.save()


def keep_decision(context: Context) -> None:
    """D12: the decision as it was recorded, whatever follows."""
    rapid_review, said = context.record, context.data
    Decision.objects.create(
        data_key=context.case.data_key,
        rapid_review=rapid_review,
        question=rapid_review.question,
        choice=said["choice"],
        route=said["route"],
        dissent=said["dissent"],
        not_voting=said["not_voting"],
        text=said["rationale"],
        by=context.by.user,
        at=context.now,
    )


def meet_clock(context: Context) -> None:
    """D6, and D8 begins: it is sent as soon as it is complete."""
    today = local_date(context.now)
    clocks.meet_on(context.case, Occasion.RAPID_REVIEW_COMPLETED, on=today)
    clocks.start_on(context.case, Occasion.RAPID_REVIEW_COMPLETED, on=today, record=context.record, now=context.now)


def tell_of_decision(context: Context) -> None:
    """D11."""
    tell_on_desk(context, "decision-recorded", [office(context.case), *voters(context)])


def take_decision_back(context: Context) -> None:
    """The decision stays on record as one that was opened again; what its day started stops."""
    case = context.case
    Decision.objects.filter(rapid_review=context.record, reopened_at=None).update(reopened_at=context.now)
    rules = clocks.rules_of(case.procedure).values()
    keys = [rule.key for rule in rules if rule.starts_on == Occasion.RAPID_REVIEW_COMPLETED]
    if keys:
        clocks.stop(case, StopReason.REOPENED, on=local_date(context.now), rule_keys=keys, record=context.record)
    tell_on_desk(context, "decision-reopened", [office(case), *voters(context)])


def send_to_panel(context: Context) -> None:
    """D8, D9: the report and the decision; from now on its answer is awaited."""
    tell_bodies(context, "rapid-review-for-panel", "D8", "D9")
    today = local_date(context.now)
    clocks.meet_on(context.case, Occasion.SENT_TO_PANEL, on=today)
    clocks.start_on(context.case, Occasion.SENT_TO_PANEL, on=today, record=context.record, now=context.now)


def ask_to_approve_stop(context: Context) -> None:
    """A decision maker approves, or the rapid review goes on."""
    tell_on_desk(context, "rapid-review-stop-proposed", voters(context))


def stop_clocks(context: Context) -> None:
    """The criteria are not met: nothing of this rapid review is due any more."""
    clocks.stop(context.case, StopReason.CRITERIA_NOT_MET, on=local_date(context.now), record=context.record)


def tell_everybody_of_stop(context: Context) -> None:
    _tell_everybody_told_before(context, "rapid-review-stopped")


def tell_everybody_of_reopening(context: Context) -> None:
    _tell_everybody_told_before(context, "rapid-review-resumed")


def _tell_everybody_told_before(context: Context, key: str) -> None:
    """Agencies and partners alike: the link leads each to their own start page."""
    case = context.case
    tell_on_desk(context, key, [office(case)])
    for to in told_of(case, *REST_ON_RAPID_REVIEW):
        context.notify(notices.compose(case, key, to=to, now=context.now))
