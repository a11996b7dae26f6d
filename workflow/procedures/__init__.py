"""The procedure as shipped: one JSON file an edition, and the loader that puts an edition into the database.

Loading is idempotent: an edition that is there already is left exactly as it is, since cases may rest on it.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from workflow.models.rules import DeadlineRule, NoticeTemplate, ProcedureVersion

FOLDER = Path(__file__).parent
FORMAT = 1


def shipped() -> list[dict[str, Any]]:
    """Every edition that comes with the portal, as read from its file."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]


def load_shipped(*, now: datetime) -> list[ProcedureVersion]:
    """Load and publish every shipped edition for all partnerships. What is there already stays as it is."""
    return [load(document, now=now) for document in shipped()]


@transaction.atomic
def load(document: Mapping[str, Any], *, now: datetime, partnership: Any = None) -> ProcedureVersion:
    """Load and publish one edition; returns the one in the database when its key is there already.

    Raises ValidationError where the document names an occasion, a unit or a placeholder that does not exist, and
    ValueError on another format.
    """
    if document.get("format") != FORMAT:
        raise ValueError(f"This is not a procedure of format {FORMAT}.")
    existing = ProcedureVersion.objects.filter(key=document["key"]).first()
    if existing is not None:
        return existing
    procedure = ProcedureVersion(
        key=document["key"],
        partnership=partnership,
        title=document["title"],
        source=document["source"],
        effective_from=date.fromisoformat(document["effective_from"]),
        content=document["content"],
    )
    procedure.full_clean()
    procedure.save()
    rules = [DeadlineRule(procedure=procedure, **rule) for rule in document["rules"]]
    notices = [NoticeTemplate(procedure=procedure, **notice) for notice in document["notices"]]
    for part in [*rules, *notices]:
        part.full_clean(validate_unique=False, validate_constraints=False)
    DeadlineRule.objects.bulk_create(rules)
    NoticeTemplate.objects.bulk_create(notices)
    procedure.publish(now=now)
    return procedure
