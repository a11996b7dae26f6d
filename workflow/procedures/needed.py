"""What the program asks of every version by name: removing it would stop a step that the law wants.

Tests hold these tables against the program's own text, so that a step cannot ask for something that an editor may
remove.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.procedures.words import words

NEEDED = words("needed")
# Limits that steps ask for by name; every other limit may be removed, and then nothing runs.
RULES = NEEDED["rules"]
# Duties for which the program tells national bodies.
DUTIES = NEEDED["duties"]
# For each list, the column that says what an entry is for, what must be there with its step, and what is said without.
OF_LISTS = {
    "recipients": ("duties", DUTIES, "No body is named for {}: {}."),
    "panel_responses": ("means", NEEDED["panel_responses"], "No response means “{}”: {}."),
    "referral_kinds": ("key", NEEDED["referral_kinds"], "The kind “{}” is missing: {}."),
    "response_types": ("leads_to", NEEDED["response_types"], "A response type is missing: {1}."),
}
# Statutory notices, and the duty that each serves; the others are named by the step that sends them.
DUTY_OF_NOTICE = NEEDED["duty_of_notice"]


def why_rule(key: str) -> str:
    """Why a limit cannot be removed, "" when it can."""
    return f"The limit “{key}” cannot be removed: {RULES[key]}." if key in RULES else ""


def why_notice(key: str, known: Iterable[str]) -> str:
    """Why a wording cannot be removed, "" when it can. `known` are the wordings that the program sends."""
    if key not in set(known):
        return ""
    duty = DUTY_OF_NOTICE.get(key)
    served = f" It serves {duty}." if duty else ""
    return f"The wording “{key}” cannot be removed: the portal sends this notice.{served}"


def missing_in_list(name: str, entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the program needs of this list and does not find, a sentence each."""
    column, steps, said = OF_LISTS.get(name, ("", {}, ""))
    found: set[Any] = set()
    for entry in entries:
        value = entry.get(column) if isinstance(entry, Mapping) else None
        found.update(value if isinstance(value, list) else [value])
    return [said.format(key, step) for key, step in steps.items() if key not in found]
