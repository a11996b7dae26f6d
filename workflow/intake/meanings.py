"""What the answers of forms mean to cases: every semantic key that an editor can tie a question to, with its duty.

Machines, clocks and handlers read these keys, never a question's name or wording. They stand in meanings.json, where
`asked_as` names the ways a question with that meaning may be asked; a handler names those a form cannot do without.
"""

import json
from pathlib import Path

from forms.definition import meanings
from forms.definition.meanings import Meaning

FILE = Path(__file__).with_suffix(".json")


def register() -> None:
    """Called once, when the app is ready."""
    told = json.loads(FILE.read_text())
    for one in told["meanings"]:
        kinds = tuple(told["asked_as"][one.pop("asked_as")]) if "asked_as" in one else ()
        meanings.register(Meaning(**one, kinds=kinds))
