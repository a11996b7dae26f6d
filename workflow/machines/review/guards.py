"""Why a review may not move on yet; what has to be on file first is asked in filing/guards.py.

Each guard cites the duty it keeps.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_day
from workflow.machines.review.filing.entry import EntryKind
from workflow.machines.sending import not_gone
from workflow.parties.roles import Actor
from workflow.parties.titles import title_of

NOT_TOLD = "The Panel, Ofsted and the Department for Education have not all been told the reviewer’s name"

if TYPE_CHECKING:
    from workflow.machines.review.machine import Review
    from workflow.machines.review.record import ReviewRecord

# --- What makes sense for the kind of review --------------------------------------------------------------------------


def local(review: "ReviewRecord", by: Actor, now: datetime) -> str | None:
    """D45 to D47: the Panel's review has its own reviewer and its own sign-off."""
    if review.is_national:
        return "This is a national review: the Panel commissions, conducts and publishes it, not the partnership."
    return None


def national(review: "ReviewRecord", by: Actor, now: datetime) -> str | None:
    """D46, D47."""
    return (
        None if review.is_national else "This step belongs to national reviews; this review is the partnership’s own."
    )


def bodies_are_told(review: "ReviewRecord", by: Actor, now: datetime) -> str | None:
    """D21 is asked of local reviews; the procedure names nobody who is told of a learning review (D14)."""
    if review.kind == review.Kind.LEARNING:
        return "The Panel, Ofsted and the Department for Education are told of local reviews, not of learning reviews."
    return None


ABOUT_THE_KIND = (local, national, bodies_are_told)

# --- Before evidence, drafting and sign-off ---------------------------------------------------------------------------


def bodies_told(review: "ReviewRecord", by: Actor, now: datetime) -> str | None:
    """D21: nobody was told by a letter that has not gone."""
    if review.bodies_told_on is not None or review.kind == review.Kind.LEARNING:
        return None
    return (review.bodies_letter and not_gone(review, review.bodies_letter, NOT_TOLD)) or f"{NOT_TOLD}."


def bodies_not_told(review: "Review", by: Actor, now: datetime) -> str | None:
    """D21: the day counts once for each reviewer, and only of letters with that reviewer's name."""
    if review.bodies_letter and review.bodies_told_on is None:
        return None
    return "It is recorded when the bodies were told the reviewer’s name, or no letter with it was asked for."


def bodies_not_written_to(review: "ReviewRecord", by: Actor, now: datetime) -> str | None:
    """D21: one letter to each body for each reviewer."""
    if review.bodies_told_on is not None:
        return f"They were told on {spoken_day(review.bodies_told_on)}, and are told again when the reviewer changes."
    return bodies_told(review, by, now) if review.bodies_letter else None


def terms_agreed(review: "Review", by: Actor, now: datetime) -> str | None:
    """D22."""
    if review.terms_agreed_on is None:
        return "The terms of reference and the method are not agreed with the reviewer."
    return None


def reviewer_appointed(review: "Review", by: Actor, now: datetime) -> str | None:
    """D20."""
    return None if review.reviewer_name else "No reviewer is appointed."


def no_hold(review: "Review", by: Actor, now: datetime) -> str | None:
    """D26, D34: a hold stops the review from the moment it is proposed until it is refused or released."""
    if review.hold_proposed_on is None:
        return None
    until = spoken_day(review.hold_until)
    if review.hold_approved_on is not None:
        return f"The review is on hold, expected until {until}. Release the hold first."
    return f"A hold on the review until {until} is proposed. It must be approved, refused or released first."


# --- The hold itself --------------------------------------------------------------------------------------------------


def no_hold_yet(review: "Review", by: Actor, now: datetime) -> str | None:
    if review.hold_proposed_on is not None:
        return "There is a hold on the review already. Release it before you propose another."
    return None


def hold_exists(review: "Review", by: Actor, now: datetime) -> str | None:
    return None if review.hold_proposed_on is not None else "There is no hold on the review."


def hold_proposed(review: "Review", by: Actor, now: datetime) -> str | None:
    """The office proposes, a decision maker or the strategic body decides."""
    if review.hold_proposed_on is None:
        return "The support office has not proposed a hold on the review."
    return None if review.hold_approved_on is None else "The hold on the review is approved already."


def not_who_proposed_the_hold(review: "Review", by: Actor, now: datetime) -> str | None:
    """Two people: one proposes, another decides."""
    if review.hold_proposed_by_id is not None and review.hold_proposed_by_id == by.user_id():
        return "You proposed this hold, so somebody else has to decide on it."
    return None


def delay_not_approved(review: "Review", by: Actor, now: datetime) -> str | None:
    """D35."""
    if review.hold_approved_on is None:
        return "The hold on the review is not approved."
    return None if review.hold_delay_until is None else "The strategic body has approved the delay already."


# --- A national review ------------------------------------------------------------------------------------------------


def scope_discussed(review: "Review", by: Actor, now: datetime) -> str | None:
    """D46."""
    if review.on_file.latest(EntryKind.SCOPE) is None:
        return "It is not recorded that the Panel discussed scope and method with the partners."
    return None


def strategic_body_told(review: "Review", by: Actor, now: datetime) -> str | None:
    """D47: at once; by notice when it was recorded, or otherwise and put on file."""
    if review.on_file.latest(EntryKind.STRATEGIC_TOLD) is None and not review.strategic_body_was_told:
        return f"It is not recorded that the {title_of(review.case, 'strategic_body')} was told."
    return None


def cooperation_recorded(review: "Review", by: Actor, now: datetime) -> str | None:
    """D47."""
    if review.on_file.latest(EntryKind.COOPERATION) is None:
        return "It is not recorded who cooperates locally with the national review, and what was given to it."
    return None


# --- Taking up again --------------------------------------------------------------------------------------------------


def no_other_review(review: "Review", by: Actor, now: datetime) -> str | None:
    """One review at a time."""
    others = review.case.reviews.exclude(pk=review.pk).exclude(state__in=review.CLOSED)
    # A national review may run beside the partnership's own (D46).
    beside = others.exclude(kind=review.Kind.NATIONAL) if not review.is_national else others.filter(kind=review.kind)
    return "Another review of this case is under way." if beside.exists() else None
