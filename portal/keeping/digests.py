"""Digests of tables and stores that do not depend on the order in which their rows or files are read."""

import hashlib
from dataclasses import dataclass
from typing import Any

_ROOM = 1 << 256


@dataclass
class Sum:
    """How many there are, and the sum of their SHA-256: two of the same hold the same, whatever the order.

    It compares what was copied with its copy. Against somebody who means harm the archive itself is sealed.
    """

    count: int = 0
    total: int = 0

    def add(self, content: bytes) -> None:
        self.count += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(content).digest())) % _ROOM

    @property
    def told(self) -> dict[str, Any]:
        """`{"count", "sum"}`, for the manifest."""
        return {"count": self.count, "sum": f"{self.total:064x}"}
