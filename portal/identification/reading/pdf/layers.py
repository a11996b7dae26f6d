"""Optional parts of a page: which of them are not shown when the file is opened."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from portal.identification.reading.pdf.names import plain


def layer_is_off(layer: Any, off: frozenset[tuple[int, int]]) -> bool:
    """Whether an optional part of the page is not shown: a group that is off, or a membership of only such."""
    if not isinstance(layer, pikepdf.Dictionary) or not off:
        return False
    if layer.objgen in off:
        return True
    groups = layer.get("/OCGs")
    if isinstance(groups, pikepdf.Dictionary):
        return groups.objgen in off
    if isinstance(groups, pikepdf.Array) and len(groups):
        states = [one.objgen in off for one in groups if isinstance(one, pikepdf.Dictionary)]
        policy = plain(layer.get("/P", "/AnyOn"))
        return {"/AllOn": any(states), "/AnyOff": not any(states), "/AllOff": not all(states)}.get(policy, all(states))
    return False


def layers_off(pdf: Any) -> frozenset[tuple[int, int]]:
    """The optional groups that are not shown when the file is opened."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return frozenset()
    usual = properties.get("/D")
    usual = usual if isinstance(usual, pikepdf.Dictionary) else pikepdf.Dictionary()
    off: set[tuple[int, int]] = set()
    if plain(usual.get("/BaseState", "/ON")) == "/OFF":
        off |= {one.objgen for one in _dictionaries(properties.get("/OCGs"))}
    off -= {one.objgen for one in _dictionaries(usual.get("/ON"))}
    off |= {one.objgen for one in _dictionaries(usual.get("/OFF"))}
    return frozenset(one for one in off if one != (0, 0))


def _dictionaries(array: Any) -> Iterator[Any]:
    if isinstance(array, pikepdf.Array):
        yield from (one for one in array if isinstance(one, pikepdf.Dictionary))
