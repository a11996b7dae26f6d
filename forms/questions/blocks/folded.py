"""Blocks that the editor shows as one line until they are opened, so that a long form opens fast.

Drawing every field of every question takes a browser many seconds. A folded block is drawn as its heading and one
hidden input that holds its form state, the JSON from which Wagtail's own script would draw the fields;
static/forms/editor_folded.js draws them when the block is opened. What comes back folded is laid out here as the fields
would have sent it and goes through their widgets: nothing that a browser sends is trusted more for being folded.
"""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock, StructBlockAdapter

from forms.definition import meanings
from forms.definition.readers import readers_of

SCRIPTS = [
    f"forms/editor_{name}.js" for name in ("words", "pickers", "folded", "dependants", "calculation", "languages")
]
STYLES = ["forms/editor.css"]


class FoldedBlock(blocks.StructBlock):
    """A StructBlock whose fields are drawn when an editor opens it."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """From the fields, or from the form state where the block was not opened."""
        folded = data.get(f"{prefix}-folded")
        if folded is None:
            return super().value_from_datadict(data, files, prefix)
        laid_out = MultiValueDict[str, str]()
        for name, values in _as_fields(self, _state(folded), prefix):
            laid_out.setlist(name, values)
        return super().value_from_datadict(laid_out, MultiValueDict(), prefix)

    def value_omitted_from_data(self, data: Any, files: Any, prefix: str) -> bool:
        return f"{prefix}-folded" not in data and super().value_omitted_from_data(data, files, prefix)


def _state(folded: str) -> Any:
    try:
        return json.loads(folded)
    except (ValueError, RecursionError) as error:
        raise BadRequest("A folded block did not come back as it was sent. Reload the page and try again.") from error


def _as_fields(block: Any, state: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
    """Name and values of every field that this block would have sent in this state."""
    if isinstance(block, BaseStructBlock):
        held = state if isinstance(state, dict) else {}
        for name, child in block.child_blocks.items():
            yield from _as_fields(child, held.get(name), f"{prefix}-{name}")
    elif isinstance(block, BaseStreamBlock | ListBlock):
        yield from _sequence_as_fields(block, state, prefix)
    else:
        yield from _field(state, prefix)


def _sequence_as_fields(block: Any, state: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
    items = [item for item in state if isinstance(item, dict)] if isinstance(state, list) else []
    yield f"{prefix}-count", [str(len(items))]
    for place, item in enumerate(items):
        own = f"{prefix}-{place}"
        yield f"{own}-deleted", [""]
        yield f"{own}-order", [str(place)]
        yield f"{own}-id", [str(item.get("id") or "")]
        if isinstance(block, BaseStreamBlock):
            kind = str(item.get("type"))
            yield f"{own}-type", [kind]
            child = block.child_blocks.get(kind)
        else:
            child = block.child_block
        if child is not None:
            yield from _as_fields(child, item.get("value"), f"{own}-value")


def _field(state: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """What an input, a box to tick or a list to choose from sends: an empty box sends nothing."""
    if state is True:
        yield name, ["on"]
    elif isinstance(state, list):
        yield name, [str(value) for value in state]
    elif state is not None and state is not False:
        yield name, [str(state)]


class FoldedBlockAdapter(StructBlockAdapter):
    """Hands the block to forms.FoldedBlock of static/forms/editor_folded.js."""

    js_constructor = "forms.FoldedBlock"

    def js_args(self, block: Any) -> list[Any]:
        name, children, meta = super().js_args(block)
        return [name, children, {**meta, "meanings": self._meanings, "readers": self._readers}]

    @cached_property
    def _meanings(self) -> dict[str, str]:
        """One object for all blocks, so that it is sent to the browser once."""
        return dict([*meanings.choices(step=False), *meanings.choices(step=True)])

    @cached_property
    def _readers(self) -> dict[str, list[dict[str, Any]]]:
        """Who would miss an answer, by its meaning: said before its question is deleted. One object for all blocks."""
        return {
            meaning: [{"label": f"{one.kind_label}: {one.label}", "handlers": list(one.handlers)} for one in found]
            for meaning in self._meanings
            if (found := readers_of([meaning]))
        }

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[*super().media._js, *SCRIPTS], css={"all": STYLES})


register(FoldedBlockAdapter(), FoldedBlock)
