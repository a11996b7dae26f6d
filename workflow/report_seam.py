"""The report: a seam the other way. `portal` draws and moves report pages, `workflow` only asks it to.

`portal` registers one ReportDesk when the app starts. Every method is called inside perform()'s transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from workflow.parties.roles import Actor


@dataclass(frozen=True)
class RecommendationContent:
    """One recommendation as the report gives it (D32): what, who, by when, and the outcome for children."""

    what: str
    who: str
    by_when: date | None
    outcome: str


@dataclass(frozen=True)
class FileContent:
    """A document of the report as it would be published: made anew. `refused`: why there is none."""

    title: str
    url: str
    dropped: tuple[str, ...]
    refused: str
    digest: str


@dataclass(frozen=True)
class ReportContent:
    """What a machine needs to know of a report page. Addresses are paths or "" where there is none yet."""

    title: str
    has_improvements: bool
    has_analysis: bool
    recommendations: tuple[RecommendationContent, ...]
    author_ids: frozenset[int]
    edit_url: str
    preview_url: str
    public_url: str
    # SHA-256 of everything that would be published, files included; "" where a desk cannot tell.
    digest: str = ""
    # The notes of correction that readers would see.
    corrections: int = 0
    # Its documents, as the last check made them.
    files: tuple[FileContent, ...] = ()


@dataclass(frozen=True)
class PublishedText:
    """What the public reads from now on: the kept text (an identifier of the CMS), its digest, its notes."""

    revision_id: int | None
    digest: str
    corrections: int = 0
    note: str = ""


@dataclass(frozen=True)
class Place:
    """Where something stands: "Analysis", "Document “plan.docx”, comment 2", with the words around it."""

    where: str
    excerpt: str


@dataclass(frozen=True)
class Found:
    """One identifier of a case in one written form, and every place where it stands in the report or its files.

    `sure`: "certain" (it stands as the records have it), "likely" (in another form of it), "possible" (only a person
    can tell); `why` says in plain English how it was recognised.
    """

    kind: str
    identifier: str
    written: str
    places: tuple[Place, ...]
    count: int
    sure: str = "certain"
    why: str = ""


class ReportDesk(Protocol):
    def draft(self, review: Any, *, by: Actor, now: datetime) -> None:
        """Make the draft page below the partnership's report index; nothing when there is one."""

    def content(self, review: Any) -> ReportContent | None:
        """What the newest draft (or the live page) of this review says, None before there is a page."""

    def contents(self, reviews: Sequence[Any]) -> Mapping[Any, ReportContent]:
        """The same of many, by the identifier of the review; those without a page are left out."""

    def copy(self, review: Any, *, improvements_only: bool, now: datetime) -> tuple[str, bytes]:
        """A neutral file name and the PDF of the newest draft or published text, for recipients before and after
        publication (D39 to D41, D43)."""

    def find(self, publication: Any, identifiers: Sequence[Any]) -> Sequence[Found]:
        """Search all that would be published, files and what they hide included, for these identifiers (D36)."""

    def note_correction(self, publication: Any, note: str, *, published: int, by: Actor, now: datetime) -> None:
        """Write into the draft what readers will be told was corrected, after those `published` before."""

    def publish(self, publication: Any, *, by: Actor, now: datetime) -> PublishedText | None:
        """Put the newest draft on the public site."""

    def improvements_only(self, publication: Any, *, by: Actor, now: datetime) -> PublishedText | None:
        """Put only the improvements on the public site (D37)."""

    def put_back(self, publication: Any, revision_id: int | None, *, by: Actor, now: datetime) -> PublishedText | None:
        """Put a text that was published before on the public site again; without one named, the newest draft."""

    def version_url(self, publication: Any, number: int) -> str:
        """Where case workers read a version that was published."""

    def take_down(self, publication: Any, *, by: Actor, now: datetime, reason: str) -> None:
        """Take the page off the public site at once."""

    def move_to_on_request(self, publication: Any, *, by: Actor, now: datetime) -> PublishedText | None:
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
