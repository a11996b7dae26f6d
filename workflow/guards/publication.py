"""Why a report may not be cleared, approved or published yet. Lengths come from the case's rules, never from here."""

from datetime import date, datetime
from typing import Any

from workflow import clocks
from workflow.calendar import DueDate
from workflow.declaring import local_date
from workflow.models.review import Review
from workflow.models.rules import BankHoliday
from workflow.roles import Actor


def review_signed_off(publication: Any, by: Actor, now: datetime) -> str | None:
    """D33: nothing is published that is not signed off."""
    if publication.review.state != Review.SIGNED_OFF:
        return "The report is not signed off (D33)."
    return None


def not_who_began_the_check(publication: Any, by: Actor, now: datetime) -> str | None:
    """D36: a second person resolves the identification check."""
    if publication.check_begun_by_id == by.user_id():
        return "You began this check, so a second person has to clear the report (D36)."
    return None


def not_approved_yet(publication: Any, by: Actor, now: datetime) -> str | None:
    if publication.approved_by_id is not None:
        return "Publication is approved already."
    return None


def approved(publication: Any, by: Actor, now: datetime) -> str | None:
    """D36: one person approves, another publishes."""
    if publication.approved_by_id is None:
        return "A decision maker or a group member has not approved the publication yet."
    return None


def not_the_approver(publication: Any, by: Actor, now: datetime) -> str | None:
    """D36: one person approves, another publishes."""
    if publication.approved_by_id == by.user_id():
        return "You approved this publication, so somebody else has to publish it."
    return None


def whole_report_chosen(publication: Any, by: Actor, now: datetime) -> str | None:
    """D37."""
    if publication.improvements_chosen:
        return "The strategic body decided to publish the improvements instead of the report (D37)."
    return None


def improvements_chosen(publication: Any, by: Actor, now: datetime) -> str | None:
    """D37."""
    if not publication.improvements_chosen:
        return "The strategic body has not decided to publish the improvements instead of the report (D37)."
    return None


def clear_days_passed(publication: Any, by: Actor, now: datetime) -> str | None:
    """D39 to D41: so many clear working days lie between the advance copy and publication."""
    if publication.advance_copy_on is None:
        return "The advance copy has not been sent (D39)."
    earliest = earliest_publication(publication, publication.advance_copy_on)
    if local_date(now) < earliest.due:
        return too_early(publication, publication.advance_copy_on, earliest)
    return None


def planned_day_reached(publication: Any, by: Actor, now: datetime) -> str | None:
    """D39: the recipients of the advance copy were told this day."""
    planned_on = publication.planned_on
    if planned_on is not None and local_date(now) < planned_on:
        return f"Publication is planned for {in_full(planned_on)}. Publish then, or change the planned date."
    return None


def earliest_publication(publication: Any, sent_on: date) -> DueDate:
    """The first day on which what was sent on that local date may be published, and the days skipped."""
    return clocks.earliest_after(publication.case, "advance-copy", sent_on)


def too_early(publication: Any, sent_on: date, earliest: DueDate) -> str:
    """Why a day before the earliest one will not do: the date, the count and every day that was skipped."""
    length = clocks.rule_of(publication.case.procedure, "advance-copy").length
    skipped = "; ".join(f"{day.date:%-d %B %Y} ({day.reason})" for day in earliest.skipped)
    return (
        f"The earliest publication date is {in_full(earliest.due)}: {length} clear working days must lie between "
        f"the advance copy of {in_full(sent_on)} and publication (D39). These days do not count: {skipped or 'none'}."
    )


def in_full(day: date) -> str:
    """ "Thursday 12 March 2026"."""
    return f"{day:%A %-d %B %Y}"


def no_hold(publication: Any, by: Actor, now: datetime) -> str | None:
    """D34, D35: a hold stops publication from the moment it is proposed until it is released."""
    if publication.hold_approved_on is not None:
        return "Publication is on hold. Release the hold first (D35)."
    if publication.hold_proposed_on is not None:
        return "A hold on publication is proposed. It must be released before anything is published (D35)."
    return None


def no_hold_yet(publication: Any, by: Actor, now: datetime) -> str | None:
    if publication.hold_proposed_on is not None:
        return "There is a hold already. Release it before you propose another."
    return None


def hold_exists(publication: Any, by: Actor, now: datetime) -> str | None:
    if publication.hold_proposed_on is None:
        return "There is no hold to release."
    return None


def hold_proposed(publication: Any, by: Actor, now: datetime) -> str | None:
    """D35: the support office proposes, the strategic body approves."""
    if publication.hold_proposed_on is None:
        return "The support office has not proposed a hold."
    if publication.hold_approved_on is not None:
        return "The hold is approved already."
    return None


def year_passed(publication: Any, by: Actor, now: datetime) -> str | None:
    """D42: on the website for its time first."""
    rule = clocks.rule_of(publication.case.procedure, "website")
    end = clocks.due_date(rule, local_date(publication.published_at), BankHoliday.calendar()).due
    if local_date(now) < end:
        return f"The report stays on the website until {in_full(end)} (D42)."
    return None


def nspcc_copy_missing(publication: Any, by: Actor, now: datetime) -> str | None:
    if publication.nspcc_on is not None:
        return f"The copy to the NSPCC is recorded already: {in_full(publication.nspcc_on)}."
    return None
