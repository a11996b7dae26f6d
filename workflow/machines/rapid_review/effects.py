"""What follows the steps of a rapid review: clock (D6), votes, advice and decision (D11-D13), the Panel (D8, D9)."""

from datetime import date
from typing import Any

from workflow import clocks
from workflow.clocks.deadline import Deadline, StopReason
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.advice.effects import keep_advice, keep_silence, watch_advice
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.seats.effects import make_absence, take_part_after_all, voters
from workflow.machines.rapid_review.voting.decision import Decision, Vote
from workflow.machines.review.standing.effects import follow_decision
from workflow.notices.consequences import everybody_told, involved_bodies_told
from workflow.notices.outside import involved_bodies
from workflow.notices.recipients import office, tell, tell_bodies, tell_on_desk
from workflow.procedures.version import Occasion, Topic

# Whoever was told of one of these knows of the rapid review.
REST_ON_RAPID_REVIEW = (Topic.NOTIFICATION, Topic.RAPID_REVIEW)


def start_clock(context: Context[RapidReview]) -> None:
    """D6: by default from the day the notification was submitted; the rule says which event starts it."""
    due = min(_run_clock(context), default=None)
    tell_on_desk(context, "rapid-review-opened", [office(context.case)], due=due)


def run_clock_again(context: Context[RapidReview]) -> None:
    """What was complete is open again: its limit runs from the same day as before."""
    earlier = Deadline.objects.filter(
        case=context.case, record_id=context.record.pk, rule__starts_on=Occasion.NOTIFIED
    ).order_by("opened_at")
    last = earlier.last()
    _run_clock(context, last.started_on if last is not None else None)


def run_clock_anew(context: Context[RapidReview]) -> None:
    """What was stopped goes on: its limit runs from the day of the notification that stands now."""
    _run_clock(context)


def _run_clock(context: Context[RapidReview], day: date | None = None) -> list[date]:
    """From that day; without one from the day of the notification that it opened on, or that stands since."""
    case = context.case
    if day is None:
        made = Notification.objects.filter(case=case, submitted_at__isnull=False)
        notified = (
            made.exclude(state__in=[Notification.WITHDRAWN, Notification.JOINED]).order_by("submitted_at").first()
        )
        day = local_date((notified or made.latest("submitted_at")).submitted_at)
    opened = clocks.start_on(case, Occasion.NOTIFIED, on=day, record=context.record, now=context.now)
    return [deadline.due_on for deadline in opened]


def ask_for_votes(context: Context[RapidReview]) -> None:
    """D12: each seat and each delegate is asked."""
    tell_on_desk(context, "decision-awaited", voters(context))


def ask_once_weighed(context: Context[RapidReview]) -> None:
    """D10, D12: once criteria and circumstances are weighed the partners vote; weighed again, they know."""
    if context.record.weighed_anew:
        ask_for_votes(context)


def record_vote(context: Context[RapidReview]) -> None:
    """D12: one vote a seat and a round; a changed vote takes the place of the earlier one, which the log keeps."""
    said = context.data
    vote = _of_this_round(context, said["seat"])
    vote.set_aside_at, vote.about_id = None, context.record.submission_id
    vote.choice, vote.reason = said["choice"], said["reason"]
    vote.as_delegate = context.event.kind.endswith("as_delegate")
    vote.save()
    # The seats are as they were.
    context.record.__dict__.pop("cast", None)


def _of_this_round(context: Context[RapidReview], seat: str) -> Vote:
    """The vote of the open round that is there already, or a new one, as recorded now by whoever takes the step."""
    place = {
        "rapid_review": context.record,
        "question": context.record.question,
        "round": context.record.round,
        "seat": seat,
    }
    row = Vote.objects.filter(**place).first() or Vote(**place)
    row.data_key, row.by, row.at = context.case.data_key, context.by.user, context.now
    return row


def keep_decision(context: Context[RapidReview]) -> None:
    """D12: the decision as it was recorded, whatever follows."""
    _keep_decision(context, text=context.data["rationale"])


def keep_reconsidered_decision(context: Context[RapidReview]) -> None:
    """D17: the decision as it was reconsidered, beside the one before."""
    rapid_review, said = context.record, context.data
    earlier = Decision.objects.filter(rapid_review=rapid_review, reopened_at=None).order_by("at").last()
    _keep_decision(
        context,
        text=said["justification"],
        rationale=said["rationale"],
        is_reconsidered=True,
        changed=earlier is not None and earlier.choice != said["choice"],
        met_on=rapid_review.reconvened_on,
        attendees=rapid_review.reconvened_with,
        looked_again_because=rapid_review.asked_again_reason,
    )


def _keep_decision(context: Context[RapidReview], **more: Any) -> None:
    Decision.objects.create(
        data_key=context.case.data_key,
        rapid_review=context.record,
        question=context.record.question,
        by=context.by.user,
        at=context.now,
        **{name: context.data[name] for name in ("choice", "route", "dissent", "not_voting")},
        **more,
    )


def send_justification(context: Context[RapidReview]) -> None:
    """D17: kept or changed, with its justification; also where the Panel had not asked for it."""
    of_themselves = context.record.asked_again_at is not None
    tell_bodies(context, "decision-looked-at-again" if of_themselves else "justification-for-panel", "D17")
    tell_of_decision(context)
    tell(context, "", "outside-decision-again", involved_bodies(context.case))


def meet_clock(context: Context[RapidReview]) -> None:
    """D6, and D8 begins: it is sent as soon as it is complete."""
    today = local_date(context.now)
    clocks.meet_on(context.case, Occasion.RAPID_REVIEW_COMPLETED, on=today)
    clocks.start_on(context.case, Occasion.RAPID_REVIEW_COMPLETED, on=today, record=context.record, now=context.now)


def tell_of_decision(context: Context[RapidReview]) -> None:
    """D11."""
    tell_on_desk(context, "decision-recorded", [office(context.case), *voters(context)])


def take_decision_back(context: Context[RapidReview]) -> None:
    """The decision stays on record as one that was opened again; what its day started stops."""
    case = context.case
    Decision.objects.filter(rapid_review=context.record, reopened_at=None).update(reopened_at=context.now)
    rules = clocks.rules_of(case.procedure).values()
    keys = [rule.key for rule in rules if rule.starts_on == Occasion.RAPID_REVIEW_COMPLETED]
    if keys:
        clocks.stop(case, StopReason.REOPENED, on=local_date(context.now), rule_keys=keys, record=context.record)
    tell_on_desk(context, "decision-reopened", [office(case), *voters(context)])


def send_to_panel(context: Context[RapidReview]) -> None:
    """D8, D9: the report and the decision."""
    tell_bodies(context, "rapid-review-for-panel", "D8", "D9")


def await_answer(context: Context[RapidReview]) -> None:
    """D8: it counts as sent on the day it really went; from then on the Panel's answer is awaited."""
    sent_on = context.data["on"]
    clocks.meet_on(context.case, Occasion.SENT_TO_PANEL, on=sent_on)
    clocks.start_on(context.case, Occasion.SENT_TO_PANEL, on=sent_on, record=context.record, now=context.now)


def ask_to_approve_stop(context: Context[RapidReview]) -> None:
    """A decision maker approves, or the rapid review goes on."""
    tell_on_desk(context, "rapid-review-stop-proposed", voters(context))


def stop_clocks_of_joined(context: Context[RapidReview]) -> None:
    """D2: the incident has its limit in the case that goes on."""
    clocks.stop(context.case, StopReason.JOINED, on=local_date(context.now), record=context.record)


def stop_clocks(context: Context[RapidReview]) -> None:
    """The criteria are not met: nothing of this rapid review is due any more."""
    clocks.stop(context.case, StopReason.CRITERIA_NOT_MET, on=local_date(context.now), record=context.record)


# What follows each step, in this order.
AFTER: Following = {
    RapidReview.begin: (start_clock,),
    RapidReview.weigh: (ask_once_weighed,),
    RapidReview.record_absence: (make_absence, watch_advice),
    RapidReview.vote: (record_vote, take_part_after_all, watch_advice),
    RapidReview.vote_as_delegate: (record_vote, watch_advice),
    RapidReview.advise: (keep_advice,),
    RapidReview.record_advice: (keep_advice,),
    RapidReview.go_without_advice: (keep_silence,),
    RapidReview.draft: (watch_advice,),
    RapidReview.back_to_gathering: (watch_advice,),
    RapidReview.second_round: (ask_for_votes,),
    RapidReview.decide: (keep_decision, meet_clock, tell_of_decision, follow_decision),
    RapidReview.decide_again: (keep_reconsidered_decision, send_justification, follow_decision),
    RapidReview.put_again: (ask_for_votes, follow_decision),
    RapidReview.reopen_decision: (take_decision_back, run_clock_again, follow_decision),
    RapidReview.send: (send_to_panel, involved_bodies_told("outside-decision")),
    RapidReview.panel_copy_went: (await_answer,),
    RapidReview.reconvene: (ask_for_votes,),
    RapidReview.propose_stop: (ask_to_approve_stop,),
    RapidReview.approve_stop: (
        stop_clocks,
        everybody_told("rapid-review-stopped", *REST_ON_RAPID_REVIEW),
        follow_decision,
    ),
    RapidReview.stop_as_joined: (stop_clocks_of_joined, follow_decision),
    RapidReview.go_on_apart: (run_clock_anew,),
    RapidReview.reopen_rapid_review: (run_clock_anew, everybody_told("rapid-review-resumed", *REST_ON_RAPID_REVIEW)),
}
