"""Made-up people, one or more for each role, and the file that tells how to sign in as them (demo.json)."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth import get_user_model

from portal.accounts.cms_groups import ensure_groups
from portal.accounts.people.holding import appoint
from portal.accounts.people.place import Place
from workflow.models import Agency, Membership, Partnership
from workflow.parties.roles import SYSTEM, Role, needs_second_factor
from workflow.people.models import User

# Before the earliest made-up case.
SINCE = datetime(2024, 7, 15, tzinfo=ZoneInfo("Europe/London"))


@dataclass(frozen=True)
class DemoAccount:
    """`key` is the part of the e-mail address before the @ and how stories name the person.

    One membership in each of the partnerships, or in the agency with that mailbox, or one that is bound to neither.
    """

    key: str
    role: Role
    label: str
    name: str
    partnerships: Sequence[str] = ()
    mailbox: str = ""
    seat: str = ""
    group: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


ACCOUNTS = [
    DemoAccount(**{**told, "role": Role[told["role"].upper()]})
    for told in json.loads((Path(__file__).parent / "accounts.json").read_text(encoding="utf-8"))
]


def make(*, known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Make the accounts that are not there yet; returns every account as demo.json lists it.

    `known` are the accounts of an earlier demo.json by e-mail address. A person whose password was lost with that file
    gets a new one.
    """
    for partnership in [None, *Partnership.objects.all()]:
        ensure_groups(partnership)
    return [_make(account, known.get(account.email)) for account in ACCOUNTS]


def _make(account: DemoAccount, known: dict[str, Any] | None) -> dict[str, Any]:
    user, password = _user(account, known)
    for place in _places(account):
        if not Membership.objects.filter(user=user, **place.fields).exists():
            appoint(user, place, by=SYSTEM, now=SINCE, since=SINCE)
    return {
        "key": account.key,
        "role": account.role.value,
        "label": f"{account.label} (demo)",
        "email": account.email,
        "password": password,
        "totp_secret": _totp_secret(user) if needs_second_factor(user) else None,
    }


def _places(account: DemoAccount) -> list[Place]:
    """The role in each place where the person holds it."""
    if account.mailbox:
        return [Place(account.role, agency=Agency.objects.get(contact_email=f"requests@{account.mailbox}.example"))]
    found: list[Partnership | None] = list(Partnership.objects.filter(code__in=account.partnerships))
    return [Place(account.role, one, seat=account.seat, group=account.group) for one in found or [None]]


def _user(account: DemoAccount, known: dict[str, Any] | None) -> tuple[User, str]:
    """The person and the password to sign in with."""
    password = known["password"] if known else secrets.token_urlsafe(18)
    users = get_user_model().objects
    user = users.filter(email=account.email).first()
    if user is None:
        first, last = account.name.split()
        user = users.create_user(
            account.email,
            password,
            first_name=first,
            last_name=f"{last} (demo)",
        )
    elif known is None:
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=account.email, defaults={"verified": True, "primary": True})
    return user, password


def _totp_secret(user: User) -> str:
    """The secret of the person's authenticator app, made on first use."""
    adapter = get_adapter()
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        secret = generate_totp_secret()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": adapter.encrypt(secret)})
        return secret
    return str(adapter.decrypt(authenticator.data["secret"]))


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The accounts of an earlier demo.json by e-mail address; empty without the file."""
    if not path.exists():
        return {}
    return {account["email"]: account for account in json.loads(path.read_text(encoding="utf-8"))["accounts"]}


def write(path: Path, document: dict[str, Any]) -> None:
    """Write demo.json, readable by its owner only, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2, ensure_ascii=False)
        file.write("\n")
    unfinished.replace(path)
