"""What must hold before something is recorded of the Panel (D15)."""

from datetime import datetime
from typing import Any

from workflow.parties.roles import Actor


def panel_was_silent(rapid_review: Any, by: Actor, now: datetime) -> str | None:
    if rapid_review.no_answer_at is not None:
        return None
    return "The Panel has answered. Another answer is recorded beside the first."
