"""Why a report may not be cleared, approved or published yet. Lengths come from the case's rules, never from here."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from forms.definition.dates import in_full, spoken_day
from workflow import clocks
from workflow.calendar import DueDate, shift_working_days
from workflow.engine.step import local_date
from workflow.machines.review.machine import Review
from workflow.machines.sending import not_gone
from workflow.parties.roles import Actor
from workflow.parties.titles import title_of
from workflow.procedures.version import BankHoliday, Occasion

if TYPE_CHECKING:
    from workflow.machines.publication.machine import Publication

NOT_WITH_EVERYBODY = "The advance copy has not gone to everybody, and the clear days begin with the last one"
NSPCC_WAITS = "The copy to the NSPCC is recorded by itself on the day it goes"


def review_signed_off(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D33: nothing is published that is not signed off."""
    return "The report is not signed off." if publication.review.state != Review.SIGNED_OFF else None


def not_who_began_the_check(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36: a second person resolves the identification check."""
    if publication.check_begun_by_id == by.user_id():
        return "You began this check, so a second person has to clear the report."
    return None


def not_approved_yet(publication: "Publication", by: Actor, now: datetime) -> str | None:
    return "Publication is approved already." if publication.approved_by_id is not None else None


def approved(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36: one person approves, another publishes."""
    if publication.approved_by_id is None:
        return "A decision maker or a group member has not approved the publication yet."
    return None


def not_the_approver(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36: one person approves, another publishes."""
    if publication.approved_by_id == by.user_id():
        return "You approved this publication, so somebody else has to publish it."
    return None


def whole_report_chosen(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D37."""
    if publication.improvements_chosen:
        return "The strategic body decided to publish the improvements instead of the report."
    return None


def improvements_chosen(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D37."""
    if not publication.improvements_chosen:
        return "The strategic body has not decided to publish the improvements instead of the report."
    return None


def clear_days_passed(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D39 to D41: so many clear working days lie between the advance copy and publication.

    A correction that is not substantive needs no new advance copy: those who had the first one are told of it.
    """
    if publication.advance_copy_on is None:
        if publication.correction_open and publication.correction_substantive is False:
            return None
        return not_gone(publication, "advance-copy", NOT_WITH_EVERYBODY) or "The advance copy has not been sent."
    earliest = earliest_publication(publication, publication.advance_copy_on)
    if local_date(now) < earliest.due:
        return too_early(publication, publication.advance_copy_on, earliest)
    return None


def planned_day_reached(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D39: the recipients of the advance copy were told this day."""
    planned_on = publication.planned_on
    if planned_on is not None and local_date(now) < planned_on:
        return f"Publication is planned for {in_full(planned_on)}. Publish then, or change the planned date."
    return None


def earliest_publication(publication: "Publication", sent_on: date) -> DueDate:
    """The first day on which what was sent on that local date may be published, and the days skipped."""
    return clocks.earliest_after(publication.case, "advance-copy", sent_on)


def too_early(publication: "Publication", sent_on: date, earliest: DueDate) -> str:
    """Why a day before the earliest one will not do: the date, the count and every day that was skipped."""
    length = clocks.rule_of(publication.case.procedure, "advance-copy").length
    skipped = "; ".join(f"{spoken_day(day.date)} ({day.reason})" for day in earliest.skipped)
    return (
        f"The earliest publication date is {in_full(earliest.due)}: {length} clear working days must lie between "
        f"the advance copy of {in_full(sent_on)} and publication. These days do not count: {skipped or 'none'}."
    )


def not_a_working_day(day: date) -> str:
    """Why nothing is planned for that day, with the next one that will do; "" on a working day."""
    holidays = BankHoliday.calendar()
    reason = holidays.why_not_working(day)
    if reason is None:
        return ""
    following = shift_working_days(day, 1, holidays)
    return f"{in_full(day)} is no working day ({reason}). Choose a working day: the next is {in_full(following)}."


def later_than_limit(publication: "Publication", day: date) -> str:
    """D35: past the day on which the report is due, who approves the delay; "" where the office may plan that day."""
    running = clocks.running(publication.case, record=publication.review).filter(rule__met_by=Occasion.PUBLISHED)
    due_on = running.values_list("due_on", flat=True).first()
    if due_on is None or day <= due_on:
        return ""
    return (
        f"The report is due on {in_full(due_on)}. To publish later is a delay, which the "
        f"{title_of(publication.case, 'strategic_body')} approves first: propose a hold on publication until that day, "
        "with the reason. The Panel and the Secretary of State are given it."
    )


def no_hold(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D34, D35: a hold stops publication from the moment it is proposed until it is declined or released."""
    states = {hold.state for hold in publication.holds.all()}
    if "approved" in states:
        return "Publication is on hold. Release the hold first."
    if "proposed" in states:
        return "A hold on publication is proposed. It must be declined or released before anything is published."
    return None


def year_passed(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D42: on the website for its time first."""
    rule = clocks.rule_of(publication.case.procedure, "website")
    end = clocks.due_date(rule, local_date(publication.published_at or now), BankHoliday.calendar()).due
    return f"The report stays on the website until {in_full(end)}." if local_date(now) < end else None


def is_approved(publication: "Publication", by: Actor, now: datetime) -> str | None:
    if publication.approved_by_id is None:
        return "Publication is not approved, so there is no approval to take back."
    return None


def impact_planned(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36: the impact on the child, the family, the practitioners and in the media is managed."""
    if publication.impact_planned_on is None:
        return "It is not planned how the publication is managed. Record who tells the family and when first."
    return None


def family_told_first(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36: the child and the family hear of it before the public does."""
    day = publication.family_to_be_told_on
    if day is not None and local_date(now) < day:
        return f"The family is to be told on {in_full(day)}, before publication. Publish then, or change the plan."
    return None


def is_on_site(publication: "Publication", by: Actor, now: datetime) -> str | None:
    return None if publication.on_site else "It is not on the public site."


def no_correction_running(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """A text that was found wrong is not put back as it was (edge case 11)."""
    if publication.correction_open:
        return "The text is being corrected: what was published before is not put back."
    return None


def nspcc_copy_recorded(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D43."""
    return "The copy to the NSPCC is not recorded yet." if publication.nspcc_on is None else None


def nspcc_copy_missing(publication: "Publication", by: Actor, now: datetime) -> str | None:
    if publication.nspcc_on is not None:
        return f"The copy to the NSPCC is recorded already: {in_full(publication.nspcc_on)}."
    return None


def nspcc_copy_not_waiting(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D43: a copy that lies among the notices has not been sent, whatever somebody remembers."""
    return not_gone(publication, "repository-copy", NSPCC_WAITS) or None


def advance_copy_not_gone(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D39: the day counts once."""
    return None if publication.advance_copy_on is None else "The day of the advance copy is recorded."
