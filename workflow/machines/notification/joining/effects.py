"""What follows when a notification is joined to another, or separated again (D2): what ran in its case stops or goes
on, the two cases are linked, who referred gets the answers of the case that goes on, and the Panel is told.
"""

from typing import Any

from workflow import notices
from workflow.engine.door import Context, Following
from workflow.engine.event import Event
from workflow.engine.machine import kind_of
from workflow.engine.step import Refused
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.links.effects import note_in
from workflow.machines.case.links.link import CaseLink, answer
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.referral.machine import Referral
from workflow.notices.agencies import deciders, notifying_agencies
from workflow.notices.recipients import office, tell_bodies, tell_on_desk, told_of
from workflow.procedures.version import Topic


def hold_the_other(context: Context[Notification]) -> None:
    """No circle either where both cases take the step at once. Raises Refused while the other case takes a step."""
    leading = context.data["leading"]
    free = Case.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    locked = free.filter(pk=leading.case_id, state=Case.OPEN)
    if not locked.exists() or not Notification.objects.filter(pk=leading.pk, state=Notification.SUBMITTED).exists():
        raise Refused(
            f"Somebody is taking a step in {context.data['other_case']} at this moment. Look at that case, then send "
            "this again.",
            "guard",
        )


def stop_what_ran(context: Context[Notification]) -> None:
    """The incident is reviewed in the case that goes on: nothing is due here, and no agency works on a return."""
    for rapid_review in context.case.rapid_reviews.exclude(state=RapidReview.STOPPED):
        context.tell(rapid_review, "stop_as_joined")
    for asked in context.case.returns.exclude(state__in=AgencyReturn.CLOSED):
        context.tell(asked, "recall", reason=f"The case goes on as {context.data['other_case']}.")


def referrals_follow(context: Context[Notification]) -> None:
    """D4: who referred gets the answers of the case that goes on."""
    for referral in context.case.referrals.filter(state__in=Referral.MAY_FOLLOW):
        context.tell(referral, "follow_notification", other=context.data["other_case"])


def link_cases(context: Context[Notification]) -> None:
    """Nobody is asked any more whether it is the same child; the other case's timeline tells of it."""
    _link(context, CaseLink.Verdict.SAME_INCIDENT, "case_link.join")


def link_as_two(context: Context[Notification]) -> None:
    _link(context, CaseLink.Verdict.ANOTHER_INCIDENT, "case_link.separate")


def _link(context: Context[Notification], verdict: str, kind: str) -> None:
    other = Case.objects.select_related("data_key").get(pk=context.data["leading"].case_id)
    answer(context.case, other, verdict, context.data["reason"], by=context.by.user, now=context.now)
    note_in(other, kind, context, other_case=context.case.reference)


def tell_of_joining(context: Context[Notification]) -> None:
    _tell(context, "notification-joined")


def tell_of_separation(context: Context[Notification]) -> None:
    _tell(context, "notification-separated")


def _tell(context: Context[Any], key: str) -> None:
    """The office, who decides, the local authority, whoever was told of the notification; and the Panel by letter."""
    case = context.case
    tell_on_desk(context, key, [office(case), *deciders(case)])
    told = [*notifying_agencies(case), *told_of(case, Topic.NOTIFICATION, Topic.RAPID_REVIEW)]
    known = {one.email for one in deciders(case)}
    for to in dict.fromkeys(told):
        if to.email not in known:
            context.notify(notices.compose(case, key, to=to, now=context.now, record=context.record))
    tell_bodies(context, f"{key}-for-panel", "D2")


def go_on_again(context: Context[Notification]) -> None:
    """What only the joining stopped goes on: the rapid review (D5, D6), and the referral, which is screened again."""
    for rapid_review in context.case.rapid_reviews.filter(state=RapidReview.STOPPED):
        last = Event.objects.filter(
            machine=rapid_review.KIND, record_id=rapid_review.pk, to_state=RapidReview.STOPPED
        ).latest("position")
        if last.kind == kind_of(RapidReview.stop_as_joined):
            context.tell(rapid_review, "go_on_apart")
    for referral in context.case.referrals.filter(state=Referral.JOINED, joined_to=context.data["leading"].case_id):
        context.tell(referral, "separate", reason="The two notifications are dealt with apart.")


# What follows each step, in this order.
AFTER: Following = {
    Notification.join: (hold_the_other, stop_what_ran, referrals_follow, link_cases, tell_of_joining),
    Notification.separate: (go_on_again, link_as_two, tell_of_separation),
}
