"""What follows when the scrutineer's advice is due, given, or not given: who is asked, the clock, the advice kept."""

from datetime import date

from workflow import clocks
from workflow.clocks.deadline import StopReason
from workflow.engine.door import Context
from workflow.engine.step import local_date
from workflow.machines.rapid_review.advice.asking import advice_notice, asked_scrutineers
from workflow.machines.rapid_review.advice.guards import advice_is_due
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.voting.decision import Advice
from workflow.notices.recipients import tell_on_desk
from workflow.procedures.version import Occasion


def watch_advice(context: Context[RapidReview]) -> None:
    """D13, D16: the scrutineer is asked as soon as advice is due, and no longer when it is not."""
    rapid_review, case, today = context.record, context.case, local_date(context.now)
    rapid_review.look_again()
    if advice_is_due(rapid_review, today):
        if clocks.running(case, record=rapid_review).filter(rule__met_by=Occasion.ADVISED).exists():
            # Asked already, and the day set for it stands.
            return
        opened = clocks.start_on(case, Occasion.ADVICE_ASKED, on=today, record=rapid_review, now=context.now)
        due = min((one.due_on for one in opened), default=None)
        tell_on_desk(context, advice_notice(rapid_review), asked_scrutineers(context), due=due)
    else:
        _stop(context, StopReason.NOT_REQUIRED, today)


def keep_advice(context: Context[RapidReview]) -> None:
    """On each round what was advised on it; given again, it takes the place of the earlier one, which the log keeps."""
    advice = _row(context)
    said = context.data
    advice.text, advice.not_given = said.get("text"), False
    advice.given_on, advice.through, advice.reason = said.get("given_on"), said.get("through"), said.get("reason")
    advice.save()
    day: date = said.get("given_on") or local_date(context.now)
    clocks.meet_on(context.case, Occasion.ADVISED, on=day, record=context.record)


def keep_silence(context: Context[RapidReview]) -> None:
    """That none was given, and why the partners go on."""
    advice = _row(context)
    advice.text, advice.not_given, advice.reason = None, True, context.data["reason"]
    advice.given_on = advice.through = None
    advice.save()
    _stop(context, StopReason.NO_ADVICE, local_date(context.now))


def _row(context: Context[RapidReview]) -> Advice:
    place = {
        "rapid_review": context.record,
        "question": context.record.question,
        "round": context.data["on_round"],
    }
    row = Advice.objects.filter(**place).first() or Advice(**place)
    row.data_key, row.by, row.at = context.case.data_key, context.by.user, context.now
    return row


def _stop(context: Context[RapidReview], reason: StopReason, on: date) -> None:
    rules = clocks.rules_of(context.case.procedure).values()
    keys = [rule.key for rule in rules if rule.met_by == Occasion.ADVISED]
    if keys:
        clocks.stop(context.case, reason, on=on, rule_keys=keys, record=context.record)
