"""What people type as numbers, times and dates, and what it is read as: one table for the server and the browser.

`answer` is null where nothing is read; `asked` says that it can be read in two ways, `told` the whole message. A date's
`typed` is day, month and year.
"""

import json
from pathlib import Path
from typing import Any

EXAMPLES: list[dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def fields_of(example: dict[str, Any]) -> dict[str, list[str]]:
    """The form data of the question "a"."""
    if isinstance(example["typed"], str):
        return {"a": [example["typed"]]}
    return {f"a-{part}": [text] for part, text in zip(("day", "month", "year"), example["typed"], strict=True)}
