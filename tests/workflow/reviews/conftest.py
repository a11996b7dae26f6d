"""A report desk that keeps no pages: it says what a test tells it to say and remembers what it was asked."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from workflow import report_seam
from workflow.report_seam import RecommendationFacts, ReportFacts
from workflow.roles import Actor

COMPLETE = ReportFacts(
    title="Report",
    has_improvements=True,
    has_analysis=True,
    recommendations=(
        RecommendationFacts("Share concerns early.", "All agencies", date(2026, 9, 30), "Help comes sooner."),
        RecommendationFacts(
            "Train every new health visitor.", "The 0 to 19 service", date(2026, 6, 30), "Signs are seen."
        ),
    ),
    author_ids=frozenset(),
    edit_url="",
    preview_url="",
    public_url="",
)


class RememberingDesk:
    def __init__(self) -> None:
        self.said: ReportFacts | None = COMPLETE
        self.asked: list[str] = []

    def say(self, **changes: Any) -> None:
        """From now on the report page reads like the complete one but for these changes."""
        self.said = replace(COMPLETE, **changes)

    def written_by(self, *authors: Actor) -> None:
        self.say(author_ids=frozenset(author.user.pk for author in authors))

    def draft(self, review: Any, *, by: Actor, now: datetime) -> None:
        self.asked.append("draft")

    def facts(self, review: Any) -> ReportFacts | None:
        return self.said

    def publish(self, publication: Any, *, by: Actor, now: datetime) -> None:
        self.asked.append("publish")

    def improvements_only(self, publication: Any, *, by: Actor, now: datetime) -> None:
        self.asked.append("improvements_only")

    def take_down(self, publication: Any, *, by: Actor, now: datetime, reason: str) -> None:
        self.asked.append(f"take_down: {reason}")

    def move_to_on_request(self, publication: Any, *, by: Actor, now: datetime) -> None:
        self.asked.append("move_to_on_request")


@pytest.fixture(autouse=True)
def report_desk(monkeypatch: pytest.MonkeyPatch) -> RememberingDesk:
    """The one report desk of these tests, instead of the portal's."""
    desk = RememberingDesk()
    monkeypatch.setattr(report_seam, "_desk", [desk])
    return desk
