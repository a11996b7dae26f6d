"""What follows the steps of a rapid review: clock (D6), returns (D30), votes (D12), letters to the Panel (D8, D17)."""

from workflow import clocks
from workflow.declaring import local_date
from workflow.effects.agencies import deciders, scrutineers
from workflow.effects.recipients import office, tell_bodies, tell_on_desk
from workflow.models.agency_return import AgencyReturn
from workflow.models.decision import Vote
from workflow.models.notification import Notification
from workflow.models.rules import Occasion
from workflow.transitions import Context


def start_clock(context: Context) -> None:
    """D6: by default from the day the notification was submitted; the rule says which event starts it."""
    case = context.case
    notified = Notification.objects.filter(case=case, submitted_at__isnull=False).latest("submitted_at")
    day = local_date(notified.submitted_at)
    opened = clocks.start_on(case, Occasion.NOTIFIED, on=day, record=context.record, now=context.now)
    due = min((deadline.due_on for deadline in opened), default=None)
    tell_on_desk(context, "rapid-review-opened", [office(case)], due=due)


def begin_returns(context: Context) -> None:
    """D30: each agency asked gets a record of its own, by the same day."""
    case = context.case
    for agency in context.data["agencies"]:
        asked = AgencyReturn(
            case=case,
            data_key=case.data_key,
            rapid_review=context.record,
            agency=agency,
            due_on=context.data["due_on"],
        )
        context.begin(asked, "begin")


def ask_for_votes(context: Context) -> None:
    """D12."""
    tell_on_desk(context, "decision-awaited", deciders(context.case))


def record_vote(context: Context) -> None:
    """D12: one vote a seat and a round; a changed vote takes the place of the earlier one, which the log keeps."""
    rapid_review = context.record
    seat = context.by.seat(context.case.partnership_id)
    place = {"rapid_review": rapid_review, "seat": seat, "round": rapid_review.round}
    vote = Vote.objects.filter(**place).first() or Vote(**place)
    vote.data_key = context.case.data_key
    vote.about_id, vote.choice = rapid_review.submission_id, context.data["choice"]
    vote.reason, vote.by, vote.at = context.data["reason"], context.by.user, context.now
    vote.save()


def ask_for_advice(context: Context) -> None:
    """D13: the scrutineer is asked as soon as the three have voted and differ."""
    if context.record.tally().is_split:
        tell_on_desk(context, "advice-asked", scrutineers(context.case))


def meet_clock(context: Context) -> None:
    """D6."""
    clocks.meet_on(context.case, Occasion.RAPID_REVIEW_COMPLETED, on=local_date(context.now))


def tell_of_decision(context: Context) -> None:
    """D11."""
    tell_on_desk(context, "decision-recorded", [office(context.case), *deciders(context.case)])


def send_to_panel(context: Context) -> None:
    """D8, D9: the report and the decision."""
    tell_bodies(context, "rapid-review-for-panel", "D8", "D9")


def pass_on_answer(context: Context) -> None:
    """D15."""
    tell_on_desk(context, "panel-answered", deciders(context.case))


def convene_deciders(context: Context) -> None:
    """D16: the deciders and the scrutineer look at it again."""
    tell_on_desk(context, "panel-disagrees", [*deciders(context.case), *scrutineers(context.case)])


def send_justification(context: Context) -> None:
    """D17."""
    tell_bodies(context, "justification-for-panel", "D17")
