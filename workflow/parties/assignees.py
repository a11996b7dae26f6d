"""Whose assignments count for a person: their own, and those of the people for whom they stand in.

A reviewer and a scrutineer read a case only when they are assigned to it. Whatever asks by whose assignments, asks
here. Standing in gives no role: the person must hold it themselves.
"""

from typing import TYPE_CHECKING

from workflow.parties.cover import stood_in_for

if TYPE_CHECKING:
    from workflow.parties.roles import Actor


def assignees(actor: "Actor", role: str) -> set[int]:
    """The users whose assignments in this role the person has; nobody's for the program and who is not signed in."""
    own = actor.user_id()
    return set() if own is None else {own, *stood_in_for(actor.user, role)}


def assignees_in_all_roles(actor: "Actor") -> set[int]:
    """The users whose own tasks the person has: theirs, and those of people they stand in for in a role they hold."""
    found: set[int] = set()
    for role in {membership.role for membership in actor.memberships}:
        found |= assignees(actor, role)
    return found
