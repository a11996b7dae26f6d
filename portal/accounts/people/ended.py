"""What is left of people who work here no more, and of programs that act for nobody: it goes when its time is over.

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
from portal.api.programs.token import ApiToken
from portal.api.webhooks.hook import Webhook
from workflow.engine.step import local_date
from workflow.machines.case.retention import gone
from workflow.machines.case.retention.holds import acted_in_held
from workflow.machines.case.retention.periods import ACCOUNTS, INVITATIONS, PROGRAMS, Period, Periods, end_of
from workflow.models import CalendarFeed, Membership, QueueColumns, SavedView
from workflow.people.models import User
from workflow.worker.retention import is_time

BATCH = 50
# The address of whoever works here no more; no mail ever goes there (RFC 2606).
NOWHERE = "former.invalid"


def let_go(now: datetime) -> int:
    """A step of the worker's sweep: invitations, sign-ins and programs that ended long ago. Returns how many went."""
    if not is_time(now):
        return 0
    periods = Periods(local_date(now))
    return _invitations(periods, now) + _programs(periods, now) + _accounts(periods, now)


def _is_over(ended: datetime | None, period: Period, now: datetime) -> bool:
    until = end_of(ended, period) if ended is not None else None
    return until is not None and until < local_date(now)


def _count(period: Period, areas: set[int], now: datetime) -> None:
    only = next(iter(areas)) if len(areas) == 1 else None
    gone.count(period, partnership_id=only, number=1, on=local_date(now))


# --- Invitations ------------------------------------------------------------------------------------------------------


def _invitations(periods: Periods, now: datetime) -> int:
    held = acted_in_held()
    ended = Invitation.objects.select_related("agency").prefetch_related("agency__partnerships").order_by("invited_at")
    ended = ended.exclude(Q(accepted_by__in=held) | Q(invited_by__in=held) | Q(answered_by__in=held))
    went = 0
    for one in ended.filter(expires_at__lt=now) | ended.exclude(accepted_at=None, withdrawn_at=None, answered_at=None):
        areas = _areas(one.partnership_id, one.agency)
        period = periods.longest(INVITATIONS, areas)
        if went < BATCH and _is_over(_ended_at(one, now), period, now):
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
    _count(period, areas, now)


def _areas(partnership_id: int | None, agency: Any) -> set[int]:
    found = {partnership_id} if partnership_id is not None else set()
    return found | ({one.pk for one in agency.partnerships.all()} if agency is not None else set())


# --- Programs ---------------------------------------------------------------------------------------------------------


def _programs(periods: Periods, now: datetime) -> int:
    tokens = ApiToken.objects.filter(Q(revoked_at__lt=now) | Q(expires_at__lt=now) | Q(membership__ended_at__lt=now))
    hooks = Webhook.objects.filter(membership__ended_at__lt=now)
    went = 0
    for model, found in ((ApiToken, tokens), (Webhook, hooks)):
        rows = found.exclude(membership__user__in=acted_in_held()).select_related("membership__agency")
        for one in rows.prefetch_related("membership__agency__partnerships").order_by("made_at"):
            areas = _areas(one.membership.partnership_id, one.membership.agency)
            period = periods.longest(PROGRAMS, areas)
            moments = (getattr(one, "revoked_at", None), getattr(one, "expires_at", None), one.membership.ended_at)
            ended = min((moment for moment in moments if moment is not None), default=None)
            if went < BATCH and _is_over(ended, period, now):
                _erase_program(model, one, period, areas, now)
                went += 1
    return went


@transaction.atomic
def _erase_program(model: Any, one: Any, period: Period, areas: set[int], now: datetime) -> None:
    key = getattr(one, "data_key_id", None)
    model.objects.filter(pk=one.pk).delete()
    if key is not None:
        DataKey.objects.filter(pk=key).update(wrapped=None, destroyed_at=now)
    _count(period, areas, now)


# --- People -----------------------------------------------------------------------------------------------------------


def _accounts(periods: Periods, now: datetime) -> int:
    running = Membership.objects.filter(user=OuterRef("pk")).in_force(local_date(now))
    worked = Membership.objects.filter(user=OuterRef("pk"))
    former = User.objects.filter(Exists(worked)).exclude(Exists(running)).exclude(email__endswith=f"@{NOWHERE}")
    former = former.exclude(pk__in=acted_in_held())
    went = 0
    for person in former.prefetch_related("memberships__agency__partnerships").order_by("pk"):
        held = list(person.memberships.all())
        areas = {area for one in held for area in _areas(one.partnership_id, one.agency)}
        period = periods.longest(ACCOUNTS, areas)
        # A role that ran out on its last day ends when the next sweep ends it.
        last = max((one.ended_at for one in held if one.ended_at), default=None)
        if went < BATCH and all(one.ended_at for one in held) and _is_over(last, period, now):
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
    _count(period, areas, now)
