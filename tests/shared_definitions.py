"""A form's definition is decoded once and shared by all who read it: a test in which somebody changes it fails."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from forms.models import definition_field

_decoded = definition_field.decoded


@pytest.fixture(autouse=True)
def definitions_stay_as_read() -> Iterator[None]:
    """Compares what was read in the test with its text once more."""
    read: dict[str, Any] = {}

    def decoded(text: str) -> Any:
        return read.setdefault(text, _decoded(text))

    definition_field.decoded = decoded  # type: ignore[assignment]  # the same, watched
    yield
    definition_field.decoded = _decoded
    changed = [found for text, found in read.items() if json.loads(text) != found]
    if changed:
        # The tests after this one read it anew.
        _decoded.cache_clear()
        pytest.fail(f"the definition “{changed[0].get('title')}” was changed by who read it")
