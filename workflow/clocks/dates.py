"""Moving the date of a clock: its start is corrected, more time is given or taken back.

Whatever moves, the earlier dates stay in the clock's history and a breach that was recorded stays recorded.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from workflow.clocks.deadline import Deadline
from workflow.clocks.lifecycle import note_breach, set_dates
from workflow.clocks.reminders import next_moment
from workflow.procedures.version import BankHoliday


def recompute(
    deadline: Deadline, new_start: date, *, now: datetime, event_id: UUID | None = None, why: str = "corrected"
) -> Deadline:
    """Work the date out again from a corrected start, running or not. Old dates and a recorded breach stay on record.

    `event_id` names the logged event that holds the typed reason (sealed). Two queries.
    """
    keep_history(deadline, now, event_id, why)
    deadline.extended = False
    set_dates(deadline, new_start, BankHoliday.calendar())
    return _save_dates(deadline)


def extend(deadline: Deadline, until: date, *, now: datetime, event_id: UUID | None = None) -> Deadline:
    """More time was approved (a delay, D35; an extension): due on that date instead. Two queries."""
    keep_history(deadline, now, event_id, "extended")
    deadline.due_on, deadline.skipped, deadline.extended = until, [], True
    deadline.next_reminder_at = next_moment(deadline, BankHoliday.calendar())
    return _save_dates(deadline)


def take_back_extension(deadline: Deadline, *, now: datetime, event_id: UUID | None = None) -> Deadline:
    """More time was given in error: the clock counts as its rule says again. Two queries."""
    return recompute(deadline, deadline.started_on, now=now, event_id=event_id, why="taken_back")


def keep_history(deadline: Deadline, now: datetime, event_id: UUID | None, why: str) -> None:
    """Put the dates as they stand into the clock's history, on the row; a limit that has passed is a breach by then."""
    changed_on = timezone.localdate(now)
    # The old limit may have passed unseen: its breach is recorded before the date moves.
    if deadline.is_running:
        note_breach(deadline, changed_on)
    entry = {
        "started_on": deadline.started_on.isoformat(),
        "due_on": deadline.due_on.isoformat(),
        "changed_on": changed_on.isoformat(),
        "why": why,
        "event": str(event_id) if event_id else "",
    }
    deadline.history = [*deadline.history, entry]


def _save_dates(deadline: Deadline) -> Deadline:
    if not deadline.is_running:
        # Met or stopped: judge again against the corrected date; what was recorded before stays.
        ended_on = deadline.met_on or deadline.stopped_on
        if ended_on is not None:
            note_breach(deadline, ended_on)
        deadline.next_reminder_at = None
    deadline.save(
        update_fields=["started_on", "due_on", "skipped", "extended", "history", "breached_at", "next_reminder_at"]
    )
    return deadline
