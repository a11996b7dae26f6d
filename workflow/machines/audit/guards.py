"""When a rapid review may be sampled for audit, and when its audit is reported (D19)."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.machines.rapid_review.states import CONCLUDED
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.audit.machine import RapidReviewAudit
    from workflow.machines.case.machine import Case

EXCLUDED = "excluded"


def rapid_review_concluded(case: "Case", by: Actor, now: datetime) -> str | None:
    """D19: only what is concluded can be judged as a whole; one that was stopped never was."""
    if any(rapid_review.state == CONCLUDED for rapid_review in case.rapid_reviews.all()):
        return None
    return "This case has no concluded rapid review to audit."


def not_sampled_yet(case: "Case", by: Actor, now: datetime) -> str | None:
    """One that was left out of a sample may be drawn again, in a later round or by hand."""
    if any(audit.state != EXCLUDED for audit in case.rapid_review_audits.all()):
        return "The rapid review of this case is in the audit already."
    return None


def reported_with_its_round(audit: "RapidReviewAudit", by: Actor, now: datetime) -> str | None:
    """An audit of a round is reported with all others of the round, by the program."""
    if audit.round_id is None or by.is_system:
        return None
    return "It is reported together with the others of its round. Report the round on “Audit of rapid reviews”."
