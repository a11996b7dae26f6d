"""What must hold before a case is erased: its period is over, no legal hold lies on it, two people agree."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_day
from workflow.engine.step import local_date
from workflow.machines.case.retention.periods import end_of, period_of
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


def keep_until(case: "Case") -> date | None:
    """The last day on which this closed case is kept; None where no period is set, so that it stays."""
    return None if case.closed_at is None else end_of(case.closed_at, period_of(case))


def period_is_over(case: "Case", by: Actor, now: datetime) -> str | None:
    """Nothing is erased before its time."""
    until = keep_until(case)
    if until is None:
        return (
            "No period is set after which this partnership’s cases of this kind are erased, so the case is kept. "
            "An administrator sets it under Partnerships in the site’s editor."
        )
    return None if local_date(now) > until else f"The case is kept until the end of {spoken_day(until)}."


def no_legal_hold(case: "Case", by: Actor, now: datetime) -> str | None:
    """A legal hold wins over every period."""
    hold = case.legal_hold
    if hold is None:
        return None
    return f"A legal hold has lain on this case since {spoken_day(local_date(hold.placed_at))}: nothing is erased."


def no_second_hold(case: "Case", by: Actor, now: datetime) -> str | None:
    return "A legal hold lies on this case already." if case.legal_hold else None


def legal_hold_lies(case: "Case", by: Actor, now: datetime) -> str | None:
    return None if case.legal_hold else "No legal hold lies on this case."


def erasure_not_proposed(case: "Case", by: Actor, now: datetime) -> str | None:
    return "It is proposed already: a decision maker approves or refuses." if case.erasure_proposed_at else None


def erasure_proposed(case: "Case", by: Actor, now: datetime) -> str | None:
    return None if case.erasure_proposed_at else "The support office has not proposed to erase this case."


def by_a_second_person(case: "Case", by: Actor, now: datetime) -> str | None:
    """Who proposed it does not approve it, whatever roles they hold."""
    if by.user_id() != case.erasure_proposed_by_id:
        return None
    return "You proposed to erase this case. A second person approves it."
