"""What follows the steps of a referral: the agency that referred gets its answer, the support office its work."""

from functools import partial

from workflow.engine.door import Context, Following
from workflow.engine.event import Event
from workflow.engine.machine import kind_of
from workflow.machines.notification.machine import Notification
from workflow.machines.referral.machine import Referral
from workflow.notices.agencies import deciders, notifying_agencies, referrer, tell_agency
from workflow.notices.consequences import agency_told, desk_told, joined_referrers_told
from workflow.notices.recipients import office

DECIDED_BY_JOINING = "The support office, by joining the referrals"
# The agency that referred gets its answer.
referrer_told = partial(agency_told, whom=referrer)


def tell_of_withdrawal(context: Context[Referral]) -> None:
    told = [referrer(context.record), *notifying_agencies(context.case)]
    tell_agency(context, "referral-withdrawn", told)


def release_notification(context: Context[Referral]) -> None:
    """The incident is notified in the case it was joined to, so this case's clock stops."""
    for notification in context.case.notifications.filter(state=Notification.CLOCK_RUNNING):
        context.tell(
            notification,
            "mark_not_required",
            reason=f"The referral was joined to {context.data['other'].reference}.",
            decider=DECIDED_BY_JOINING,
        )


def take_notification_back(context: Context[Referral]) -> None:
    """What only the joining made unnecessary is needed again; its clock runs from awareness (D2)."""
    marked = kind_of(Notification.mark_not_required)
    for notification in context.case.notifications.filter(state=Notification.NOT_REQUIRED):
        found = Event.objects.filter(machine=notification.KIND, record_id=notification.pk, kind=marked).select_related(
            "data_key"
        )
        last = found.latest("position")
        # The program records it at a joining, or by the kind of referral; what people decided stays decided.
        if last.actor_id is None and (last.data or {}).get("decider") == DECIDED_BY_JOINING:
            context.tell(notification, "reopen", reason="The two referrals are dealt with apart.")


# What follows each step, in this order (D4).
AFTER: Following = {
    Referral.begin: (referrer_told("referral-received"), desk_told("referral-to-screen", office)),
    Referral.ask_more: (referrer_told("referral-more-asked"),),
    Referral.remind: (referrer_told("referral-more-asked"),),
    Referral.add_information: (desk_told("referral-more-sent", office),),
    Referral.ask_to_withdraw: (desk_told("referral-more-sent", office),),
    # The safeguarding partners learn of an incident to consider.
    Referral.accept: (
        referrer_told("referral-accepted"),
        joined_referrers_told("referral-accepted"),
        desk_told("partners-to-consider", deciders),
    ),
    Referral.decline: (referrer_told("referral-not-accepted"), joined_referrers_told("referral-not-accepted")),
    Referral.withdraw: (tell_of_withdrawal,),
    Referral.join: (referrer_told("referral-joined"), release_notification),
    Referral.follow_notification: (referrer_told("referral-joined"),),
    # Whoever got an answer learns that it is open again; the office has its work back.
    Referral.reopen: (
        referrer_told("referral-reopened"),
        joined_referrers_told("referral-reopened"),
        desk_told("referral-to-screen", office),
    ),
    Referral.separate: (
        referrer_told("referral-separated"),
        desk_told("referral-to-screen", office),
        take_notification_back,
    ),
}
