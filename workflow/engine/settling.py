"""What is written down about a case when something in it changed: the rooms above the engine say what, at start-up.

The door settles a case at the end of each transaction. Whoever changes what a case waits for without a step (a letter
that went, a bank holiday that moved a day) calls `settle()` in the same transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Settle = Callable[[Iterable[Any], datetime], object]


@dataclass
class Connected:
    """What settles cases; nothing before start-up."""

    settle: Settle | None = None


_connected = Connected()


def connect_settling(settle: Settle) -> None:
    """Take over, at start-up, what settles cases."""
    _connected.settle = settle


def settle(case_ids: Iterable[Any], now: datetime) -> None:
    """Write down anew what these cases wait for. Empty identifiers (a notice about no case) are left out."""
    wanted = {case_id for case_id in case_ids if case_id is not None}
    if wanted and _connected.settle is not None:
        _connected.settle(wanted, now)
