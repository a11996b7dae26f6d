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


def _known_now(publication: "Publication") -> list[str]:
    """Whom the case knows, opened once for this object: a page asks the guard for everybody who may act."""
    kept: list[str] | None = publication.__dict__.get("_known_now")
    if kept is None:
        kept = publication.__dict__["_known_now"] = identifiers.fingerprints(publication.case)
    return kept


def checked_for_everybody(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """The check has run, and looked for everybody whom the case knows by now."""
    if not publication.checked_for:
        return "The automatic check has not run on this text. Run the check again."
    if publication.checked_for not in _known_now(publication):
        return "The case's records name people, dates or places that the check did not look for. Run the check again."
    return None


def still_for_everybody(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """D36: nobody whom the case learned of since the check. One that kept none (before this was kept) is not held
    against.
    """
    if not publication.checked_for or publication.checked_for in _known_now(publication):
        return None
    return (
        "The case's records name people, dates or places that the check did not look for. Take the clearing back or "
        "return the report for changes (correct it, where the public read it before): the check runs again (D36)."
    )


def all_resolved(publication: "Publication", by: Actor, now: datetime) -> str | None:
    """A second person has looked at everything that was found."""
    waiting = open_hits(publication).count()
    if waiting:
        what = "find is" if waiting == 1 else "finds are"
        return f"{waiting} {what} not resolved. Somebody who did not begin the check looks at each."
    if publication.hits.filter(run=publication.check_run, resolution="to_change").exists():
        return "Something in the report identifies somebody. Return the report for changes."
    return None


def open_hits(publication: "Publication") -> "QuerySet[IdentificationHit]":
    """What the newest check found and nobody has resolved."""
    return publication.hits.filter(run=publication.check_run, resolution="")
