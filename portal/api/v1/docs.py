"""The try-it page: every operation, described by the same description that programs read, with a form to try it.

It comes from this site alone and can be read without JavaScript; to send a request takes it.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.api.problems import KINDS
from portal.api.programs.scopes import LABELS

# What a body looks like, where a schema alone would leave it to be guessed.
EXAMPLES: dict[str, Any] = {
    "DraftIn": {"form": 1, "language": ""},
    "StepIn": {"revision": 0, "answers": {}},
    "SubmissionIn": {"draft": "00000000-0000-0000-0000-000000000000", "revision": 1, "version": "0" * 64},
}


@require_safe
def try_it(request: HttpRequest) -> HttpResponse:
    from portal.api.v1.api import description  # noqa: PLC0415 - the API imports the rooms that this page describes

    told = description()
    context = {
        "groups": _grouped(told),
        "problems": [{"name": name, "kind": kind} for name, kind in KINDS.items()],
        "scopes": LABELS,
    }
    return render(request, "portal/api/try_it.html", context)


def _grouped(told: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in _operations(told):
        groups.setdefault(one["group"], []).append(one)
    return groups


def _operations(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    number = 0
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            number += 1
            content = operation.get("requestBody", {}).get("content", {})
            yield {
                "number": number,
                "group": operation["tags"][0],
                "path": path,
                "method": method.upper(),
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "parameters": [_parameter(one) for one in operation.get("parameters", [])],
                "takes_file": "multipart/form-data" in content,
                "body": _example(content),
                "needs_token": "security" in operation,
                "answers": [(status, one["description"]) for status, one in sorted(operation["responses"].items())],
            }


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one["schema"]
    kinds = [schema, *schema.get("anyOf", [])]
    choices: list[Any] = next((kind["enum"] for kind in kinds if "enum" in kind), [])
    return {
        "name": one["name"],
        "where": one["in"],
        "required": one.get("required", False),
        "hint": one.get("description", ""),
        "choices": choices,
    }


def _example(content: dict[str, Any]) -> str:
    schema = content.get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    return json.dumps(EXAMPLES[name], indent=2) if name in EXAMPLES else ""
