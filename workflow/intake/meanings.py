"""What the answers of forms mean to cases: every semantic key that an editor can tie a question to, with its duty.

Machines, clocks and handlers read these keys, never a question's name or wording. They stand in meanings.json, where
`asked_as` names the ways a question with that meaning may be asked, `needed_by` what a handler cannot do without, and
`incident` what the referral said of the incident and the notification asks again.
"""

import json
from pathlib import Path
from typing import Any

from forms.definition import meanings
from forms.definition.meanings import Meaning

TOLD = json.loads(Path(__file__).with_suffix(".json").read_text())


def needed_by(handler: str) -> tuple[str, ...]:
    """The meanings that a form with this handler cannot do without."""
    return tuple(TOLD["needed_by"][handler])


def _meaning(asked_as: str = "", **told: Any) -> Meaning:
    return Meaning(**told, kinds=tuple(TOLD["asked_as"][asked_as]) if asked_as else ())


def register() -> None:
    """Called once, when the app is ready."""
    meanings.register(*(_meaning(**told) for told in TOLD["meanings"]))
