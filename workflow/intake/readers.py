"""Which machine, deadline, e-mail or page reads which answer: told to editors before they publish.

Kept by hand in readers.json and held by tests/workflow/intake/test_readers.py: whatever this package reads by meaning
has a line there. An e-mail carries no answer; where one is named, an answer decides whether or by when it is sent.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forms import handlers
from forms.definition import readers
from forms.definition.readers import Reader
from workflow.intake.prefill import INCIDENT
from workflow.machines.publication.identification.identifiers import BY_MEANING
from workflow.machines.rapid_review.questions import PARTS, WEIGHED
from workflow.machines.rapid_review.voting.weighing import READ_BEFORE

FILE = Path(__file__).with_suffix(".json")
# Lists of meanings that the file names instead of telling them again.
LISTS = {
    "needed parts": PARTS,
    "weighed": WEIGHED,
    "weighed before": READ_BEFORE,
    "incident": INCIDENT,
    "identifiers": BY_MEANING,
}


def _reader(told: dict[str, Any]) -> Reader:
    named = told["meanings"]
    meanings = LISTS[named] if isinstance(named, str) else named
    return Reader(told["kind"], told["label"], tuple(meanings), tuple(told.get("handlers", ())))


LOCAL = tuple(_reader(told) for told in json.loads(FILE.read_text()))


def required() -> Iterator[Reader]:
    """What each handler cannot do without."""
    for key, label in handlers.choices():
        if needed := handlers.get(key).required_meanings:
            yield Reader("handler", f"“{label}” cannot do without it", tuple(needed), (key,))


def register() -> None:
    """Called once, when the handlers are registered."""
    readers.register(*LOCAL, *required())
