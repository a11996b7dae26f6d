"""Who is told: the support office, the members of a group, the bodies that a duty names."""

from collections.abc import Container, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.urls import reverse

from workflow import notices
from workflow.engine.door import Context
from workflow.notices.composing import Recipient
from workflow.notices.notice import Notice
from workflow.notices.sealed.freezing import freeze
from workflow.notices.sealed_copy import FrozenReport
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Group, Role
from workflow.parties.titles import title_of
from workflow.procedures.version import Enclosure

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


def office(case: "Case") -> Recipient:
    """The partnership support office, as the partnership calls it."""
    return Recipient(f"{title_of(case, 'support_office')}, {case.partnership.name}", case.partnership.contact_email)


def office_of(partnership: Partnership) -> Recipient:
    """The support office of a partnership, also of one that only reads a case along."""
    return Recipient(f"Support office, {partnership.name}", partnership.contact_email)


class OfAPartnership(Protocol):
    """A case, or whatever else belongs to one partnership."""

    @property
    def partnership_id(self) -> int: ...


def members(of: OfAPartnership, group: Group) -> list[Recipient]:
    """Everyone who sits in this group of the partnership now: one query."""
    return holders(of, Role.GROUP, group=group)


def holders(of: OfAPartnership, role: Role, **narrowed: Any) -> list[Recipient]:
    """Everyone who holds this role in the partnership now: one query."""
    held = Membership.objects.filter(partnership=of.partnership_id, role=role, ended_at=None, **narrowed)
    return [Recipient(str(one.user), one.user.email) for one in held.select_related("user")]


def bodies_of(case: "Case", *duties: str) -> list[Recipient]:
    """The national bodies that the case's version of the procedure names for these duties, in its order."""
    wanted = set(duties)
    entries = case.procedure.entries("recipients")
    return notices.bodies(case, [entry["key"] for entry in entries if wanted & set(entry["duties"])])


def told_of(case: "Case", *topics: str) -> list[Recipient]:
    """Whoever was told anything of these topics, in the order of their addresses: three queries at most.

    Without the support office, the national bodies, who are told by duties of their own, and the bodies outside the
    portal, who get letters (workflow.notices.outside). Right by construction: each wording says what it tells of.
    """
    keys = [key for key, topic in notices.topics(case.procedure).items() if topic in topics]
    told = Notice.objects.filter(case=case, key__in=keys).exclude(recipient_email=case.partnership.contact_email)
    told = told.exclude(state=Notice.State.SET_ASIDE)
    bodies = {entry["text"] for entry in case.procedure.entries("recipients")}
    bodies |= set(case.bodies.values_list("body__name", flat=True))
    rows = told.order_by("recipient_email", "recipient_name").values_list("recipient_name", "recipient_email")
    return [Recipient(name, email) for name, email in rows.distinct() if name not in bodies]


def tell_on_desk(context: Context[Any], key: str, recipients: list[Recipient], *, due: date | None = None) -> None:
    """Queue this notice for each of them, with the link to the case on the desk."""
    tell(context, "desk:case", key, recipients, due=due)


def tell(context: Context[Any], page: str, key: str, recipients: Iterable[Recipient], **values: Any) -> None:
    """Queue this notice for each of them, with the link to that page of the case."""
    path = reverse(page, args=[context.case.reference]) if page else ""
    step = {"record": context.record, "said": context.data}
    for recipient in recipients:
        context.notify(notices.compose(context.case, key, to=recipient, now=context.now, path=path, **step, **values))


def tell_bodies(
    context: Context[Any], key: str, *duties: str, but_not: Container[str] = frozenset(), **values: Any
) -> None:
    """Queue this notice for each body of these duties, with its letter, and with a frozen report where it encloses one.

    Bodies have no account here: what they get, they get whole. `but_not`: names of bodies that it does not concern.
    """
    told = [body for body in bodies_of(context.case, *duties) if body.name not in but_not]
    tell_with_report(context, key, told, **values)


def tell_with_report(context: Context[Any], key: str, recipients: Iterable[Recipient], **values: Any) -> None:
    """Queue this notice for each of them, with a frozen report where its wording encloses one."""
    tell(context, "", key, recipients, report=_enclosed(context, key), **values)


def _enclosed(context: Context[Any], key: str) -> FrozenReport | None:
    """The report as it is at this moment, frozen once for all recipients (D39 to D41, D43)."""
    if notices.wording(context.case.procedure, key).encloses != Enclosure.REPORT:
        return None
    return freeze(context.record, now=context.now)
