"""What follows the steps of a review."""

from dataclasses import asdict

from workflow import clocks
from workflow.clocks.deadline import StopReason
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.publication.effects import keep_signed_off_text
from workflow.machines.publication.machine import Publication
from workflow.machines.recommendation.machine import Recommendation
from workflow.machines.review.filing.effects import reach_bodies_told
from workflow.machines.review.machine import Review
from workflow.machines.review.scoping.effects import write_to_bodies
from workflow.machines.review.standing.effects import recall_returns, resume_clocks
from workflow.notices.consequences import desk_told, everybody_told
from workflow.notices.recipients import members, office, tell_bodies, tell_on_desk
from workflow.parties.roles import Group
from workflow.procedures.version import Occasion, Topic
from workflow.report_seam import report_desk


def start_review_clocks(context: Context[Review]) -> None:
    """D34: the time to publish runs from the decision to review; a national review is the Panel's to publish."""
    review = context.record
    if review.is_national:
        return
    clocks.start_on(context.case, Occasion.REVIEW_DECIDED, on=review.commissioned_on, record=review, now=context.now)
    if review.kind == review.Kind.LEARNING:
        # D14: nobody waits to be told of a learning review.
        rules = clocks.rules_of(context.case.procedure).values()
        keys = [rule.key for rule in rules if rule.met_by == Occasion.BODIES_TOLD]
        today = local_date(context.now)
        clocks.stop(context.case, StopReason.NOT_REQUIRED, on=today, rule_keys=keys, record=review)


def tell_strategic_body_at_once(context: Context[Review]) -> None:
    """D47: of a national review, unless its members had that notice when the Panel's decision was recorded."""
    review = context.record
    if review.is_national and not review.strategic_body_was_told:
        told = [*members(context.case, Group.STRATEGIC), office(context.case)]
        tell_on_desk(context, "national-review", told)


def draft_report_page(context: Context[Review]) -> None:
    report_desk().draft(context.record, by=context.by, now=context.now)


def begin_publication(context: Context[Review]) -> None:
    """Nothing is published that is not signed off: a publication begins here and nowhere else (D33)."""
    review = context.record
    # A report that was returned for changes and signed off again keeps the publication that it had.
    if not Publication.objects.filter(review=review).exists():
        context.begin(Publication(case=context.case, data_key=context.case.data_key, review=review), "begin")


def follow_recommendations(context: Context[Review]) -> None:
    """D44: each recommendation of the signed-off report is followed until it is met.

    Signed off again, the report's words replace the earlier ones; one that it no longer makes is dropped where nobody
    has begun to act on it.
    """
    content = report_desk().content(context.record)
    known = {each.number: each for each in Recommendation.objects.filter(review=context.record)}
    for number, said in enumerate(content.recommendations if content else (), start=1):
        earlier = known.pop(number, None)
        if earlier is not None:
            Recommendation.objects.filter(pk=earlier.pk).update(**asdict(said))
        else:
            recommendation = Recommendation(case=context.case, review=context.record, number=number, **asdict(said))
            context.begin(recommendation, "begin")
    untouched = [each.pk for each in known.values() if each.state == Recommendation.OPEN and not each.actions.exists()]
    Recommendation.objects.filter(pk__in=untouched).delete()


def stop_review_clocks(context: Context[Review]) -> None:
    clocks.stop(context.case, StopReason.REVIEW_STOPPED, on=local_date(context.now), record=context.record)


def tell_bodies_of_no_report(context: Context[Review]) -> None:
    """D38: a review that is stopped has no report to publish; the justification is owed all the same.

    Of local reviews only: nobody was told of a learning review, and of a national one the Panel decides.
    """
    if context.record.kind == context.record.Kind.LOCAL:
        tell_bodies(context, "not-published", "D38")


def tell_bodies_of_taking_up(context: Context[Review]) -> None:
    """D38: who was told that no report comes is told that one does."""
    if context.record.kind == context.record.Kind.LOCAL:
        tell_bodies(context, "review-taken-up-again", "D38")
    tell_on_desk(context, "review-resumed", [office(context.case)])


# What follows each step, in this order.
AFTER: Following = {
    Review.begin: (start_review_clocks, tell_strategic_body_at_once),
    Review.tell_bodies: (write_to_bodies,),
    Review.bodies_letter_went: (reach_bodies_told,),
    Review.begin_drafting: (draft_report_page,),
    Review.submit_for_sign_off: (desk_told("report-for-sign-off", Group.SIGN_OFF),),
    Review.sign_off: (
        begin_publication,
        keep_signed_off_text,
        follow_recommendations,
        desk_told("report-signed-off", office),
    ),
    Review.stop: (
        stop_review_clocks,
        recall_returns,
        everybody_told("review-ended", Topic.REVIEW),
        tell_bodies_of_no_report,
    ),
    Review.take_up_again: (resume_clocks, tell_bodies_of_taking_up),
}
