"""What follows for bodies outside the portal, and for the case when one of them leads it (D26)."""

from workflow import clocks
from workflow.clocks.deadline import Deadline, StopReason
from workflow.engine.door import Context, Following
from workflow.engine.event import Event
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.machines.case.outside.involvement import InvolvedBody
from workflow.notices.agencies import mailbox
from workflow.notices.outside import involved_bodies
from workflow.notices.recipients import office, tell, tell_bodies, tell_on_desk, told_of
from workflow.parties.party import Agency
from workflow.procedures.version import Topic

# Whoever was told of one of these learns who leads the case.
KNOW_OF_THE_CASE = (Topic.REFERRAL, Topic.NOTIFICATION, Topic.RAPID_REVIEW, Topic.REVIEW, Topic.PUBLICATION)


def involve(context: Context[Case]) -> None:
    """A body that was typed stands in the address book from now on; it is told that it is involved, and not why."""
    case, said = context.case, context.data
    body = said["body"] or Agency.objects.create(
        name=said["another"], kind=said["body_kind"], contact_email=said["email"], outside_for=case.partnership
    )
    row = InvolvedBody(
        case=case,
        data_key=case.data_key,
        body=body,
        gets_report=said["report"] == "yes",
        since=context.now,
        by=context.by.user,
    )
    row.reason = said["reason"]
    row.save(force_insert=True)
    tell(context, "", "outside-involved", [mailbox(body)])


def release(context: Context[Case]) -> None:
    body = context.data["body"]
    context.case.bodies.filter(body=body, until=None).update(until=context.now)
    tell(context, "", "outside-released", [mailbox(body)])


def rest(context: Context[Case]) -> None:
    """Clocks stop on the day on which the other body took the lead: what ran out since was not due here."""
    case = context.case
    clocks.stop(case, StopReason.LED_ELSEWHERE, on=context.data["passed_on"])
    for asked in AgencyReturn.objects.filter(case=case, state__in=AgencyReturn.AWAITED):
        context.tell(asked, "recall", reason=case.rests)


def go_on(context: Context[Case]) -> None:
    """Each clock that the passing stopped runs again from its day, with the time that was approved for it."""
    case = context.case
    newest = {
        (each.rule_id, each.record_id): each
        for each in Deadline.objects.filter(case=case).select_related("rule").order_by("opened_at")
    }
    for before in newest.values():
        if before.stop_reason != StopReason.LED_ELSEWHERE:
            continue
        record = Resting(before.machine, before.record_id)
        opened = clocks.open_many(case, [clocks.Opening(before.rule.key, before.started_on, record)], now=context.now)
        if before.extended and before.due_on > opened[0].due_on:
            clocks.extend(opened[0], before.due_on, now=context.now, event_id=context.event.id)


class Resting:
    """The record that a clock belongs to, as the clock knows it."""

    def __init__(self, kind: str, pk: object) -> None:
        self.KIND, self.pk = kind, pk


def tell_who_leads(context: Context[Case]) -> None:
    """Everybody who was told of the case: by e-mail, which does not say who; national bodies and the others by letter.

    The Panel where it was notified, and whoever was told of a review (D2, D21).
    """
    key = "lead-passed-out" if context.case.led_by_id else "lead-taken-back"
    tell_on_desk(context, key, [office(context.case)])
    tell(context, "", key, told_of(context.case, *KNOW_OF_THE_CASE))
    tell(context, "", f"{key}-letter", involved_bodies(context.case))
    if duties := _told_by_duty(context.case):
        tell_bodies(context, f"{key}-letter", *duties)


def _told_by_duty(case: Case) -> list[str]:
    notified = case.notifications.filter(submitted_at__isnull=False).exists()
    reviewed = Event.objects.filter(case=case, kind="review.tell_bodies").exists()
    return ["D2"] * notified + ["D21"] * reviewed


# What follows each step, in this order.
AFTER: Following = {
    Case.involve_body: (involve,),
    Case.release_body: (release,),
    Case.pass_lead_out: (rest, tell_who_leads),
    Case.take_lead_back: (go_on, tell_who_leads),
}
