"""Other editions of the procedure: the shipped one with something said differently."""

from copy import deepcopy
from typing import Any

from tests.factories.case import MONDAY
from workflow.models import ProcedureVersion
from workflow.procedures import load_shipped


def edition(key: str, *, voting: dict[str, Any] | None = None, **lists: Any) -> ProcedureVersion:
    """A published version like the shipped one, with these settings and lists instead."""
    shipped = load_shipped(now=MONDAY)[0]
    content = deepcopy(shipped.content)
    content["voting"] |= voting or {}
    content |= lists
    made = ProcedureVersion(
        key=key, title=key, source="A test.", effective_from=shipped.effective_from, content=content
    )
    made.save()
    for model in (shipped.rules.model, shipped.notice_templates.model):
        rows = list(model.objects.filter(procedure=shipped))
        for row in rows:
            row.pk, row.procedure = None, made
        model.objects.bulk_create(rows)
    made.publish(now=MONDAY)
    return made
