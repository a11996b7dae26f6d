"""Why a report may not be cleared yet: the check has not run on it, or what it found is not resolved (D36)."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.machines.publication.identification import identifiers
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workflow.machines.publication.identification.hit import IdentificationHit
    from workflow.machines.publication.machine import Publication


def something_found(publication: "Publication", by: Actor, now: datetime) -> str | None:
    return None if open_hits(publication).exists() else "There is nothing to resolve."


def checked_for_everybody(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """The check has run, and looked for everybody whom the case knows by now."""
    if not publication.checked_for:
        return "The automatic check has not run on this text. Run the check again (D36)."
    if publication.checked_for != identifiers.fingerprint(publication.case):
        return (
            "The case's records name people, dates or places that the check did not look for. "
            "Run the check again (D36)."
        )
    return None


def all_resolved(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """A second person has looked at everything that was found."""
    waiting = open_hits(publication).count()
    if waiting:
        what = "find is" if waiting == 1 else "finds are"
        return f"{waiting} {what} not resolved. Somebody who did not begin the check looks at each (D36)."
    if publication.hits.filter(run=publication.check_run, resolution="to_change").exists():
        return "Something in the report identifies somebody. Return the report for changes (D36)."
    return None


def open_hits(publication: "Publication") -> "QuerySet[IdentificationHit]":
    """What the newest check found and nobody has resolved."""
    return publication.hits.filter(run=publication.check_run, resolution="")
