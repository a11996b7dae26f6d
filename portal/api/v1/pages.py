"""Lists in pages: a cursor says where the next page begins, so that nothing is skipped or seen twice meanwhile."""

import base64
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

from portal.api.problems import Problem

A_PAGE, MOST = 20, 100


def page_of(
    request: HttpRequest,
    rows: "QuerySet[Any]",
    *,
    by: str,
    read: Callable[[str], Any],
    limit: int,
    cursor: str,
    show: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    """`{"items": […], "next": address or None}`, the newest first by this column, then by primary key.

    `read` makes a value of the column of its text. Raises Problem for a cursor that no page gave.
    """
    if cursor:
        value, key = _opened(cursor, read, rows.model)
        rows = rows.filter(Q(**{f"{by}__lt": value}) | Q(**{by: value, "pk__lt": key}))
    found = list(rows.order_by(f"-{by}", "-pk")[: limit + 1])
    shown, more = found[:limit], len(found) > limit
    return {"items": [show(row) for row in shown], "next": _next(request, shown[-1], by) if more else None}


def _next(request: HttpRequest, last: Any, by: str) -> str:
    value = getattr(last, by)
    text = json.dumps([value.isoformat() if hasattr(value, "isoformat") else value, str(last.pk)])
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    kept = {name: str(value) for name, value in request.GET.items() if name != "cursor"}
    return request.build_absolute_uri(f"{request.path}?{urlencode({**kept, 'cursor': cursor})}")


def _opened(cursor: str, read: Callable[[str], Any], model: type[Model]) -> tuple[Any, Any]:
    try:
        value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return read(value), model._meta.pk.to_python(key)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError, ValidationError):
        told = "Follow “next” of the page before, or leave the cursor out to begin at the start."
        raise Problem("invalid", errors=[{"parameter": "cursor", "message": told}]) from None
