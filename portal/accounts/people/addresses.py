"""Addresses to which letters and copies go that say what a case is about: whoever sets one reads no case.

So an address that was set or changed in the CMS waits until an officer or decision maker of the partnership, who read
its cases anyway, has confirmed it. Until then everything for it is sent by hand.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from forms import present
from forms.vault import DataKey
from portal.accounts.people import deciding
from portal.accounts.people.holding import role_of
from portal.accounts.people.telling import tell
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.notices.notice import BodyAddress
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Actor

# By the word that names it in an address of the portal: a national body of a partnership, or a body of another area.
Row = BodyAddress | Agency
MODELS: dict[str, type[Row]] = {"national": BodyAddress, "outside": Agency}
NOT_YOURS = "An officer or decision maker of the partnership confirms where its letters go."
CHANGED = "The address was changed or confirmed meanwhile. Look at it again."


def ask_after(request: HttpRequest, instance: Any) -> None:
    """Wagtail's hook after a snippet was saved: the office is told of an address that waits, and it is logged."""
    if isinstance(instance, BodyAddress | Agency) and instance.waits:
        ask(instance, by=Actor.of(request.user), now=present.now())


def ask(row: Row, *, by: Actor, now: datetime) -> None:
    """Tell the partnership's office that the address waits."""
    with transaction.atomic():
        _log(row, "address_set", by=by, now=now)
        tell(partnership_of(row).contact_email, "address_waits", body=name_of(row), new_address=address_of(row))


def waiting_addresses(actor: Actor) -> list[tuple[str, Row]]:
    """Those that wait for somebody like this person. Two queries, none for whoever confirms none."""
    areas = set() if deciding.is_administrator(actor) else actor.partnership_ids(deciding.APPROVERS_THERE)
    if not areas:
        return []
    national = BodyAddress.objects.filter(partnership__in=areas, waits=True).select_related("partnership")
    outside = Agency.objects.filter(outside_for__in=areas, waits=True).select_related("outside_for")
    return [*(("national", one) for one in national), *(("outside", one) for one in outside)]


def confirm(row: Row, *, seen: str, by: Actor, now: datetime) -> None:
    """From now on letters go there. `seen` is the address that the person was shown. Raises Refused."""
    with transaction.atomic():
        locked: Row = type(row)._default_manager.select_for_update().get(pk=row.pk)
        area = partnership_of(locked).pk
        if deciding.is_administrator(by) or not by.holds(deciding.APPROVERS_THERE, partnership_id=area):
            raise Refused(NOT_YOURS, "role")
        if not locked.waits or address_of(locked) != seen:
            raise Refused(CHANGED, "stale")
        locked.waits = False
        locked.save(update_fields=["waits"])
        _log(locked, "address_confirmed", by=by, now=now)


def partnership_of(row: Row) -> Partnership:
    found = row.partnership if isinstance(row, BodyAddress) else row.outside_for
    if found is None:
        raise LookupError("An agency that uses the portal gets no letters.")
    return found


def address_of(row: Row) -> str:
    return row.email if isinstance(row, BodyAddress) else row.contact_email


def name_of(row: Row) -> str:
    return row.name_in_words if isinstance(row, BodyAddress) else row.name


def _log(row: Row, kind: str, *, by: Actor, now: datetime) -> None:
    """Which address it was stands sealed, under a key of this line alone."""
    event = Event(
        kind=f"partnership.{kind}",
        machine="partnership",
        actor=by.user,
        actor_role=role_of(by),
        at=now,
        data_key=DataKey.objects.make(),
    )
    event.data = {"partnership": partnership_of(row).name, "body": name_of(row), "address": address_of(row)}
    log.append([event])
