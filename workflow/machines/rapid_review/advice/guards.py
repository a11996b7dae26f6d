"""When the scrutineer advises, and when the partners go on without the advice (D13, D16, D17)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_day
from workflow import clocks
from workflow.engine.step import local_date
from workflow.machines.rapid_review import guards
from workflow.parties.party import Membership
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import Occasion

if TYPE_CHECKING:
    from workflow.machines.rapid_review.machine import RapidReview
    from workflow.machines.rapid_review.record import RapidReviewRecord


def advised_first(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """When the Panel disagrees the scrutineer advises before the partners vote again, whether they agree or not."""
    if not awaits_advice_on_answer(rapid_review):
        return None
    return (
        "The independent scrutineer advises on the Panel’s answer before the partners vote again. The "
        "support office records advice that came another way, or that none was given by the day set."
    )


def advice_is_open(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """On the Panel’s answer until the partners vote on it (D16); on their votes where they differ (D13)."""
    return None if rapid_review.is_advised_on_answer_now else guards.partners_differ(rapid_review, by, now)


def advice_was_not_given(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """The scrutineer was asked, and the day set for the advice has passed; or nobody is the scrutineer."""
    today = local_date(now)
    if not advice_is_due(rapid_review, today):
        return "No advice of the scrutineer is waited for."
    due = _due(rapid_review)
    if due is None or due < today or not _somebody_advises(rapid_review):
        return None
    return (
        f"The scrutineer was asked and has until {spoken_day(due)}. After that day the partners may go on without the "
        "advice; advice that came another way can be recorded now."
    )


def awaits_advice_on_answer(rapid_review: "RapidReviewRecord") -> bool:
    """Whether the Panel disagreed and the scrutineer has not advised on that (D16)."""
    return rapid_review.is_reconsidering_an_answer and rapid_review.answer_advised_at is None


def advice_is_due(rapid_review: "RapidReviewRecord", today: date | None) -> bool:
    """Whether the decision stands still until the scrutineer advises."""
    return awaits_advice_on_answer(rapid_review) or guards.split_awaits_advice(rapid_review, today)


def _due(rapid_review: "RapidReview") -> date | None:
    """The day until which advice was asked for, None where the edition sets none."""
    found = clocks.running_of(rapid_review.case, record=rapid_review)
    return next((one.due_on for one in found if one.rule.met_by == Occasion.ADVISED), None)


def _somebody_advises(rapid_review: "RapidReview") -> bool:
    held = Membership.objects.filter(partnership=rapid_review.case.partnership_id, role=Role.SCRUTINEER, ended_at=None)
    return held.filter(user__is_active=True).exists()
