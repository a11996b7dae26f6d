"""Bodies read within bounds: JSON that says one thing, in characters that every part of the portal can keep."""

import json
import re
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny

from portal.api.problems import Problem

JSON_TYPE = "application/json"
# What no database and no letter takes.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
# Deeper than any answer of any form.
DEEPEST = 20


class StrictParser(Parser):
    """Raises Problem for what is not JSON, names a key twice, is nested too deep or holds what nothing can keep."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        require_type(request, JSON_TYPE)
        try:
            text = request.body.decode("utf-8")
            read = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            raise Problem("malformed", f"The body is not JSON in UTF-8 that can be read here: {_why(error)}.") from None
        _keepable(read, DEEPEST)
        if not isinstance(read, dict):
            raise Problem("invalid", errors=[{"pointer": "", "message": "Send a JSON object."}])
        return read


def require_type(request: HttpRequest, wanted: str) -> None:
    if request.content_type != wanted:
        raise Problem("wrong-type", f"This operation takes {wanted}.")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno}, column {error.colno})"
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    # What Python says of a number or a byte repeats what was sent.
    return str(error) if str(error).endswith(("of JSON", "one object")) else "a number is too long, or it is not UTF-8"


def _keepable(value: Any, deeper: int) -> None:
    if deeper == 0:
        raise Problem("malformed", f"The body is nested deeper than {DEEPEST} levels.")
    if isinstance(value, str):
        if UNKEEPABLE.search(value):
            raise Problem("malformed", "The body holds a NUL or half of a character, which cannot be kept.")
    elif isinstance(value, float):
        if value in (float("inf"), float("-inf")):
            raise Problem("malformed", "The body holds a number that is too large.")
    elif isinstance(value, dict):
        for key, one in value.items():
            _keepable(key, deeper)
            _keepable(one, deeper - 1)
    elif isinstance(value, list):
        for one in value:
            _keepable(one, deeper - 1)
