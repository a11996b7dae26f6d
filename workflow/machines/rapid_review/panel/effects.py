"""What follows what the Panel says: its answers on record, the partners told, a new question (D15-D17, D45-D47)."""

from workflow import clocks
from workflow.clocks.deadline import StopReason
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.advice.asking import asked_scrutineers
from workflow.machines.rapid_review.advice.effects import watch_advice
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.panel.answer import NationalDecision, PanelAnswer
from workflow.machines.rapid_review.seats.effects import voters
from workflow.machines.review.standing.effects import follow_decision
from workflow.notices.agencies import deciders
from workflow.notices.consequences import desk_told
from workflow.notices.recipients import members, office, tell_on_desk
from workflow.parties.roles import Group
from workflow.procedures.version import Occasion


def keep_answer(context: Context[RapidReview]) -> None:
    """D15: each answer stays on record with the day it was given and the day it came."""
    rapid_review, said = context.record, context.data
    PanelAnswer.objects.create(
        data_key=context.case.data_key,
        rapid_review=rapid_review,
        answer=said["answer"],
        means=said["means"],
        response=said["response"],
        answered_on=said["answered_on"],
        received_on=said["received_on"],
        question=rapid_review.question if rapid_review.is_reconsidering and said["means"] == "disagrees" else None,
        by=context.by.user,
        at=context.now,
    )
    clocks.meet_on(context.case, Occasion.PANEL_ANSWERED, on=said["answered_on"])


def convene_deciders(context: Context[RapidReview]) -> None:
    """D16: the answer is circulated to the deciders and the scrutineer, who look at it again."""
    people = [*voters(context), *asked_scrutineers(context)]
    tell_on_desk(context, "panel-disagrees", list(dict.fromkeys(people)))


def reconsider_if_it_disagrees(context: Context[RapidReview]) -> None:
    """D16: also an answer that comes after another."""
    if context.data["means"] != "disagrees":
        return
    context.tell(context.record, "reconsider")
    answer = PanelAnswer.objects.filter(rapid_review=context.record).latest("at", "answered_on")
    PanelAnswer.objects.filter(pk=answer.pk).update(question=context.record.question)


def keep_national_decision(context: Context[RapidReview]) -> None:
    """D45: with what the Panel says of the criteria and circumstances."""
    said = context.data
    NationalDecision.objects.create(
        data_key=context.case.data_key,
        rapid_review=context.record,
        carried_out=context.record.national,
        decided_on=said.get("answered_on") or said["decided_on"],
        reason=said.get("response") or said["reason"],
        weighing=said["weighing"],
        discussed_on=said.get("discussed_on"),
        discussion=said.get("discussion") or None,
        by=context.by.user,
        at=context.now,
    )


def tell_strategic_body(context: Context[RapidReview]) -> None:
    """D47: at once, in the same moment."""
    people = [*members(context.case, Group.STRATEGIC), office(context.case)]
    tell_on_desk(context, "national-review", people)


def wait_no_longer(context: Context[RapidReview]) -> None:
    """The clock of the Panel's answer stops; nothing was answered."""
    rules = clocks.rules_of(context.case.procedure).values()
    keys = [rule.key for rule in rules if rule.met_by == Occasion.PANEL_ANSWERED]
    if keys:
        clocks.stop(context.case, StopReason.NO_ANSWER, on=local_date(context.now), rule_keys=keys)


def wait_again(context: Context[RapidReview]) -> None:
    """From the day it was sent, as before."""
    sent_on = local_date(context.record.sent_at or context.now)
    clocks.start_on(context.case, Occasion.SENT_TO_PANEL, on=sent_on, record=context.record, now=context.now)


def flag_early_review(context: Context[Case]) -> None:
    """A review that was commissioned before the Panel answered is flagged on the case and in the rapid review."""
    if not context.data["before_panel_answer"]:
        return
    for rapid_review in context.case.rapid_reviews.all():
        if rapid_review.awaits_panel:
            type(rapid_review).objects.filter(pk=rapid_review.pk).update(early_review_at=context.now)


# D15: every answer is reported to the partners.
pass_on_answer = desk_told("panel-answered", deciders)

# What follows each step, in this order.
AFTER: Following = {
    RapidReview.panel_agrees: (keep_answer, pass_on_answer),
    RapidReview.panel_disagrees: (keep_answer, pass_on_answer, convene_deciders, watch_advice, follow_decision),
    RapidReview.panel_national: (
        keep_answer,
        keep_national_decision,
        tell_strategic_body,
        pass_on_answer,
        watch_advice,
        follow_decision,
    ),
    RapidReview.panel_declines_national: (keep_national_decision, pass_on_answer, follow_decision),
    RapidReview.agree_beside: (follow_decision,),
    RapidReview.panel_silent: (wait_no_longer,),
    RapidReview.await_panel_again: (wait_again,),
    RapidReview.another_answer: (keep_answer, pass_on_answer, reconsider_if_it_disagrees),
    RapidReview.reconsider: (convene_deciders, watch_advice, follow_decision),
}
