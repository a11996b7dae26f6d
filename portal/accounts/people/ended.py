"""What is left of people who work here no more: it goes when its time is over.

Who did what stays in the log, and their name beside it. What belongs to several partnerships is kept for the longest of
their periods; whatever shows how somebody came to read a case on which a legal hold lies stays as long as the hold.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from forms.models import KeptPost
from forms.vault import DataKey
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.invitation import Invitation, State
from portal.accounts.sessions.model import BrowserSession
from workflow.engine.step import local_date
from workflow.machines.case.retention.holds import acted_in_held
from workflow.machines.case.retention.periods import ACCOUNTS, INVITATIONS, Period, Periods
from workflow.models import CalendarFeed, Membership, QueueColumns, SavedView
from workflow.people.models import User
from workflow.worker.retention import areas_of, count_one, is_over, is_time

BATCH = 50
# The address of whoever works here no more; no mail ever goes there (RFC 2606).
NOWHERE = "former.invalid"


def let_go(now: datetime) -> int:
    """A step of the worker's sweep: invitations and sign-ins that ended long ago. Returns how many went."""
    if not is_time(now):
        return 0
    periods = Periods(local_date(now))
    return _invitations(periods, now) + _accounts(periods, now)


# --- Invitations ------------------------------------------------------------------------------------------------------


def _invitations(periods: Periods, now: datetime) -> int:
    held = acted_in_held()
    ended = Invitation.objects.select_related("agency").prefetch_related("agency__partnerships").order_by("invited_at")
    ended = ended.exclude(Q(accepted_by__in=held) | Q(invited_by__in=held) | Q(answered_by__in=held))
    went = 0
    for one in ended.filter(expires_at__lt=now) | ended.exclude(accepted_at=None, withdrawn_at=None, answered_at=None):
        areas = areas_of(one.partnership_id, one.agency)
        period = periods.longest(INVITATIONS, areas)
        if went < BATCH and is_over(_ended_at(one, now), period, now):
            _erase_invitation(one, period, areas, now)
            went += 1
    return went


def _ended_at(one: Invitation, now: datetime) -> datetime | None:
    """When it came to its end; None of one that waits, or whose link still works."""
    return {
        State.ACCEPTED: one.accepted_at,
        State.WITHDRAWN: one.withdrawn_at,
        State.DECLINED: one.answered_at,
        State.EXPIRED: one.expires_at,
    }.get(one.state(now))


@transaction.atomic
def _erase_invitation(one: Invitation, period: Period, areas: set[int], now: datetime) -> None:
    """The log's lines about it stay, sealed for good."""
    key = one.data_key_id
    one.delete()
    DataKey.objects.filter(pk=key).update(wrapped=None, destroyed_at=now)
    count_one(period, areas, now)


# --- People -----------------------------------------------------------------------------------------------------------


def _accounts(periods: Periods, now: datetime) -> int:
    running = Membership.objects.filter(user=OuterRef("pk")).in_force(local_date(now))
    worked = Membership.objects.filter(user=OuterRef("pk"))
    former = User.objects.filter(Exists(worked)).exclude(Exists(running)).exclude(email__endswith=f"@{NOWHERE}")
    former = former.exclude(pk__in=acted_in_held())
    went = 0
    for person in former.prefetch_related("memberships__agency__partnerships").order_by("pk"):
        held = list(person.memberships.all())
        areas = {area for one in held for area in areas_of(one.partnership_id, one.agency)}
        period = periods.longest(ACCOUNTS, areas)
        # A role that ran out on its last day ends when the next sweep ends it.
        last = max((one.ended_at for one in held if one.ended_at), default=None)
        if went < BATCH and all(one.ended_at for one in held) and is_over(last, period, now):
            _erase_sign_in(person, period, areas, now)
            went += 1
    return went


@transaction.atomic
def _erase_sign_in(person: User, period: Period, areas: set[int], now: datetime) -> None:
    """Address, password, second steps and own settings. Comes the person back, they are invited anew."""
    mine: Iterable[Any] = (EmailAddress, Authenticator, SocialAccount, BrowserSession, CalendarFeed, QueueColumns)
    for model in mine:
        model.objects.filter(user=person).delete()
    SavedView.objects.filter(owner=person).delete()
    KeptPost.objects.filter(user=person).erase()
    AccountChange.objects.filter(user=person, answered_at__isnull=False).delete()
    person.email, person.is_active = f"former-{person.pk}@{NOWHERE}", False
    person.set_unusable_password()
    person.save(update_fields=["email", "is_active", "password"])
    count_one(period, areas, now)
