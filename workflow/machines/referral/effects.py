"""What follows the steps of a referral: the agency that referred gets its answer, the support office its work."""

from workflow.engine.door import Context
from workflow.engine.event import Event
from workflow.machines.notification.machine import Notification
from workflow.notices.agencies import deciders, notifying_agencies, referrer, tell_agency, tell_joined_referrers
from workflow.notices.recipients import office, tell_on_desk


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
    tell_joined_referrers(context, "referral-accepted")
    tell_on_desk(context, "partners-to-consider", deciders(context.case))


def tell_of_refusal(context: Context) -> None:
    tell_agency(context, "referral-not-accepted", [referrer(context.record)])
    tell_joined_referrers(context, "referral-not-accepted")


def tell_of_reopening(context: Context) -> None:
    """Whoever got an answer learns that it is open again; the office has its work back."""
    tell_agency(context, "referral-reopened", [referrer(context.record)])
    tell_joined_referrers(context, "referral-reopened")
    tell_on_desk(context, "referral-to-screen", [office(context.case)])


def tell_of_separation(context: Context) -> None:
    tell_agency(context, "referral-separated", [referrer(context.record)])
    tell_on_desk(context, "referral-to-screen", [office(context.case)])


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


def take_notification_back(context: Context) -> None:
    """What only the joining made unnecessary is needed again; its clock runs from awareness (D2)."""
    for notification in context.case.notifications.filter(state=Notification.NOT_REQUIRED):
        last = Event.objects.filter(record_id=notification.pk, kind="notification.mark_not_required").latest("position")
        # The program records it at a joining alone; what people decided stays decided.
        if last.actor_id is None:
            context.tell(notification, "reopen", reason="The two referrals are dealt with apart.")
