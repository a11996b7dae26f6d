"""The operators of a page in their order, those of the forms that it draws among them."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from portal.identification.reading.pdf.geometry import box_of
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.told import Bounds, TooMuch

DEEPEST_FORM = 12
MOST_STEPS = 1_500_000
MOST_FORMS = 2_000
INLINE = "INLINE IMAGE"


@dataclass(slots=True)
class Step:
    """One operator with its operands, in the resources of the page or form that it stands in."""

    operator: str
    operands: list[Any]
    resources: Any
    depth: int


class Unroller:
    """The steps of a page or form with those of the forms that it draws, each form within what it is clipped to."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds, self.made, self.forms, self.broken = bounds, 0, 0, False
        self.visited: set[tuple[int, int]] = set()

    def steps(self, holder: Any, resources: Any, *, depth: int = 0, above: tuple[Any, ...] = ()) -> Iterator[Step]:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                parsed = pikepdf.parse_content_stream(holder)
            except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, AttributeError):
                self.broken = True
                return
        self.broken |= bool(told)
        for one in parsed:
            self.made += 1
            if self.made % 2000 == 0:
                self.bounds.pause()
                if self.made > MOST_STEPS:
                    raise TooMuch("it draws more than can be read")
            operator = plain(one.operator)
            if isinstance(one, pikepdf.ContentStreamInlineImage):
                yield Step(INLINE, [one.iimage], resources, depth)
                continue
            operands = list(one.operands)
            form = _form(resources, operands) if operator == "Do" else None
            if form is None:
                yield Step(operator, operands, resources, depth)
            elif depth < DEEPEST_FORM and not any(form.is_same_object_as(other) for other in above):
                yield from self._form(form, resources, depth, (*above, form))

    def _form(self, form: Any, resources: Any, depth: int, above: tuple[Any, ...]) -> Iterator[Step]:
        self.forms += 1
        self.visited.add(form.objgen)
        if self.forms > MOST_FORMS:
            raise TooMuch("it draws more than can be read")
        own = form.get("/Resources")
        own = own if isinstance(own, pikepdf.Dictionary) else resources
        layer = form.get("/OC")
        if layer is not None:
            yield Step("BDC", [pikepdf.Name("/OC"), layer], own, depth + 1)
        yield Step("q", [], own, depth + 1)
        if "/Matrix" in form:
            yield Step("cm", list(form.Matrix), own, depth + 1)
        box = box_of(form.get("/BBox"))
        if box is not None:
            x1, y1, x2, y2 = box
            yield Step("re", [x1, y1, x2 - x1, y2 - y1], own, depth + 1)
            yield Step("W", [], own, depth + 1)
            yield Step("n", [], own, depth + 1)
        # What a form opens and does not close ends with it, as a reader has it.
        yield from balanced(self.steps(form, own, depth=depth + 1, above=above), own, depth + 1)
        yield Step("Q", [], own, depth + 1)
        if layer is not None:
            yield Step("EMC", [], own, depth + 1)


def balanced(steps: Iterator[Step], resources: Any, depth: int) -> Iterator[Step]:
    saved = marked = 0
    in_text = False
    for step in steps:
        if step.operator == "q":
            saved += 1
        elif step.operator in ("BMC", "BDC"):
            marked += 1
        elif step.operator in ("BT", "ET"):
            in_text = step.operator == "BT"
        elif step.operator == "Q":
            if saved == 0:
                continue
            saved -= 1
        elif step.operator == "EMC":
            if marked == 0:
                continue
            marked -= 1
        yield step
    if in_text:
        yield Step("ET", [], resources, depth)
    for operator, number in (("EMC", marked), ("Q", saved)):
        for _ in range(number):
            yield Step(operator, [], resources, depth)


def _form(resources: Any, operands: list[Any]) -> Any:
    found = lookup(resources, "/XObject", operands[0] if operands else None)
    return found if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form" else None


def lookup(resources: Any, kind: str, name: Any) -> Any:
    """A resource by its name, None where there is none."""
    if not isinstance(resources, pikepdf.Dictionary) or not isinstance(name, pikepdf.Name):
        return None
    of_kind = resources.get(kind)
    return of_kind.get(plain(name)) if isinstance(of_kind, pikepdf.Dictionary) else None
