"""The shape of a procedure file as a JSON Schema, made from the models, and what does not fit it, in words.

Made and not written, so that a column that a model gains is known to files without a line here.
"""

from collections.abc import Iterator
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models

from workflow.procedures.document import FORMAT, KIND, PARTS, SCHEMA_NAME, columns, may_be_left_out
from workflow.procedures.faults import Path
from workflow.procedures.parts import LISTS_BY_NAME, VOTING
from workflow.procedures.wording import help_of, people_of

KEY = {
    "type": "string",
    "minLength": 1,
    "maxLength": 120,
    "pattern": r"^[a-zA-Z0-9_-]+$",
    "x-says": "use letters, digits, - and _",
}
TEXT = {"type": "string", "minLength": 1}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a procedure file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A version of the procedure",
        "type": "object",
        "required": ["format", "key", "title", "source", "effective_from", "content", "rules", "notices"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string", "description": f"Name {SCHEMA_NAME} here while you write."},
            "format": {"enum": [FORMAT]},
            "kind": {"enum": [KIND]},
            "key": KEY,
            "title": {**TEXT, "maxLength": 200},
            "source": TEXT,
            "effective_from": {
                "type": "string",
                "pattern": r"^\d{4}-\d{2}-\d{2}$",
                "x-says": "write year, month, day: 2026-09-01",
            },
            "content": _content(),
            **{part: {"type": "array", "items": _row(model)} for part, model in PARTS.items()},
        },
    }


def faults(value: Any) -> Iterator[tuple[Path, str]]:
    """Where the value is not as the schema says, and what is wrong there."""
    from forms.editor.transfer import shape  # noqa: PLC0415 - JSON Schema is a large library, for files alone

    return shape.faults_by(schema(), value)


def _content() -> dict[str, Any]:
    entry = {
        "type": "object",
        "required": ["key", "text"],
        "properties": {"key": KEY, "text": TEXT},
    }
    known: dict[str, Any] = {}
    for part in LISTS_BY_NAME.values():
        extra: dict[str, Any] = {}
        for column in part.columns:
            extra[column.name] = {"type": "array", "items": TEXT} if column.several else {"type": "string"}
            if column.choices:
                extra[column.name]["enum"] = [value for value, _ in column.choices]
        properties = {"key": KEY, "text": TEXT, **extra}
        known[part.name] = {
            "type": "array",
            "title": part.title,
            "items": {
                "type": "object",
                "required": list(properties),
                "additionalProperties": False,
                "properties": properties,
            },
        }
    return {
        "type": "object",
        "properties": {**known, VOTING.name: {"type": "object"}, "titles": {"type": "object"}},
        # What this version of the portal has no name for: a list of entries, or settings.
        "additionalProperties": {"anyOf": [{"type": "array", "items": entry}, {"type": "object"}]},
    }


def _row(model: Any) -> dict[str, Any]:
    known = columns(model)
    needed = [name for name, one in known.items() if not may_be_left_out(one)]
    return {
        "type": "object",
        "required": needed,
        "additionalProperties": False,
        "properties": {name: _column(one) for name, one in known.items()},
    }


def _column(one: "models.Field[Any, Any]") -> dict[str, Any]:
    told: dict[str, Any] = {"description": help_of(one)} if help_of(one) else {}
    if isinstance(one, models.BooleanField):
        return {**told, "type": "boolean"}
    if isinstance(one, models.JSONField):
        people = [key for key, _ in people_of(one.name)]
        items: dict[str, Any] = {"enum": people} if people else {}
        if one.name == "recipients":
            # Roles, kinds of agencies and bodies, of which a version names its own: the judge looks at them.
            items = {"type": "string"}
        return {**told, "type": "array", "items": items} if isinstance(one.get_default(), list) else told
    if isinstance(one, models.IntegerField):
        most = max([v.limit_value for v in one.validators if isinstance(v, MaxValueValidator)], default=None)
        bounds = {"minimum": 0} if one.get_internal_type().startswith("Positive") else {}
        ceiling = {"maximum": most} if isinstance(most, int) else {}
        return {**told, "type": ["integer", "null"] if one.null else "integer", **bounds, **ceiling}
    if one.choices:
        values = [str(value) for value, _ in one.flatchoices]
        return {**told, "type": "string", "enum": [*values, *([""] if one.blank else [])]}
    length = {"maxLength": one.max_length} if one.max_length else {}
    return {**told, "type": "string", **({} if one.blank else {"minLength": 1}), **length}
