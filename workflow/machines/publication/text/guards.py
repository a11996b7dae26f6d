"""The text that is published is the text that was signed off, checked, approved and sent in advance (D33, D36, D39).

Each stage keeps the digest of what it saw; a stage that kept none (from before digests were kept) is not held against.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.machines.review.report.guards import NO_PAGE, content_of
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.publication.machine import Publication
    from workflow.machines.publication.record import PublicationRecord

CHANGED = "The text of the report or one of its files changed after it was {stage}. {remedy} ({duty})."
RETURN = "Return the report for changes, so that it goes the whole way again"


def digest_of(publication: "PublicationRecord", now: datetime) -> str:
    """Of the text as it stands, "" where there is no page."""
    content = content_of(publication, now)
    return content.digest if content else ""


def _changed(
    publication: "Publication", kept: str, now: datetime, stage: str, duty: str, remedy: str = RETURN
) -> str | None:
    if not kept or kept == digest_of(publication, now):
        return None
    return CHANGED.format(stage=stage, remedy=remedy, duty=duty)


def as_signed_off(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D33: nothing is published that is not signed off."""
    return _changed(publication, publication.signed_off_digest, now, "signed off", "D33")


def as_checked(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36: what a second person cleared is what the check ran on."""
    remedy = "Run the check again"
    return _changed(publication, publication.checked_digest, now, "checked", "D36", remedy)


def as_approved(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36."""
    return _changed(publication, publication.approved_digest, now, "approved", "D36")


def as_sent(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D39 to D41: the Panel, the Secretary of State and Ofsted had this text."""
    return _changed(publication, publication.sent_digest, now, "sent in advance", "D39")


def correction_told(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """Edge case 11: readers are told what was corrected."""
    if not publication.correction_open:
        return None
    content = content_of(publication, now)
    if content is None:
        return NO_PAGE
    if content.corrections <= notes_published(publication):
        return "The report does not tell its readers what was corrected. Add a correction on the report page."
    return None


def notes_published(publication: "Publication") -> int:
    """How many notes of correction the public has read before."""
    numbers = publication.versions.values_list("corrections", flat=True)
    return max(numbers, default=0)
