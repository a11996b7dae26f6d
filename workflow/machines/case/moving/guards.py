"""What must hold before a case moves to another version of the procedure."""

from datetime import datetime
from typing import Any

from workflow.engine.step import local_date
from workflow.parties.roles import Actor
from workflow.procedures.version import ProcedureVersion


def another_version_in_force(case: Any, by: Actor, now: datetime) -> str | None:
    """There is a version to move to."""
    found = ProcedureVersion.objects.applicable_to(case.partnership_id).filter(effective_from__lte=local_date(now))
    if found.exclude(pk=case.procedure_id).exists():
        return None
    return "No other version of the procedure is in force for this partnership."
