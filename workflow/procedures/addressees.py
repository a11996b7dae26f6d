"""To whom a notice of an edition's own can go: the keys that it may name, and their words.

Knows neither agencies nor people: which kinds of agencies there are is passed in by whoever has read them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.procedures.words import words

AGENCIES, BODY = "agencies:", "body:"
ROLES: dict[str, str] = words("columns")["addressees"]


def addressees(content: Mapping[str, Any], kinds: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """Each key with its words: roles, the kinds of agencies, the national bodies that the edition names."""
    entries = content.get("recipients", [])
    bodies = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return [
        *ROLES.items(),
        *((f"{AGENCIES}{key}", f"Every agency of this kind: {label}") for key, label in kinds),
        *((f"{BODY}{entry.get('key')}", f"National body: {entry.get('text')}") for entry in bodies),
    ]


def fault_of(recipients: Any, content: Mapping[str, Any]) -> str:
    """What is wrong with the recipients of a notice, "" when nothing is.

    Kinds of agencies belong to the portal and not to the edition, which may be read where there are others: a kind
    that no agency is of reaches nobody.
    """
    if not isinstance(recipients, list) or any(not isinstance(one, str) for one in recipients):
        return "Name the recipients in a list."
    known = {key for key, _ in addressees(content)}
    for one in recipients:
        if one not in known and not (one.startswith(AGENCIES) and one != AGENCIES):
            roles = ", ".join(f"“{key}”" for key in ROLES)
            return f"“{one}” is nobody whom a notice can go to. Known are {roles}, “agencies:” and “body:” with a key."
    return "Somebody stands twice." if len(set(recipients)) != len(recipients) else ""
