"""Matrices and boxes of a page, in the points of PDF (72 an inch), y upwards."""

from collections.abc import Iterable
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)


def times(one: Matrix, other: Matrix) -> Matrix:
    """First `one`, then `other`."""
    a, b, c, d, e, f = one
    k, m, n, p, q, r = other
    return (a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + q, e * m + f * p + r)


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: Iterable[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def moved(box: Box, matrix: Matrix) -> Box:
    x1, y1, x2, y2 = box
    return around(at(matrix, x, y) for x, y in ((x1, y1), (x2, y1), (x1, y2), (x2, y2)))


def common(one: Box, other: Box) -> Box:
    """Where both are; a box without area where they do not meet."""
    x1, y1, x2, y2 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x1, y1, x2, y2) if x1 < x2 and y1 < y2 else NOWHERE


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def share(box: Box, of: Box) -> float:
    """How much of the box lies in the other, from 0 to 1."""
    whole = area(box)
    return area(common(box, of)) / whole if whole > 0 else 0.0


def matrix_of(values: Any) -> Matrix:
    try:
        a, b, c, d, e, f = (bounded(one) for one in values)
    except (TypeError, ValueError):
        return UNIT
    return a, b, c, d, e, f


def box_of(values: Any) -> Box | None:
    try:
        x1, y1, x2, y2 = (bounded(one) for one in values)
    except (TypeError, ValueError):
        return None
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def bounded(value: Any) -> float:
    """A number that stays one however often it is multiplied."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(-1e7, min(1e7, number)) if number == number else 0.0
