"""When a rapid review may be sampled for audit (D19)."""

from datetime import datetime
from typing import Any

from workflow.roles import Actor


def rapid_review_concluded(case: Any, by: Actor, now: datetime) -> str | None:
    """D19: only what is concluded can be judged as a whole."""
    if any(not rapid_review.is_open for rapid_review in case.rapid_reviews.all()):
        return None
    return "This case has no concluded rapid review to audit (D19)."


def not_sampled_yet(case: Any, by: Actor, now: datetime) -> str | None:
    if case.rapid_review_audits.exists():
        return "The rapid review of this case is in the audit already."
    return None
