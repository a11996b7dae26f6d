"""Who is told: the support office, the members of a group, the bodies that a duty names."""

from datetime import date
from typing import Any

from django.urls import reverse

from workflow import notices
from workflow.models.party import Membership
from workflow.notices import Recipient
from workflow.roles import Group, Role
from workflow.transitions import Context


def office(case: Any) -> Recipient:
    """The partnership support office."""
    return Recipient(f"Support office, {case.partnership.name}", case.partnership.contact_email)


def members(case: Any, group: Group) -> list[Recipient]:
    """Everyone who sits in this group of the partnership now: one query."""
    found = Membership.objects.filter(
        partnership=case.partnership_id, role=Role.GROUP, group=group, ended_at=None
    ).select_related("user")
    return [Recipient(str(membership.user), membership.user.email) for membership in found]


def bodies_of(case: Any, *duties: str) -> list[Recipient]:
    """The national bodies that the case's version of the procedure names for these duties, in its order."""
    wanted = set(duties)
    entries = case.procedure.entries("recipients")
    return notices.bodies(case, [entry["key"] for entry in entries if wanted & set(entry["duties"])])


def tell_on_desk(context: Context, key: str, recipients: list[Recipient], *, due: date | None = None) -> None:
    """Queue this notice for each of them, with the link to the case on the desk."""
    path = reverse("desk:case", args=[context.case.reference])
    for recipient in recipients:
        context.notify(notices.compose(context.case, key, to=recipient, now=context.now, path=path, due=due))


def tell_bodies(context: Context, key: str, *duties: str, **values: Any) -> None:
    """Queue this notice for each body of these duties. Bodies have no account here: their notices carry no link."""
    for recipient in bodies_of(context.case, *duties):
        context.notify(notices.compose(context.case, key, to=recipient, now=context.now, **values))
