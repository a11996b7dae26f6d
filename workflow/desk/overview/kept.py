"""What the overview counts over all cases under way, counted once for whoever holds alike, until a case changes.

What is kept lies sealed in the cache: small numbers about harmed children. A cache that keeps nothing costs time only.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.cache import cache as django_cache
from django.db import transaction

from forms.vault import VaultError, seal_text, unseal_text
from workflow.desk.overview import figures
from workflow.desk.paging import MOST
from workflow.machines.case.queries import CaseQuerySet
from workflow.parties.kept import told_of
from workflow.parties.roles import Actor
from workflow.waiting import mark
from workflow.waiting.reading import for_actor

CONTEXT = "overview"
# While an update goes on, a process of the release before notes no change: what is kept is never older than this.
KEPT_SECONDS = 300


@dataclass(frozen=True)
class Numbers:
    """In how many cases who is waited for, late and within a week; how many are at each stage; how many wait for this
    person, counted as far as a list goes.
    """

    late: dict[str, int]
    week: dict[str, int]
    stages: dict[str, int]
    mine: int


def numbers(cases: CaseQuerySet, by: Actor, today: date) -> Numbers:
    """One query where nothing changed since they were counted, else four.

    Within a transaction nothing is kept and nothing kept is read: what it has written may yet be undone.
    """
    return _numbers(lambda: count(cases, by, today), by, today)


def count(cases: CaseQuerySet, by: Actor, today: date) -> Numbers:
    """From the table of what waits and the records themselves: three queries."""
    waited = figures.waited(figures.rows_together(cases, by, today), today)
    mine = figures.rows_of(cases, by, today).filter(for_actor(by)).order_by().values("case").distinct()
    return Numbers(
        late=dict(waited.late),
        week=dict(waited.week),
        stages=figures.at_stages(cases),
        mine=mine[: MOST + 1].count(),
    )


def may_be_undone() -> bool:
    return transaction.get_connection().in_atomic_block


def _numbers(counted: Callable[[], Numbers], by: Actor, today: date) -> Numbers:
    if may_be_undone():
        return counted()
    # Read before anything is counted: what changes meanwhile makes it count anew.
    version = mark.version()
    key = _key(by, today)
    kept = _opened(django_cache.get(key), key)
    if kept is not None and kept["version"] == version:
        return Numbers(**kept["numbers"])
    found = counted()
    told = json.dumps({"version": version, "numbers": asdict(found)})
    django_cache.set(key, seal_text(told, f"{CONTEXT} {key}"), KEPT_SECONDS)
    return found


def _key(by: Actor, today: date) -> str:
    """What the numbers hang on besides the cases: what this person holds, for whom they stand in, the day."""
    asked = hashlib.sha256(repr((_program(), told_of(by), str(today))).encode()).hexdigest()
    return f"overview.{asked[:40]}"


@cache
def _program() -> str:
    """What counts: another release counts anew."""
    found = hashlib.sha256()
    for path in (Path(figures.__file__), Path(__file__)):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _opened(sealed: Any, key: str) -> dict[str, Any] | None:
    if not sealed:
        return None
    try:
        told: dict[str, Any] = json.loads(unseal_text(str(sealed), f"{CONTEXT} {key}"))
    except VaultError:
        return None
    return told
