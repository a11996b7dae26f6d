"""Moving a question of a draft to another step, and asking it in another way: in the blocks as they are stored, so that
nothing else of the draft changes. The question keeps its identity, so what people answered follows it."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from forms.definition.block_values import automatic_name
from forms.definition.kind_changes import YES_NO
from forms.definition.shape import CHOICE_KINDS

Block = dict[str, Any]
ASKS_INCLUDED = {"equals": "includes", "not_equals": "not_includes"}


def stored(page: Any) -> list[Block]:
    """A copy of the page's steps as they are stored."""
    found: list[Block] = json.loads(json.dumps(list(page.steps.raw_data)))
    return found


def moved(steps: list[Block], question: str, *, step: str, after: str) -> list[Block]:
    """The steps with this question in that step, behind the question `after`, at the beginning where it is empty.

    All three are ids of blocks. Behind a question of a group it stands in that group.
    """
    steps = deepcopy(steps)
    taken = _take(steps, question)
    for block in steps:
        if block["id"] == step:
            own = block["value"].setdefault("questions", [])
            row, place = _behind(own, after) if after else (own, 0)
            row.insert(place, taken)
    return steps


def asked_as(steps: list[Block], question: str, kind: str) -> list[Block]:
    """The steps with this question of another kind, and the rules that read it asking what that kind can answer."""
    steps = deepcopy(steps)
    for row, place in _rows(steps):
        block = row[place]
        if block["id"] == question:
            if block["type"] == "yes_no" and kind in CHOICE_KINDS:
                block["value"]["choices"] = [{"value": value, "label": label} for value, label in YES_NO]
            block["type"] = kind
            if kind == "checkboxes":
                _ask_included(steps, _names(block))
    return steps


def _rows(blocks: list[Block]) -> Iterator[tuple[list[Block], int]]:
    """Every question with the row it stands in; steps and groups are looked through."""
    for place, block in enumerate(blocks):
        if block["type"] in ("step", "group"):
            yield from _rows(block["value"].get("questions") or [])
        else:
            yield blocks, place


def _take(steps: list[Block], question: str) -> Block:
    row, place = next((row, place) for row, place in _rows(steps) if row[place]["id"] == question)
    return row.pop(place)


def _behind(row: list[Block], after: str) -> tuple[list[Block], int]:
    return next((own, place + 1) for own, place in _rows(row) if own[place]["id"] == after)


def _names(block: Block) -> set[str]:
    """How a rule may name this question."""
    value = block["value"]
    name = (value.get("settings") or {}).get("name") or automatic_name("q", block["id"])
    return {name, str(value.get("label") or "").strip()} - {""}


def _ask_included(node: Any, names: set[str]) -> None:
    if isinstance(node, list):
        for one in node:
            _ask_included(one, names)
    elif isinstance(node, dict):
        if node.get("question") in names and "is" in node:
            node["is"] = ASKS_INCLUDED.get(node["is"], node["is"])
        for one in node.values():
            _ask_included(one, names)
