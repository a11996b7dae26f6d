"""A definition in few words: without what is empty, in an order that people can read. And back, exactly.

Form files are written this way, and the hints of the JSON Schema of a form's answers.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from forms.definition.shape import Definition


@dataclass(frozen=True)
class Shape:
    """How one kind of object is written.

    `keys`: in this order. `empty`: what a key holds where it is left out. `usual`: the same for a key that is always
    written. Any other key is there only where set. `parts`: the shape of what a key holds, or of each in its list.
    """

    keys: tuple[str, ...]
    empty: Mapping[str, Any] = field(default_factory=dict)
    usual: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, "Shape"] = field(default_factory=dict)


_nested: dict[str, Shape] = {}
RULE = Shape(("question", "is", "value"), {"value": ""})
CONDITION = Shape(("match", "rules", "groups"), {"rules": []}, {"match": "all"}, _nested)
_nested.update(rules=RULE, groups=CONDITION)
CALCULATION = Shape(
    ("what", "first", "last", "of", "bands", "points"), parts={"bands": Shape(("least", "most", "label"))}
)
REPEAT = Shape(("noun", "least", "most", "summary"), {"least": 0, "summary": ""}, {"most": 20})
GROUP = Shape(
    ("name", "title", "guidance", "show_when", "second", "id"),
    {"guidance": "", "show_when": None},
    parts={"show_when": CONDITION},
)
QUESTION = Shape(
    (
        *("name", "kind", "label", "hint", "example", "guidance", "required", "meaning", "group", "prefill"),
        *("choices", "calculation", "fact", "options", "parts", "unknown", "rules", "messages", "show_when"),
        *("second", "id"),
    ),
    {
        "hint": "",
        "guidance": "",
        "required": False,
        "meaning": "",
        "choices": [],
        "rules": {},
        "messages": {},
        "show_when": None,
    },
    parts={
        "choices": Shape(("label", "value", "other", "points")),
        "calculation": CALCULATION,
        "show_when": CONDITION,
    },
)
STEP = Shape(
    ("name", "title", "guidance", "meaning", "repeat", "show_when", "second", "id", "groups", "questions"),
    {"guidance": "", "meaning": "", "repeat": None, "show_when": None},
    parts={"repeat": REPEAT, "show_when": CONDITION, "groups": GROUP, "questions": QUESTION},
)
DEFINITION = Shape(("format", "title", "second_language", "second", "steps"), parts={"steps": STEP})


def short(value: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """The object without what is empty, its keys in their order; those that the shape does not know come last."""
    strange = sorted(value.keys() - set(shape.keys))
    return {
        key: _each(value[key], shape.parts.get(key), short)
        for key in (*shape.keys, *strange)
        if key in value and not (key in shape.empty and _same(value[key], shape.empty[key]))
    }


def full(value: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """The object with what was left out."""
    written = {key: _each(one, shape.parts.get(key), full) for key, one in value.items()}
    return {**deepcopy({**shape.empty, **shape.usual}), **written}


def full_definition(written: Mapping[str, Any]) -> Definition:
    found: Any = full(written, DEFINITION)
    return found


def _each(value: Any, shape: Shape | None, change: Callable[[Mapping[str, Any], Shape], dict[str, Any]]) -> Any:
    if shape is None:
        return _in_order(value)
    if isinstance(value, list):
        return [change(one, shape) for one in value]
    return None if value is None else change(value, shape)


def _in_order(value: Any) -> Any:
    """What has no shape, rules and messages, is written by the alphabet: databases keep no order of keys."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(one) for one in value] if isinstance(value, list) else value


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other
