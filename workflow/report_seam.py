"""The report: a seam the other way. `portal` draws and moves report pages, `workflow` only asks it to.

`portal` registers one ReportDesk when the app starts. Every method is called inside perform()'s transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from workflow.roles import Actor


@dataclass(frozen=True)
class RecommendationFacts:
    """One recommendation as the report gives it (D32): what, who, by when, and the outcome for children."""

    what: str
    who: str
    by_when: date | None
    outcome: str


@dataclass(frozen=True)
class ReportFacts:
    """What a machine needs to know of a report page. Addresses are paths or "" where there is none yet."""

    title: str
    has_improvements: bool
    has_analysis: bool
    recommendations: tuple[RecommendationFacts, ...]
    author_ids: frozenset[int]
    edit_url: str
    preview_url: str
    public_url: str


class ReportDesk(Protocol):
    def draft(self, review: Any, *, by: Actor, now: datetime) -> None:
        """Make the draft page below the partnership's report index; nothing when there is one."""

    def facts(self, review: Any) -> ReportFacts | None:
        """What the newest draft (or the live page) of this review says, None before there is a page."""

    def publish(self, publication: Any, *, by: Actor, now: datetime) -> None:
        """Put the newest draft on the public site."""

    def improvements_only(self, publication: Any, *, by: Actor, now: datetime) -> None:
        """Put only the improvements on the public site (D37)."""

    def take_down(self, publication: Any, *, by: Actor, now: datetime, reason: str) -> None:
        """Take the page off the public site at once."""

    def move_to_on_request(self, publication: Any, *, by: Actor, now: datetime) -> None:
        """After its year: leave a note how to ask for the report (D42)."""


_desk: list[ReportDesk] = []


def register(desk: ReportDesk) -> None:
    """Name the one report desk, at start-up."""
    _desk[:] = [desk]


def report_desk() -> ReportDesk:
    """The registered report desk. Raises LookupError when no app registered one."""
    if not _desk:
        raise LookupError("No report desk is registered: is the portal app installed?")
    return _desk[0]
