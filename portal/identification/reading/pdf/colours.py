"""How light a colour is that a page sets, as far as its space tells."""

from typing import Any

import pikepdf

from portal.identification.reading.pdf.geometry import bounded
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.pdf.steps import lookup

WHITE = 0.97
BLACK: tuple[float, ...] = (0.0,)
# Of a space in which a number is not how light it is.
UNKNOWN: tuple[float, ...] = ()


def is_plain_space(resources: Any, name: Any) -> bool:
    """Whether its numbers are light: those of spot colours are ink, those of a palette are places in it."""
    if plain(name) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK"):
        return True
    found = lookup(resources, "/ColorSpace", name)
    kind = found[0] if isinstance(found, pikepdf.Array) and len(found) else found
    return plain(kind) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/CalGray", "/CalRGB", "/ICCBased")


def colour_of(operator: str, operands: list[Any]) -> tuple[float, ...] | None:
    if any(isinstance(one, pikepdf.Name) for one in operands):
        return None
    values = tuple(bounded(one) for one in operands)
    if operator == "k" or len(values) == 4:
        c, m, y, k = (*values, 0, 0, 0, 0)[:4]
        return ((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))
    return values


def is_white(colour: tuple[float, ...] | None) -> bool:
    return colour is not None and len(colour) > 0 and all(value >= WHITE for value in colour)
