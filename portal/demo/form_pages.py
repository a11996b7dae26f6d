"""The four forms of the demonstration: start pages in forms/start-pages.json, the questions of each beside it."""

import json
from pathlib import Path
from typing import Any

from forms.definition import Definition, steps_from

FOLDER = Path(__file__).parent / "forms"


def definition(slug: str) -> Definition:
    """The questions of the form with this slug."""
    found: Definition = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    return found


def pages() -> list[dict[str, Any]]:
    """The fields that each form page is made with, in the order in which a case needs them."""
    starts: list[dict[str, Any]] = json.loads((FOLDER / "start-pages.json").read_text(encoding="utf-8"))
    return [
        {
            **start,
            "introduction": "".join(start["introduction"]),
            "confirmation": "".join(start["confirmation"]),
            "steps": steps_from(definition(start["slug"])),
        }
        for start in starts
    ]
