"""People who decide about people, and what they invite to."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core import mail

from forms import present
from portal.accounts.people import inviting
from portal.accounts.people.invitation import Invitation
from portal.accounts.people.place import Place
from tests.factories.party import UserFactory
from workflow.notices.private_mail import send_waiting
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, Actor, Role
from workflow.people.models import User

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def holder(role: Role, of: Partnership | Agency | None = None, **fields: Any) -> Actor:
    """A new person with this one role, there or bound to none."""
    user = UserFactory(**fields)
    give(user, role, of)
    return Actor.of(user)


def give(user: User, role: Role, of: Partnership | Agency | None = None, **more: Any) -> Membership:
    place = {"agency": of} if role in AGENCY_ROLES else {"partnership": of}
    seat = {"seat": "police"} if role == Role.DECISION_MAKER else {}
    return Membership.objects.create(user=user, role=role, **place, **{**seat, **more})


def invited(place: Place, by: Actor, email: str = "new@office.example", now: datetime = NOW, **more: Any) -> Invitation:
    return inviting.invite(place, email=email, by=by, now=now, **more)


def posted() -> list[Any]:
    """All mail, after the worker has been at it."""
    send_waiting(present.now())
    return mail.outbox


def links() -> list[str]:
    """The paths of the links in all mail that was sent, in order."""
    return [found for one in posted() for found in re.findall(r"https?://[^/\s]+(/join/\S+)", str(one.body))]


def secret_in(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
