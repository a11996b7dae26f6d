"""Copies of plain data of a PDF, which can say nothing: numbers, names, and arrays and dictionaries of them."""

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream


def numbers(obj: Any, depth: int = 0) -> Any:
    """A copy of plain data: numbers, names, arrays and dictionaries of them. Texts and streams are left out: None."""
    if depth > 20:
        return None
    if isinstance(obj, Array):
        return Array([one for one in (numbers(inner, depth + 1) for inner in obj) if one is not None])
    if isinstance(obj, Stream):
        return None
    if isinstance(obj, Dictionary):
        made = Dictionary()
        for key in obj.keys():  # noqa: SIM118 - a dictionary of PDF has no iterator of its keys
            if (value := numbers(obj.get(key), depth + 1)) is not None:
                made[key] = value
        return made
    if isinstance(obj, pikepdf.String | bytes | str):
        return None
    return obj
