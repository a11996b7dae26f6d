"""The people of a decision, and voting in tests."""

from dataclasses import dataclass
from typing import Any

from tests.factories.party import actor
from tests.workflow.reviews.steps import take
from workflow.parties.roles import Actor, Group, Role, Seat


@dataclass(frozen=True)
class Table:
    """Who sits at the table: the office, the scrutineer, the three seats, and two who may be named as delegates."""

    officer: Actor
    scrutineer: Actor
    seats: dict[str, Actor]
    deputy: Actor
    reviewer: Actor

    @classmethod
    def of(cls, partnership: Any) -> "Table":
        return cls(
            officer=actor(Role.OFFICER, partnership),
            scrutineer=actor(Role.SCRUTINEER, partnership),
            seats={seat: actor(Role.DECISION_MAKER, partnership, seat=seat) for seat in Seat.values},
            deputy=actor(Role.GROUP, partnership, group=Group.REVIEW),
            reviewer=actor(Role.REVIEWER, partnership),
        )

    def vote(self, rapid_review: Any, when: str = "2026-03-02", **choices: str) -> Any:
        """Each seat named votes in turn: `vote(drafted, police="no_review")`."""
        for seat, choice in choices.items():
            rapid_review = take(
                rapid_review, "vote", self.seats[seat], when, choice=choice, reason=f"The reason of {seat}."
            )
        return rapid_review

    def all_vote(self, rapid_review: Any, choice: str, when: str = "2026-03-02") -> Any:
        return self.vote(rapid_review, when, **dict.fromkeys(self.seats, choice))


def delegation(person: Actor, **said: Any) -> dict[str, Any]:
    """What the step that names a delegate asks."""
    return {"delegate": person.user.pk, "until": "2026-03-06", "reason": "On leave.", **said}
