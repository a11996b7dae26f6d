"""Why a review may not move on: what has to be on file first. Each guard cites the duty it keeps."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflow.machines.review.filing.entry import EntryKind
from workflow.parties.roles import Actor, Group, Role, acting_membership
from workflow.parties.titles import title_of

if TYPE_CHECKING:
    from workflow.machines.review.machine import Review

HOW_TO_RECORD = "Record it under “People and processes”."


def family_told(review: "Review", by: Actor, now: datetime) -> str | None:
    """D18: told in writing, or a reason why not yet that a second person agreed to."""
    if review.family_told_on is not None or review.on_file.agreed_not_told() is not None:
        return None
    if review.on_file.proposed_not_told() is not None:
        return (
            "The reason why the child and family are not told yet waits for a decision maker or the strategic body "
            "to agree to it."
        )
    return "It is not recorded that the child and family were told of the review in writing."


def advice_given(review: "Review", by: Actor, now: datetime) -> str | None:
    """D26."""
    if review.on_file.latest(EntryKind.ADVICE) is None:
        return (
            "The review group’s advice on chronologies, agencies’ reports, other areas and parallel processes is not "
            f"recorded. {HOW_TO_RECORD}"
        )
    return None


def family_invited(review: "Review", by: Actor, now: datetime) -> str | None:
    """D25: each member of the family on file was invited, or there is a reason why not."""
    members = review.on_file.current(EntryKind.MEMBER)
    if not members:
        return (
            "No member of the family is on file. List who there is, surviving children included, and record that each "
            "was invited to contribute or why not."
        )
    waiting = review.on_file.not_invited()
    if waiting:
        count = f"{len(waiting)} of {len(members)} members of the family" if len(members) > 1 else "The family member"
        return f"{count} on file: no invitation to contribute and no reason why not is recorded. {HOW_TO_RECORD}"
    return None


def practitioners_involved(review: "Review", by: Actor, now: datetime) -> str | None:
    """D24: an event or a conversation without blame, or a reason why there was none."""
    if not review.on_file.current(EntryKind.PRACTITIONERS):
        return (
            "It is not recorded how practitioners took part, without fear of blame, or why they could not. "
            f"{HOW_TO_RECORD}"
        )
    return None


def progress_supervised(review: "Review", by: Actor, now: datetime) -> str | None:
    """D28."""
    if not review.on_file.current(EntryKind.PROGRESS):
        return f"The review group has recorded nothing on progress and quality yet. {HOW_TO_RECORD}"
    return None


def requests_answered(review: "Review", by: Actor, now: datetime) -> str | None:
    """D29."""
    waiting = len(review.on_file.unanswered())
    if waiting:
        what = "A written request of the partners is" if waiting == 1 else f"{waiting} written requests are"
        return f"{what} not answered by the reviewer yet."
    return None


def no_unmanaged_conflict(record: Any, by: Actor, now: datetime) -> str | None:
    """Who declared a conflict of interest that is not managed neither signs off nor approves.

    Of a review, or of anything that has one (a publication).
    """
    declared = getattr(record, "review", record).on_file.declaration_of(by.user_id())
    if declared is None or declared.answers.get("has_conflict") != "yes" or declared.answers.get("managed"):
        return None
    return "You declared a conflict of interest that is not managed yet, so somebody else has to do this."


def request_waits(review: "Review", by: Actor, now: datetime) -> str | None:
    """D29."""
    return None if review.on_file.unanswered() else "No written request waits for an answer."


def member_on_file(review: "Review", by: Actor, now: datetime) -> str | None:
    """D25: a contact is a contact with somebody."""
    return None if review.on_file.current(EntryKind.MEMBER) else "List the members of the family first."


def family_not_told(review: "Review", by: Actor, now: datetime) -> str | None:
    """D18."""
    return None if review.family_told_on is None else "The child and family have been told already."


def not_told_proposed(review: "Review", by: Actor, now: datetime) -> str | None:
    """D18: a second person agrees."""
    proposed = review.on_file.proposed_not_told()
    if proposed is None:
        return "No reason why the family is not told yet waits for agreement."
    return "You recorded this reason, so somebody else has to agree to it." if proposed.by_id == by.user_id() else None


def something_on_file(review: "Review", by: Actor, now: datetime) -> str | None:
    return None if review.on_file.current() else "Nothing is on file yet."


def office_or_review_group(review: "Review", by: Actor, now: datetime) -> str | None:
    """D28: the review group supervises; the office writes for it."""
    place = review.case.partnership_id
    if acting_membership(set(Role) - {Role.GROUP}, record=review, by=by) or Group.REVIEW in by.groups(place):
        return None
    return f"Only the support office or a member of the {title_of(review.case, 'review_group')} may do this."


def decider_or_strategic(review: "Review", by: Actor, now: datetime) -> str | None:
    """A decision maker, or of the groups the strategic body alone."""
    partnership = review.case.partnership
    if by.seat(partnership.pk) or Group.STRATEGIC in by.groups(partnership.pk):
        return None
    return f"Only a decision maker or a member of the {title_of(review.case, 'strategic_body')} may do this."
