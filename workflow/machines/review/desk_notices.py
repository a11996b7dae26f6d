"""A step's notice to people on the desk, as a table of what follows names it: the notice, and who gets it."""

from collections.abc import Callable
from typing import Any

from workflow.engine.door import Consequence, Context
from workflow.notices import Recipient
from workflow.notices.recipients import members, tell_on_desk
from workflow.parties.roles import Group

# Members of a group, or whom a function finds for the record's case.
Told = Group | Callable[[Any], Recipient | list[Recipient]]


def desk_notice(key: str, *told: Told) -> Consequence:
    """Queue this notice for all of them, in this order."""

    def notify(context: Context[Any]) -> None:
        found = [members(context.case, who) if isinstance(who, Group) else who(context.case) for who in told]
        recipients = [one for each in found for one in (each if isinstance(each, list) else [each])]
        tell_on_desk(context, key, recipients)

    notify.__name__ = f"notify {key}"
    return notify
