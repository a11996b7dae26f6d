"""What follows the steps of a notification: its clock (D2), its copy (D3), the rapid review (D5)."""

from typing import Any

from workflow import clocks, notices
from workflow.clocks.deadline import Deadline, StopReason
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.arrivals.arrival import Arrival, open_arrival, take_back, take_down
from workflow.machines.case.effects import begin_rapid_review
from workflow.machines.case.marks import mark_reference
from workflow.machines.notification.machine import Notification
from workflow.notices import Recipient
from workflow.notices.agencies import notifying_agencies, referrer, tell_agency, tell_joined_referrers
from workflow.notices.consequences import everybody_told
from workflow.notices.notice import Notice
from workflow.notices.recipients import bodies_of, office, tell_bodies, tell_on_desk
from workflow.procedures.referral_kinds import kind_of
from workflow.procedures.version import Occasion, Topic

DECIDED_BY_KIND = "The version of the procedure, by the kind of referral"
# Whoever was told of one of these knows of the notification and must learn that it was withdrawn.
REST_ON_NOTIFICATION = (Topic.REFERRAL, Topic.NOTIFICATION, Topic.RAPID_REVIEW)


def start_clock(context: Context[Notification]) -> None:
    """D2: the days run from the day the local authority became aware; it is told until when.

    Of a kind of referral that need not be notified none run; a person may reopen it.
    """
    notification = context.record
    if why := context.data.get("not_required"):
        context.tell(notification, "mark_not_required", reason=why, decider=DECIDED_BY_KIND)
        return
    case, aware_on = context.case, notification.aware_on
    opened = clocks.start_on(case, Occasion.AWARE, on=aware_on, record=notification, now=context.now)
    due = min((deadline.due_on for deadline in opened), default=None)
    tell_agency(context, "notification-to-submit", notifying_agencies(case), due=due)


def correct_awareness(context: Context[Notification]) -> None:
    """Old and new day, reason and actor are kept; a breach that was recorded stays."""
    aware_on = context.record.aware_on
    for deadline in _awareness_clocks(context):
        if deadline.started_on != aware_on:
            clocks.recompute(deadline, aware_on, now=context.now, event_id=context.event.id)


def make_findable(context: Context[Notification]) -> None:
    """The office finds the case by the reference that the national service gave."""
    mark_reference(context.case.pk, context.record.national_reference or "")


def _awareness_clocks(context: Context[Any]) -> list[Deadline]:
    """Those that run or were met; one that was stopped waits for nothing."""
    counted = Deadline.objects.filter(case=context.case, record_id=context.record.pk, rule__starts_on=Occasion.AWARE)
    return list(counted.exclude(state=Deadline.State.STOPPED).select_related("rule").order_by("due_on"))


def tell_of_corrected_day(context: Context[Notification]) -> None:
    """The last day has moved: the office and the local authority learn of it."""
    due = min((deadline.due_on for deadline in _awareness_clocks(context)), default=None)
    tell_on_desk(context, "awareness-corrected", [office(context.case)], due=due)
    tell_agency(context, "awareness-corrected", notifying_agencies(context.case), due=due)


def meet_clock(context: Context[Notification]) -> None:
    """D2: on the day on which the Panel was notified, also where the office records it later."""
    on = local_date(context.record.submitted_at or context.now)
    clocks.meet_on(context.case, Occasion.NOTIFIED, on=on, record=context.record)


def note_arrival(context: Context[Notification]) -> None:
    """What came stands on record under the case's key, with how and when."""
    case, said = context.case, context.data
    take_down(
        partnership=case.partnership,
        agency=said["agency"],
        data_key=case.data_key,
        said=said,
        by=context.by.user,
        now=context.now,
        record=context.record,
    )


def use_arrival(context: Context[Notification]) -> None:
    """One form for what came, and no second."""
    Arrival.objects.filter(pk=context.data["submission"].subject).update(submission=context.data["submission"])


def take_arrival_back(context: Context[Notification]) -> None:
    """What was taken down by mistake says so; no form can be sent for it any more."""
    if (arrival := open_arrival(context.record)) is not None:
        take_back(arrival, why=context.data["reason"], by=context.by.user, now=context.now)


def send_copy(context: Context[Notification]) -> None:
    """D3: at the same moment; the local authority has it in writing that it notified."""
    tell_on_desk(context, "notification-copy", [office(context.case)])
    tell_agency(context, "notification-received", notifying_agencies(context.case))


def open_rapid_review(context: Context[Notification]) -> None:
    """D5: for every notified case, except of a kind after which none need follow: as shipped, the death of a
    looked-after child without abuse or neglect.

    One rapid review a case: where a child dies who was notified as seriously harmed, the one that there is goes on, or
    its decision is put to the partners again.
    """
    kind = kind_of(context.case.procedure, context.record.nature)
    if kind.opens_rapid_review and not context.case.rapid_reviews.exists():
        begin_rapid_review(context)


def stop_clock(context: Context[Notification]) -> None:
    """The reason follows the step: withdrawn, not required, or joined to another case by the program."""
    if context.record.state == context.record.WITHDRAWN:
        reason = StopReason.WITHDRAWN
    else:
        reason = StopReason.JOINED if context.by.is_system else StopReason.NOT_REQUIRED
    clocks.stop(context.case, reason, on=local_date(context.now), record=context.record)


def remind_local_authority(context: Context[Notification]) -> None:
    """D2: with the day that has passed."""
    due = min((deadline.due_on for deadline in _awareness_clocks(context)), default=None)
    tell_agency(context, "notification-overdue", notifying_agencies(context.case), due=due)


def tell_panel_of_withdrawal(context: Context[Notification]) -> None:
    """When it had been notified."""
    if context.record.submitted_at is not None:
        tell_bodies(context, "notification-withdrawn", "D2")


def tell_of_no_notification(context: Context[Notification]) -> None:
    """The support office and the agency that referred learn that the Panel will not be notified."""
    tell_on_desk(context, "notification-not-required", [office(context.case)])
    referrals = context.case.referrals.select_related("agency", "submission__owner")
    agencies = [*notifying_agencies(context.case), *(referrer(referral) for referral in referrals)]
    tell_agency(context, "notification-not-required", dict.fromkeys(agencies))
    tell_joined_referrers(context, "notification-not-required")


def tell_of_new_need(context: Context[Notification]) -> None:
    """Who learnt that there will be no notification, or none any more, learns that there will be one."""
    _tell_again(context, "notification-required-again", "notification-not-required", "notification-withdrawn")


def tell_of_reinstatement(context: Context[Notification]) -> None:
    """Who was told of the withdrawal learns that the Panel was notified anew, the Panel too (D2)."""
    _tell_again(context, "notification-reinstated", "notification-withdrawn")
    tell_bodies(context, "notification-reinstated", "D2")


def _tell_again(context: Context[Any], key: str, *told: str) -> None:
    case = context.case
    tell_on_desk(context, key, [office(case)])
    earlier = Notice.objects.filter(case=case, key__in=told).exclude(recipient_email=case.partnership.contact_email)
    bodies = {recipient.name for recipient in bodies_of(case, "D2")}
    rows = earlier.order_by("recipient_email").values_list("recipient_name", "recipient_email").distinct()
    for name, email in rows:
        if name not in bodies:
            context.notify(notices.compose(case, key, to=Recipient(name, email), now=context.now))


# What follows each step, in this order.
AFTER: Following = {
    Notification.begin: (start_clock,),
    Notification.submit: (make_findable, correct_awareness, meet_clock, send_copy, open_rapid_review),
    Notification.note_arrival: (note_arrival,),
    Notification.take_back_arrival: (take_arrival_back,),
    Notification.submit_on_behalf: (
        use_arrival,
        make_findable,
        correct_awareness,
        meet_clock,
        send_copy,
        open_rapid_review,
    ),
    Notification.remind: (remind_local_authority,),
    Notification.withdraw: (
        stop_clock,
        everybody_told("notification-withdrawn", *REST_ON_NOTIFICATION),
        tell_panel_of_withdrawal,
    ),
    Notification.mark_not_required: (stop_clock, tell_of_no_notification),
    Notification.reopen: (start_clock, tell_of_new_need),
    Notification.reinstate: (make_findable, send_copy, tell_of_reinstatement),
    Notification.correct_awareness: (correct_awareness, tell_of_corrected_day),
}
