"""A report desk that keeps no pages: it says what a test tells it to say and remembers what it was asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from workflow import report_seam
from workflow.parties.roles import Actor
from workflow.report_seam import Found, PublishedText, RecommendationContent, ReportContent

COMPLETE = ReportContent(
    title="Report",
    has_improvements=True,
    has_analysis=True,
    recommendations=(
        RecommendationContent("Share concerns early.", "All agencies", date(2026, 9, 30), "Help comes sooner."),
        RecommendationContent(
            "Train every new health visitor.", "The 0 to 19 service", date(2026, 6, 30), "Signs are seen."
        ),
    ),
    author_ids=frozenset(),
    edit_url="",
    preview_url="",
    public_url="",
    digest="the text",
)


class RememberingDesk:
    def __init__(self) -> None:
        self.said: ReportContent | None = COMPLETE
        self.asked: list[str] = []
        self.finds: list[Found] = []

    def say(self, **changes: Any) -> None:
        """From now on the report page reads like the complete one but for these changes."""
        self.said = replace(COMPLETE, **changes)

    def written_by(self, *authors: Actor) -> None:
        self.say(author_ids=frozenset(author.user.pk for author in authors))

    def draft(self, review: Any, *, by: Actor, now: datetime) -> None:
        self.asked.append("draft")

    def content(self, review: Any) -> ReportContent | None:
        return self.said

    def contents(self, reviews: Sequence[Any]) -> dict[Any, ReportContent]:
        return {review.pk: self.said for review in reviews if self.said is not None}

    def find(self, publication: Any, identifiers: Sequence[Any]) -> list[Found]:
        return self.finds

    def note_correction(self, publication: Any, note: str, *, published: int, by: Actor, now: datetime) -> None:
        self.asked.append(f"note_correction: {note}")
        if self.said is not None:
            self.said = replace(self.said, corrections=published + 1)

    def _text(self, asked: str) -> PublishedText:
        self.asked.append(asked)
        said = self.said or COMPLETE
        return PublishedText(None, said.digest, said.corrections, "Corrected." if said.corrections else "")

    def copy(self, review: Any, *, improvements_only: bool, now: datetime) -> tuple[str, bytes]:
        return ("improvements.pdf" if improvements_only else "report.pdf"), b"%PDF-1.7 frozen"

    def publish(self, publication: Any, *, by: Actor, now: datetime) -> PublishedText:
        return self._text("publish")

    def improvements_only(self, publication: Any, *, by: Actor, now: datetime) -> PublishedText:
        return self._text("improvements_only")

    def put_back(self, publication: Any, revision_id: int | None, *, by: Actor, now: datetime) -> PublishedText:
        return self._text("put_back")

    def version_url(self, publication: Any, number: int) -> str:
        return f"/versions/{number}/"

    def take_down(self, publication: Any, *, by: Actor, now: datetime, reason: str) -> None:
        self.asked.append(f"take_down: {reason}")

    def move_to_on_request(self, publication: Any, *, by: Actor, now: datetime) -> PublishedText:
        return self._text("move_to_on_request")


@pytest.fixture(autouse=True)
def report_desk(monkeypatch: pytest.MonkeyPatch) -> RememberingDesk:
    """The one report desk of these tests, instead of the portal's."""
    desk = RememberingDesk()
    monkeypatch.setattr(report_seam, "_desk", [desk])
    return desk
