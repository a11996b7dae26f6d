"""The editions that come with the portal, as read from their files."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def shipped() -> list[dict[str, Any]]:
    """Every edition that comes with the portal, the oldest first."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]


@cache
def edition() -> dict[str, Any]:
    """The newest shipped edition: it names every list, limit and wording that the program asks for."""
    return max(shipped(), key=lambda document: str(document["effective_from"]))
