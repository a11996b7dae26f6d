"""What follows the steps of a referral: the agency that referred gets its answer, the support office its work."""

from workflow.effects.agencies import deciders, notifying_agencies, referrer, tell_agency
from workflow.effects.recipients import office, tell_on_desk
from workflow.models.notification import Notification
from workflow.transitions import Context


def acknowledge(context: Context) -> None:
    """The agency gets its receipt, the support office its work (D4)."""
    tell_agency(context, "referral-received", [referrer(context.record)])
    tell_on_desk(context, "referral-to-screen", [office(context.case)])


def pass_on_question(context: Context) -> None:
    tell_agency(context, "referral-more-asked", [referrer(context.record)])


def pass_on_information(context: Context) -> None:
    tell_on_desk(context, "referral-more-sent", [office(context.case)])


def tell_of_acceptance(context: Context) -> None:
    """The agency gets its answer; the safeguarding partners learn of an incident to consider (D4)."""
    tell_agency(context, "referral-accepted", [referrer(context.record)])
    tell_on_desk(context, "partners-to-consider", deciders(context.case))


def tell_of_refusal(context: Context) -> None:
    tell_agency(context, "referral-not-accepted", [referrer(context.record)])


def tell_of_withdrawal(context: Context) -> None:
    told = [referrer(context.record), *notifying_agencies(context.case)]
    tell_agency(context, "referral-withdrawn", told)


def tell_of_joining(context: Context) -> None:
    tell_agency(context, "referral-joined", [referrer(context.record)])


def release_notification(context: Context) -> None:
    """The incident is notified in the case it was joined to, so this case's clock stops."""
    for notification in context.case.notifications.filter(state=Notification.CLOCK_RUNNING):
        context.tell(
            notification,
            "mark_not_required",
            reason=f"The referral was joined to {context.record.joined_to.reference}.",
            decider="The support office, by joining the referrals",
        )
