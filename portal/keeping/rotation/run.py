"""Every stage in its order, and what comes next: a former key may go after a run that found nothing under it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from forms.vault import IndexKey, index_keys, key_encryption_keys, key_print, verify_keys
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.invitation import open_invitations
from portal.keeping.databases import database
from portal.keeping.plainly import Refused
from portal.keeping.rotation import log_head, marks, sealed_texts, signed, wrapped
from portal.keeping.rotation.stage import Stage

STAGES = (
    Stage("Data keys", wrapped.rewrap),
    *sealed_texts.STAGES,
    *marks.STAGES,
    *log_head.STAGES,
    *signed.STAGES,
)
Say = Callable[[str], object]


@dataclass(frozen=True)
class Turned:
    """How many rows were changed, and what to do next, a line each."""

    changed: int
    next: list[str]


def run(*, now: datetime, say: Say) -> Turned:
    """Bring everything under today's keys. Raises Refused, VaultError and ImproperlyConfigured.

    Safe to break off and to run again, and while the portal runs.
    """
    database().look()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("The tables are not up to date. Run manage.py migrate first; no key was changed.")
    verify_keys()
    total = 0
    for stage in STAGES:
        count = stage.turn(partial(_looked, say, stage.name))
        total += count
        if count:
            say(f"{stage.name}: {count} changed")
    if not total:
        IndexKey.objects.filter(print__in=former_prints(), retired_at=None).update(retired_at=now)
    return Turned(total, list(what_next(total, now)))


def _looked(say: Say, name: str, seen: int, of: int) -> None:
    say(f"{name}: {seen} of {of} looked at")


def former_prints() -> list[str]:
    """Of index keys that are listed beside today's."""
    today, *former = map(key_print, index_keys())
    return [one for one in former if one != today]


def what_next(changed: int, now: datetime) -> Iterator[str]:
    vault, index, secret = list(key_encryption_keys())[1:], former_prints(), settings.SECRET_KEY_FALLBACKS
    if not (vault or index or secret):
        yield (
            "No former key is listed: every key is today's. To change one, make a new key, put the old one where "
            "former keys stand (PORTAL_VAULT_KEYS behind the first, PORTAL_FORMER_INDEX_KEYS, "
            "PORTAL_FORMER_SECRET_KEYS), restart every process, and run this again."
        )
        return
    if changed:
        yield (
            "Next: see that every process, worker and other machine was restarted with these keys, then run this "
            "again. A former key may go after a run that changed nothing."
        )
        return
    yield "Nothing lies under a former key any more. What is listed may go, as said below; then restart every process."
    if vault:
        yield (
            f"- PORTAL_VAULT_KEYS: take out {', '.join(vault)}. Keep it apart for as long as you keep backups from "
            "before: they need it."
        )
    if index:
        yield f"- PORTAL_FORMER_INDEX_KEYS: empty it {_after_links(now)}"
    if secret:
        yield (
            "- PORTAL_FORMER_SECRET_KEYS: empty it in three days at the earliest; until then links to a new password "
            "work. With it go the links in e-mails sent before it was changed that end an alert or fetch a report."
        )


def _after_links(now: datetime) -> str:
    """Links and sessions whose secret lies in a mail or a browser alone: found by the former key while it is listed."""
    invited = open_invitations().filter(secret__isnull=False, expires_at__gt=now).values_list("expires_at", flat=True)
    again = AccountChange.objects.filter(secret__isnull=False, used_at=None, expires_at__gt=now)
    ends = [end for end in (*invited, *again.values_list("expires_at", flat=True)) if end is not None]
    if not ends:
        return "in eight hours, when every session of before has ended; at once, and these people sign in again."
    return (
        f"after {timezone.localtime(max(ends)):%d.%m.%Y %H:%M}, when the last of the {len(ends)} links of invitations "
        "that are out now ends; at once, and those from before lead nowhere: send the invitations again."
    )
