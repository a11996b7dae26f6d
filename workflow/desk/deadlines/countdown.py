"""Deadlines as people read them: how long is left in words, never by colour alone, and why the date is what it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from forms.definition.dates import spoken_day
from workflow import clocks
from workflow.calendar import BankHolidays
from workflow.clocks.deadline import Deadline
from workflow.engine.step import local_date
from workflow.procedures.version import BankHoliday

SOON = 2


@dataclass(frozen=True)
class Countdown:
    """One deadline on a given day. `tag` is the word of its state, `words` how long is left or how it ended."""

    deadline: Deadline
    words: str
    tag: str
    colour: str

    @property
    def why(self) -> list[str]:
        """Sentences that explain the date."""
        return clocks.explain(self.deadline)

    @property
    def is_running(self) -> bool:
        return self.deadline.is_running


def countdowns(deadlines: Iterable[Deadline], *, now: datetime) -> list[Countdown]:
    """Each deadline (with its rule) counted from the local day; one query for the bank holidays where one runs."""
    found = list(deadlines)
    holidays = BankHoliday.calendar() if any(one.is_running for one in found) else BankHolidays()
    return [_countdown(deadline, local_date(now), holidays) for deadline in found]


def _countdown(deadline: Deadline, today: date, holidays: BankHolidays) -> Countdown:
    if not deadline.is_running:
        return Countdown(deadline, *_ended(deadline))
    words = clocks.countdown(deadline, today, holidays)
    if clocks.is_overdue(deadline, today):
        if deadline.rule.is_prompt:
            return Countdown(deadline, words, "Act now", "yellow")
        return Countdown(deadline, words, "Overdue", "red")
    if clocks.working_days_left(deadline, today, holidays) <= SOON:
        return Countdown(deadline, words, "Due soon", "yellow")
    return Countdown(deadline, words, "Running", "blue")


def _ended(deadline: Deadline) -> tuple[str, str, str]:
    if deadline.state == Deadline.State.MET and deadline.met_on is not None:
        done = f"done on {spoken_day(deadline.met_on)}"
        return (f"{done}, after the limit", "Met late", "red") if deadline.is_breached else (done, "Met", "green")
    reason = deadline.get_stop_reason_display() or "it was stopped"
    on = f" on {spoken_day(deadline.stopped_on)}" if deadline.stopped_on else ""
    return f"stopped{on}: {reason}", "Stopped", "grey"
