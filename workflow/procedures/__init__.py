"""The procedure as shipped: one JSON file an edition, and the loader that puts an edition into the database.

Loading is idempotent: an edition that is there already is left exactly as it is, since cases may rest on it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from workflow.procedures.change import ProcedureChange
from workflow.procedures.document import FORMAT, completed, save_draft
from workflow.procedures.editions import edition, shipped
from workflow.procedures.faults import faults_of
from workflow.procedures.places import in_words
from workflow.procedures.version import ProcedureVersion


def load_shipped(*, now: datetime) -> list[ProcedureVersion]:
    """Load and publish every shipped edition for all partnerships. What is there already stays as it is."""
    return [load(document, now=now) for document in shipped()]


@transaction.atomic
def load(document: Mapping[str, Any], *, now: datetime, partnership: Any = None) -> ProcedureVersion:
    """Load and publish one edition; returns the one in the database when its key is there already.

    Raises ValidationError with everything that is wrong with the document, and ValueError on another format.
    """
    if document.get("format") != FORMAT:
        raise ValueError(f"This is not a procedure of format {FORMAT}.")
    existing: ProcedureVersion | None = ProcedureVersion.objects.filter(key=document["key"]).first()
    if existing is not None:
        return existing
    whole = completed(document)
    if faults := faults_of(whole, shipped=edition()):
        raise ValidationError([f"{in_words(fault.path, whole)}: {fault.text}" for fault in faults])
    procedure = save_draft(whole, partnership=partnership, kind=ProcedureChange.Kind.MADE, by=None, now=now)
    procedure.publish(now=now)
    return procedure
