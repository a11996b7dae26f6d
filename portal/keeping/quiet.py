"""A restored portal starts quietly: nothing that may have gone before goes again, and no link or code of before opens.

Two parts. `hush` asks nothing of the program's models, so that it fits the tables of older releases too; it runs before
anybody can see the restored rows. `begin_again` runs once the tables are those of this release.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from forms.models import KeptPost, StepLink
from forms.vault import DataKey
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.invitation import open_invitations
from portal.api.programs.token import ApiToken
from workflow.clocks import reminders
from workflow.desk.feed.address import CalendarFeed
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.settling import settle
from workflow.engine.step import local_date
from workflow.machines.audit import rounds
from workflow.machines.case.retention import erasure
from workflow.machines.case.retention.schedule import Tombstone
from workflow.notices.notice import Notice
from workflow.notices.sealed.links import digest_of, tokens_of
from workflow.notices.sealed.opening import CODE_NOTICE
from workflow.notices.sealed_copy import SealedCopy
from workflow.parties.party import Partnership
from workflow.parties.reference_counter import ReferenceCounter
from workflow.people.models import User
from workflow.worker import chasing, retention, return_reminders

logger = logging.getLogger(__name__)

RESTORED = Notice.RESTORED
EVENT = "portal.restore"
# By table what is done to it at once, and what the count is called.
HUSHED = {
    "workflow_notice": (
        "notices parked",
        f"UPDATE workflow_notice SET state = 'parked', last_error = '{RESTORED}', claimed_at = NULL "  # noqa: S608
        "WHERE state IN ('queued', 'sending')",
    ),
    "portal_webhookmessage": (
        "messages to other programs stopped",
        f"UPDATE portal_webhookmessage SET state = 'failed', last_error = '{RESTORED}', claimed_at = NULL "  # noqa: S608
        "WHERE state IN ('queued', 'sending')",
    ),
    "workflow_privatemail": ("mails of signing in dropped", "DELETE FROM workflow_privatemail"),
    "portal_browsersession": ("sessions ended", "DELETE FROM portal_browsersession"),
    "django_q_ormq": ("wake-ups of the worker dropped", "DELETE FROM django_q_ormq"),
}
# What the sweep does that ends in notices. What fell due between backup and restore may have been told already.
DUE = (
    reminders.sweep_due,
    chasing.chase_actions,
    chasing.ask_about_holds,
    return_reminders.remind_due,
    rounds.prompt_due,
    retention.prompt,
)


@dataclass
class Begun:
    """What was done so that the portal starts quietly, in counts; references of cases that were erased again.

    `about_no_case`: what no case's page would show, so that whoever restores tells the office.
    """

    counts: dict[str, int] = field(default_factory=dict)
    erased_again: list[str] = field(default_factory=list)
    next_references: list[str] = field(default_factory=list)
    about_no_case: list[str] = field(default_factory=list)


def hush(tables: Iterable[str]) -> dict[str, int]:
    """Stop everything that is on its way. By what was stopped how much of it."""
    there, counts = set(tables), {}
    with connection.cursor() as cursor:
        for table, (what, statement) in HUSHED.items():
            if table in there:
                cursor.execute(statement)
                counts[what] = cursor.rowcount
    return counts


@transaction.atomic
def begin_again(
    made_at: datetime, *, now: datetime, erasures: Sequence[dict[str, Any]], room: int, counts: dict[str, int]
) -> Begun:
    """Everything else, in one transaction, with an event in the log.

    `room`: so many references are left out, for those that were given between backup and restore. `counts`: of `hush`.
    """
    begun = Begun(dict(counts))
    begun.counts["links and codes ended"] = _end_links(now)
    known = [tombstone.entry for tombstone in Tombstone.objects.all()]
    begun.erased_again = erasure.reapply([*known, *erasures], now=now)
    begun.counts["cases erased again"] = len(begun.erased_again)
    begun.next_references = _move_references_on(made_at, now, room)
    begun.counts["notices of what fell due meanwhile"] = _park_what_fell_due(now)
    parked = Notice.objects.filter(state=Notice.State.PARKED, last_error=RESTORED)
    # A code is good for half an hour, and none of before opens anything.
    parked.filter(key=CODE_NOTICE).update(state=Notice.State.SET_ASIDE)
    without = parked.filter(case=None)
    begun.about_no_case = [f"“{one.subject}” to {one.recipient_name}" for one in without]
    without.update(state=Notice.State.SET_ASIDE)
    settle(set(parked.values_list("case", flat=True)), now)
    event = Event(kind=EVENT, machine="portal", at=now, data_key=DataKey.objects.make())
    event.data = {"backup_of": made_at.isoformat(), "restored_at": now.isoformat(), **begun.counts}
    log.append([event])
    transaction.on_commit(erasure.complete_list)
    return begun


def _end_links(now: datetime) -> int:
    """What was revoked after the backup would open again, so nothing that was given out before opens any more."""
    count = open_invitations().filter(secret__isnull=False).update(secret=None, expires_at=now)
    count += AccountChange.objects.filter(secret__isnull=False, used_at=None).update(secret=None, expires_at=now)
    count += StepLink.objects.filter(revoked_at=None, expires_at__gt=now).update(revoked_at=now)
    count += ApiToken.objects.filter(revoked_at=None, expires_at__gt=now).update(revoked_at=now)
    count += CalendarFeed.objects.all().delete()[0]
    count += KeptPost.objects.all().erase()
    count += _new_links(now)
    # A link to a new password that was asked for before goes by this.
    User.objects.update(last_login=now)
    return count


def _new_links(now: datetime) -> int:
    """The link of a sealed copy leads nowhere; a notice that is let go carries a new one, else the office renews it."""
    alive = SealedCopy.objects.exclude(link_digest="").filter(revoked_at=None, expires_at__gt=now)
    count = 0
    for copy in alive.order_by("pk"):
        copy.link_number, copy.code_until = copy.link_number + 1, None
        copy.link_digest = digest_of(tokens_of(copy)[0])
        if not copy.notices.filter(state__in=Notice.WAITING).exclude(key=CODE_NOTICE).exists():
            copy.expires_at = now
        copy.save(update_fields=["link_number", "link_digest", "code_until", "expires_at"])
        count += 1
    return count


def _move_references_on(made_at: datetime, now: datetime, room: int) -> list[str]:
    """No reference is given twice: `room` numbers are left out, in every year that the gap touches."""
    years = range(local_date(made_at).year, local_date(now).year + 1)
    following = []
    for partnership in Partnership.objects.order_by("pk"):
        for year in years:
            ReferenceCounter.objects.get_or_create(partnership=partnership, year=year)
        counters = ReferenceCounter.objects.filter(partnership=partnership, year__in=years)
        counters.update(last=F("last") + room)
        newest = counters.get(year=years[-1])
        following.append(f"{partnership.code}-{newest.year}-{newest.last + 1:04d}")
    return following


def _park_what_fell_due(now: datetime) -> int:
    for step in DUE:
        try:
            with transaction.atomic():
                step(now)
        except Exception:
            logger.exception("What fell due meanwhile could not be worked out; the worker tells of it as it runs.")
    queued = Notice.objects.filter(state=Notice.State.QUEUED)
    return queued.update(state=Notice.State.PARKED, last_error=RESTORED)
