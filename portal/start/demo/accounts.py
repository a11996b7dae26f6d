"""Made-up people, one or more for each role, and the file that tells how to sign in as them (demo.json)."""

import json
import os
import secrets
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

from portal.accounts.cms_groups import ensure_groups, sync_groups
from portal.start.demo.parties import CITY, COUNTY
from workflow.models import Agency, Membership, Partnership
from workflow.parties.roles import Group, Role, Seat, needs_second_factor

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
    partnerships: tuple[str, ...] = ()
    mailbox: str = ""
    seat: str = ""
    group: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


def _partnership_accounts(code: str, prefix: str, place: str) -> list[DemoAccount]:
    """Whom a case needs in one partnership. `prefix` starts their addresses, `place` ends their labels."""

    def account(key: str, role: Role, label: str, name: str, **bound: str) -> DemoAccount:
        return DemoAccount(f"{prefix}{key}", role, f"{label}, {place}", name, partnerships=(code,), **bound)

    def seat(key: str, label: str, name: str, seat: Seat) -> DemoAccount:
        return account(f"seat-{key}", Role.DECISION_MAKER, f"Seat of the {label}", name, seat=seat)

    return [
        account("officer", Role.OFFICER, "Officer", "Olive Officer"),
        account("second-person", Role.OFFICER, "Officer who checks", "Petra Person"),
        seat("local-authority", "council", "Leah Local", Seat.LOCAL_AUTHORITY),
        seat("police", "police", "Paul Police", Seat.POLICE),
        seat("icb", "health board", "Ivy Board", Seat.ICB),
        account("sign-off", Role.GROUP, "Sign-off group", "Sina Signoff", group=Group.SIGN_OFF),
        account("strategic", Role.GROUP, "Strategic body", "Stella Strategic", group=Group.STRATEGIC),
        account("reviewer", Role.REVIEWER, "Reviewer", "Rosa Reviewer"),
    ]


ACCOUNTS = [
    DemoAccount("health", Role.SUBMITTER, "Health professional", "Hana Health", mailbox="hospital"),
    DemoAccount("health-lead", Role.LEAD, "Safeguarding lead, health", "Lena Lead", mailbox="hospital"),
    DemoAccount("social-care", Role.SUBMITTER, "Social care, county", "Sam Socialcare", mailbox="county-council"),
    DemoAccount("city-social-care", Role.SUBMITTER, "Social care, city", "Cleo Socialcare", mailbox="city-council"),
    DemoAccount("police", Role.SUBMITTER, "Police", "Pia Police", mailbox="police"),
    *_partnership_accounts(COUNTY, "", "county"),
    DemoAccount("second-officer", Role.OFFICER, "Second officer, county", "Oscar Officer", (COUNTY,)),
    DemoAccount("scrutineer", Role.SCRUTINEER, "Scrutineer, county", "Iris Independent", (COUNTY,)),
    DemoAccount("auditor", Role.AUDITOR, "Auditor, county", "Aldo Auditor", (COUNTY,)),
    *_partnership_accounts(CITY, "city-", "city"),
    DemoAccount("editor", Role.CONTENT_EDITOR, "Content editor", "Edda Editor", (COUNTY, CITY)),
    DemoAccount("publisher", Role.PUBLISHER, "Publisher", "Uma Publisher", (COUNTY, CITY)),
    DemoAccount("administrator", Role.ADMINISTRATOR, "System administrator", "Yara Admin"),
]


def make(*, known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Make the accounts that are not there yet; returns every account as demo.json lists it.

    `known` are the accounts of an earlier demo.json by e-mail address. A person whose password was lost with that file
    gets a new one.
    """
    for partnership in Partnership.objects.all():
        ensure_groups(partnership)
    return [_make(account, known.get(account.email)) for account in ACCOUNTS]


def _make(account: DemoAccount, known: dict[str, Any] | None) -> dict[str, Any]:
    user, password = _user(account, known)
    for place in _places(account):
        Membership.objects.get_or_create(
            user=user,
            role=account.role,
            **place,
            defaults={"seat": account.seat, "group": account.group, "since": SINCE},
        )
    sync_groups(user)
    return {
        "key": account.key,
        "role": account.role.value,
        "label": f"{account.label} (demo)",
        "email": account.email,
        "password": password,
        "totp_secret": _totp_secret(user) if needs_second_factor(user) else None,
    }


def _places(account: DemoAccount) -> list[dict[str, Any]]:
    """What each of the person's memberships is bound to."""
    if account.mailbox:
        return [
            {"agency": Agency.objects.get(contact_email=f"requests@{account.mailbox}.example"), "partnership": None}
        ]
    if account.partnerships:
        found = Partnership.objects.filter(code__in=account.partnerships)
        return [{"agency": None, "partnership": partnership} for partnership in found]
    return [{"agency": None, "partnership": None}]


def _user(account: DemoAccount, known: dict[str, Any] | None) -> tuple[Any, str]:
    """The person and the password to sign in with."""
    password = known["password"] if known else secrets.token_urlsafe(18)
    users = get_user_model().objects
    user = users.filter(email=account.email).first()
    if user is None:
        first, last = account.name.split()
        administrator = account.role == Role.ADMINISTRATOR
        user = users.create_user(
            account.email,
            password,
            first_name=first,
            last_name=f"{last} (demo)",
            is_staff=administrator,
            is_superuser=administrator,
        )
    elif known is None:
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=account.email, defaults={"verified": True, "primary": True})
    return user, password


def _totp_secret(user: Any) -> str:
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
