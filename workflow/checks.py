"""Start-up checks: what names a handler, a meaning or a role names one that exists.

Deadlines and notices have theirs in workflow.procedures.checks, live forms in forms.checks, the table of consequences
in workflow.engine.door.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from forms import handlers
from forms.definition import meanings
from workflow.engine.machine import machines, steps_of
from workflow.parties.party import Membership
from workflow.parties.roles import Group, Role, Seat


@register("workflow")
def check_steps(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each step that is taken by sending a form names a handler that exists."""
    return [
        Error(
            f"The step {kind}.{name} is taken by sending a form with the handler {step.page_handler!r}, which is not "
            "registered.",
            hint="Register the handler in workflow.intake.handlers, or name another in the step.",
            id="workflow.E001",
        )
        for kind, model in machines().items()
        for name, step in steps_of(model).items()
        if step.page_handler and step.page_handler not in handlers.registry
    ]


@register("workflow")
def check_meanings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each meaning that a handler needs exists."""
    return [
        Error(
            f"The handler {key!r} needs the meaning {meaning!r}, which is not registered.",
            hint="Register the meaning in workflow.intake.meanings.",
            id="workflow.E002",
        )
        for key, _ in handlers.choices()
        for meaning in handlers.get(key).required_meanings
        if meaning not in meanings.registry
    ]


@register(Tags.database)
def check_memberships(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Each membership in the database names a role, a seat and a group that exist. Runs with `migrate`."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        if Membership._meta.db_table in connections[alias].introspection.table_names():
            found += _unknown_in(alias)
    return found


def _unknown_in(alias: str) -> Iterator[CheckMessage]:
    for column, known in (("role", Role.values), ("seat", ["", *Seat.values]), ("group", ["", *Group.values])):
        rows = Membership.objects.using(alias).exclude(**{f"{column}__in": known})
        for identifier, value in rows.values_list("pk", column):
            names = ", ".join(filter(None, known))
            yield Error(
                f"The membership {identifier} names the {column} {value!r}, which does not exist.",
                hint=f"End this membership and give the person one with a {column} of: {names}.",
                id="workflow.E003",
            )
