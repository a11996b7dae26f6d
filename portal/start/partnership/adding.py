"""Adds a partnership that can work at once. What is there already is left as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Site

from forms.editor.transfer.pages import fields_of
from forms.vault import DataKey
from portal.accounts.cms_groups import ensure_groups
from portal.accounts.people.place import Place
from portal.start import form_pages, tree
from portal.start.partnership.questions import BODY, OWN, SEAT, SHIPPED, council_name
from workflow.engine import log
from workflow.engine.event import Event
from workflow.notices.notice import BodyAddress
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Actor, Role, Seat


@dataclass(frozen=True)
class Wanted:
    """Somebody who is to be invited, and to what; `field` is the question that named them."""

    field: str
    name: str
    email: str
    place: Place

    @property
    def names(self) -> tuple[str, str]:
        """First and last name."""
        first, _space, last = self.name.partition(" ")
        return first, last


@transaction.atomic
def add(told: Mapping[str, Any], *, by: Actor, now: datetime) -> Partnership:
    """The partnership with its council, addresses, pages, forms and CMS groups, from a valid `NewPartnershipForm`.

    Who added it stands in the chained log; nobody where the operator did from the server.
    """
    partnership = Partnership.objects.create(**{name: told[name] for name in OWN})
    _add_council(partnership, told["council_email"])
    for name, email in told.items():
        if name.startswith(BODY) and email:
            # What an administrator sets waits for the new office; the operator at the server vouches for theirs.
            body = {"body": name.removeprefix(BODY), "email": email, "waits": by.user is not None}
            BodyAddress.objects.create(partnership=partnership, **body)
    tree.make_branch(partnership, forms=_forms(told))
    if told["hostname"]:
        _add_site(partnership, told["hostname"])
    ensure_groups(partnership)
    _log(partnership, by=by, now=now)
    return partnership


def _log(partnership: Partnership, *, by: Actor, now: datetime) -> None:
    """Which one it was stands sealed, under a key of this line alone."""
    key = DataKey.objects.make()
    event = Event(kind="partnership.added", machine="partnership", actor=by.user, at=now, data_key=key)
    event.data = {"name": partnership.name, "code": partnership.code}
    log.append([event])


def _add_council(partnership: Partnership, email: str) -> None:
    """Children's social care of the local authority, which notifies the Panel (D2)."""
    council, _made = Agency.objects.get_or_create(
        name=council_name(partnership.local_authority_name),
        defaults={"kind": Agency.Kind.LOCAL_AUTHORITY, "contact_email": email},
    )
    council.notifies_for = partnership
    council.save(update_fields=["notifies_for"])
    council.partnerships.add(partnership)


def _forms(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of its form pages: shipped or copied, and those of the files over them."""
    if told["forms_from"] == SHIPPED:
        fields = form_pages.pages()
    else:
        fields = form_pages.pages_of(Partnership.objects.select_related("home").get(pk=told["forms_from"]))
    files = told.get("form_files") or {}
    own = [{"slug": slug, **fields_of(content)} for slug, content in files.items()]
    return [one for one in fields if one["slug"] not in files] + own


def _add_site(partnership: Partnership, hostname: str) -> None:
    address = urlsplit(settings.PORTAL_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.create(hostname=hostname, port=port, root_page=partnership.home, site_name=partnership.name)


def wanted_people(told: Mapping[str, Any], partnership: Partnership) -> list[Wanted]:
    """Who is to be invited to a role in the new partnership, of those that were named."""
    places = {
        "officer": Place(Role.OFFICER, partnership),
        "second_officer": Place(Role.OFFICER, partnership),
        **{f"{SEAT}{seat}": Place(Role.DECISION_MAKER, partnership, seat=str(seat)) for seat in Seat},
        "scrutineer": Place(Role.SCRUTINEER, partnership),
    }
    named = [(field, told[field], place) for field, place in places.items() if told.get(field)]
    return [Wanted(field, name, email, place) for field, (name, email), place in named]
