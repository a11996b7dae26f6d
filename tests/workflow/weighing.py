"""What the deciders answer when they weigh: every entry of the lists of the case's edition (D10, D45)."""

from typing import Any

from workflow.machines.rapid_review.voting.weighing import LOCAL, NATIONAL, name_of


def weighed(case: Any, reason: str = "It points to it.", *, answer: str = "may") -> dict[str, str]:
    """The local lists (D10), answered alike."""
    return _answered(case, LOCAL, answer, reason)


def weighed_by_panel(case: Any, reason: str = "The Panel says so.", *, answer: str = "yes") -> dict[str, str]:
    """The national lists (D45), answered alike."""
    return _answered(case, NATIONAL, answer, reason)


def _answered(case: Any, lists: Any, answer: str, reason: str) -> dict[str, str]:
    names = [name_of(one, entry["key"]) for one in lists for entry in case.procedure.entries(one)]
    return dict.fromkeys(names, answer) | {f"{name}_reason": reason for name in names}
