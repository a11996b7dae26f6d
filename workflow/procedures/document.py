"""A version of the procedure as one document: what a file holds, what is compared, what is checked.

The columns of limits and wordings are read from the models, so that a field added there is exported, imported,
compared and copied without a line here.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from workflow.procedures.change import ProcedureChange
from workflow.procedures.version import DeadlineRule, NoticeTemplate, ProcedureVersion

FORMAT = 1
KIND = "safeguarding-procedure"
SCHEMA_NAME = "procedure-file.schema.json"
HEAD = ("key", "title", "source", "effective_from")
PARTS: dict[str, Any] = {"rules": DeadlineRule, "notices": NoticeTemplate}

# A whole version: HEAD, "content", "rules" and "notices", each row with every column.
Document = dict[str, Any]


def columns(model: Any) -> "dict[str, models.Field[Any, Any]]":
    """The columns of a part that an editor writes, by name."""
    return {one.name: one for one in model._meta.concrete_fields if not one.primary_key and one.name != "procedure"}


def document_of(procedure: ProcedureVersion) -> Document:
    """The whole version: three queries."""
    return {
        "format": FORMAT,
        "kind": KIND,
        "key": procedure.key,
        "title": procedure.title,
        "source": procedure.source,
        "effective_from": procedure.effective_from.isoformat() if procedure.effective_from else "",
        "content": procedure.content,
        "rules": [_row(rule) for rule in procedure.rules.all()],
        "notices": [_row(notice) for notice in procedure.notice_templates.all()],
    }


def _row(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in columns(type(part))}


def completed(document: Mapping[str, Any]) -> Document:
    """The document with every column of every row, as `document_of` writes it; rows in the order of their keys."""
    return {
        "format": FORMAT,
        "kind": KIND,
        **{name: document[name] for name in HEAD},
        "content": document["content"],
        **{
            part: sorted(
                ({**_defaults(model), **row} for row in document[part]), key=lambda row: str(row.get("key", ""))
            )
            for part, model in PARTS.items()
        },
    }


def _defaults(model: Any) -> dict[str, Any]:
    return {name: one.get_default() for name, one in columns(model).items() if may_be_left_out(one)}


def may_be_left_out(one: "models.Field[Any, Any]") -> bool:
    return one.has_default() or one.blank or one.null


def written(document: Mapping[str, Any]) -> str:
    """The file's text: what stands at its default left out, the same bytes for the same version."""
    brief = {"$schema": SCHEMA_NAME, **document}
    for part, model in PARTS.items():
        defaults = _defaults(model)
        brief[part] = [
            {name: value for name, value in row.items() if name not in defaults or value != defaults[name]}
            for row in document[part]
        ]
    return json.dumps(brief, indent=2, ensure_ascii=False) + "\n"


def free_key(wanted: str) -> str:
    """The key itself, or with a number where another version has it."""
    taken = set(ProcedureVersion.objects.filter(key__startswith=wanted[:100]).values_list("key", flat=True))
    candidates = [wanted, *(f"{wanted[:110]}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)


@transaction.atomic
def save_draft(
    document: Mapping[str, Any], *, partnership: Any, kind: str, by: Any, now: datetime, part: str = ""
) -> ProcedureVersion:
    """A new draft of a complete document, under its key or the next one that is free. `by` is a user or None."""
    procedure = ProcedureVersion(
        key=free_key(document["key"]),
        partnership=partnership,
        title=document["title"],
        source=document["source"],
        effective_from=date.fromisoformat(document["effective_from"]),
        content=document["content"],
    )
    procedure.full_clean()
    procedure.save()
    for name, model in PARTS.items():
        model.objects.bulk_create([model(procedure=procedure, **row) for row in document[name]])
    ProcedureChange.note(procedure, kind, by=by, now=now, part=part)
    return procedure
