"""Why a review may not move on yet. Each guard cites the duty it keeps."""

from datetime import datetime
from typing import Any

from workflow.roles import Actor


def family_told(review: Any, by: Actor, now: datetime) -> str | None:
    """D18."""
    if review.family_told_on is None:
        return "It is not recorded that the child and family were told of the review in writing (D18)."
    return None


def bodies_told(review: Any, by: Actor, now: datetime) -> str | None:
    """D21."""
    if review.bodies_told_on is None:
        return "The Panel, Ofsted and the Department for Education have not been told the reviewer’s name (D21)."
    return None


def terms_agreed(review: Any, by: Actor, now: datetime) -> str | None:
    """D22."""
    if review.terms_agreed_on is None:
        return "The terms of reference and the method are not agreed with the reviewer (D22)."
    return None
