"""What follows the steps of a publication: clocks, notices, and the report page."""

from workflow import clocks
from workflow.declaring import local_date
from workflow.effects.recipients import members, office, tell_bodies, tell_on_desk
from workflow.models.deadline import Deadline, StopReason
from workflow.models.rules import Occasion
from workflow.report_seam import report_desk
from workflow.roles import Group
from workflow.transitions import Context

# --- Clocks -------------------------------------------------------------------------------------------------------


def follow_planned_date(context: Context) -> None:
    """D39: the last day for the advance copy follows the planned date, until the copy is sent."""
    publication = context.record
    if publication.state == publication.ADVANCE_COPY_SENT and context.event.from_state == publication.state:
        return
    running = clocks.running(context.case, record=publication)
    planned = list(running.filter(rule__starts_on=Occasion.PUBLICATION_PLANNED))
    for deadline in planned:
        clocks.recompute(deadline, publication.planned_on, now=context.now, event_id=context.event.id)
    if not planned:
        clocks.start_on(
            context.case,
            Occasion.PUBLICATION_PLANNED,
            on=publication.planned_on,
            record=publication,
            now=context.now,
        )


def meet_advance_copy(context: Context) -> None:
    """D39 to D41."""
    today = local_date(context.now)
    clocks.meet_on(context.case, Occasion.ADVANCE_COPY_SENT, on=today, record=context.record)


def meet_publication_and_start_its_year(context: Context) -> None:
    """D34 is met; D42 begins."""
    today = local_date(context.now)
    clocks.meet_on(context.case, Occasion.PUBLISHED, on=today, record=context.record.review)
    clocks.start_on(context.case, Occasion.PUBLISHED, on=today, record=context.record, now=context.now)


def meet_its_year(context: Context) -> None:
    """D42."""
    clocks.meet_on(context.case, Occasion.ON_REQUEST, on=local_date(context.now), record=context.record)


def extend_to_end_of_hold(context: Context) -> None:
    """D35: an approved delay moves the date on, never back."""
    until = context.record.hold_until
    running = clocks.running(context.case, record=context.record.review)
    for deadline in running.filter(rule__met_by=Occasion.PUBLISHED, due_on__lt=until):
        clocks.extend(deadline, until, now=context.now, event_id=context.event.id)


def stop_publication_clocks(context: Context) -> None:
    """D38: decided not to publish, so nothing is waited for."""
    today = local_date(context.now)
    for record in (context.record, context.record.review):
        clocks.stop(context.case, StopReason.NOT_PUBLISHED, on=today, record=record)


def drop_planned_date(context: Context) -> None:
    """D40: the date that was planned for the report is not that of the improvements."""
    clocks.stop(context.case, StopReason.REPLANNED, on=local_date(context.now), record=context.record)


def wait_for_publication_again(context: Context) -> None:
    """D34: after a decision to publish all the same, the time runs from the decision to review as before."""
    review = context.record.review
    known = Deadline.objects.filter(case=context.case, record_id=review.pk, rule__met_by=Occasion.PUBLISHED)
    if not known.exclude(state=Deadline.State.STOPPED).exists():
        clocks.start_on(
            context.case,
            Occasion.REVIEW_DECIDED,
            on=review.commissioned_on,
            record=review,
            now=context.now,
            met_by=Occasion.PUBLISHED,
        )


def stop_its_year(context: Context) -> None:
    clocks.stop(context.case, StopReason.TAKEN_DOWN, on=local_date(context.now), record=context.record)


# --- The review and its page are taken up again ---------------------------------------------------------------------


def return_report(context: Context) -> None:
    """D33: a text that changes is signed off again."""
    context.tell(context.record.review, "resume_drafting")


# --- Notices ------------------------------------------------------------------------------------------------------


def ask_for_check(context: Context) -> None:
    """D36."""
    tell_on_desk(context, "identification-check", [office(context.case)])


def announce_to_bodies(context: Context) -> None:
    """D39 to D41: the Panel, the Secretary of State and Ofsted, all on the same clock."""
    tell_bodies(context, "advance-copy", "D39", "D40", "D41", due=context.record.planned_on)


def ask_for_approval_of_hold(context: Context) -> None:
    """D35: the strategic body approves a delay."""
    tell_on_desk(context, "hold-proposed", members(context.case, Group.STRATEGIC))


def tell_bodies_of_delay(context: Context) -> None:
    """D35: the reasons to the Panel and the Secretary of State."""
    tell_bodies(context, "delay-for-panel", "D35")


def tell_bodies_of_justification(context: Context) -> None:
    """D38: the justification to the Panel and the Secretary of State."""
    tell_bodies(context, "not-published", "D38")


def send_to_repository(context: Context) -> None:
    """D43: a copy for the NSPCC's repository."""
    tell_bodies(context, "repository-copy", "D43")


def tell_office_of_publication(context: Context) -> None:
    tell_on_desk(context, "published", [office(context.case)])


def tell_of_taking_down(context: Context) -> None:
    """What was taken down in an emergency is looked at by the strategic body afterwards."""
    case = context.case
    tell_on_desk(context, "taken-down", [office(case), *members(case, Group.STRATEGIC)])


# --- The page -----------------------------------------------------------------------------------------------------


def publish_page(context: Context) -> None:
    """D34."""
    report_desk().publish(context.record, by=context.by, now=context.now)


def publish_improvements_page(context: Context) -> None:
    """D37."""
    report_desk().improvements_only(context.record, by=context.by, now=context.now)


def take_down_page(context: Context) -> None:
    report_desk().take_down(context.record, by=context.by, now=context.now, reason=context.data["reason"])


def move_page_to_on_request(context: Context) -> None:
    """D42."""
    report_desk().move_to_on_request(context.record, by=context.by, now=context.now)
