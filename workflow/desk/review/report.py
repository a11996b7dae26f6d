"""What the case file shows of a publication and of recommendations beside their steps: finds, versions, plan, holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.desk.case_file.file import CaseFile
from workflow.desk.review.publication_dates import PublicationDates, dates_of
from workflow.desk.steps.moves import Moves
from workflow.machines.publication.hold.machine import PublicationHold
from workflow.machines.publication.machine import Publication
from workflow.machines.publication.published_version import PublishedVersion
from workflow.machines.publication.questions import ImpactForm
from workflow.report_seam import report_desk

PLAN = [(name, field.label) for name, field in ImpactForm.base_fields.items()]


@dataclass(frozen=True)
class PublicationPart:
    """A publication with everything that is kept of it; `plan` in the words in which it was asked."""

    dates: PublicationDates
    finds: int
    unresolved: int
    versions: list[tuple[PublishedVersion, str]]
    plan: list[tuple[str, Any]]
    holds: list[tuple[PublicationHold, Moves]]


def publication_parts(file: CaseFile) -> list[PublicationPart]:
    """Two queries a publication, and those of its dates; a case has one or two."""
    holds = list(zip(file.holds, file.moves(file.holds), strict=True))
    return [
        PublicationPart(
            dates_of(one, now=file.now),
            *_finds(one),
            [(version, report_desk().version_url(one, version.number)) for version in one.versions.all()],
            _plan(one),
            [(hold, moves) for hold, moves in holds if hold.publication_id == one.pk],
        )
        for one in file.publications
    ]


def _finds(publication: Publication) -> tuple[int, int]:
    resolutions = list(publication.hits.filter(run=publication.check_run).values_list("resolution", flat=True))
    return len(resolutions), resolutions.count("")


def _plan(publication: Publication) -> list[tuple[str, Any]]:
    said = {**(publication.impact_plan or {}), "family_to_be_told_on": publication.family_to_be_told_on}
    return [(str(label), said[name]) for name, label in PLAN if said.get(name)]


def recommendation_parts(file: CaseFile, today: date) -> list[dict[str, Any]]:
    """Each recommendation with what every agency is asked under it."""
    actions: list[dict[str, Any]] = [
        {"action": one, "moves": moves, "is_overdue": one.is_overdue(today)}
        for one, moves in zip(file.actions, file.moves(file.actions), strict=True)
    ]
    return [
        {
            "recommendation": one,
            "moves": moves,
            "is_overdue": one.is_overdue(today),
            "actions": [part for part in actions if part["action"].recommendation_id == one.pk],
        }
        for one, moves in zip(file.recommendations, file.moves(file.recommendations), strict=True)
    ]
