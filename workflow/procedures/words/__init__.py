"""The words that editors of the procedure read, as data: a heading, a sentence of help, why something cannot go."""

import json
from pathlib import Path
from typing import Any


def words(name: str) -> Any:
    """What stands in the file of that name."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
