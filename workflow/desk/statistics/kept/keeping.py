"""Counted once for each partnership and quarter, and counted again only where something in it changed.

What is kept lies sealed in the cache: small numbers about harmed children. A cache that keeps nothing costs time only.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.cache import cache as django_cache
from django.db import transaction

from forms.vault import VaultError, seal_text, unseal_text
from workflow.desk.statistics.kept.mark import versions
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.tables import Counted
from workflow.desk.statistics.timeliness import CLOCKS
from workflow.parties.party import Partnership

CONTEXT = "statistics"
KEPT_SECONDS = 40 * 24 * 3600
# What stands in one of these columns becomes another thing with the day alone.
BY_THE_DAY = frozenset({"awaited", "running", "open"})

Place = tuple[int, Quarter]
Count = Callable[[Sequence[Partnership], Period], Iterable[Counted]]


@dataclass(frozen=True)
class _Asked:
    """One partnership's quarter, and under which name it is kept."""

    place: Place
    version: str

    @property
    def key(self) -> str:
        return f"statistics.{_program()}.{self.place[0]}.{self.place[1].key}"


@cache
def _program() -> str:
    """What counts: another release counts anew, under its own words."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def may_be_undone() -> bool:
    return transaction.get_connection().in_atomic_block


def counted(partnerships: Sequence[Partnership], period: Period, count: Count, *, today: date) -> list[Counted]:
    """What `count` gives for them, from what is kept wherever that still holds. One query where everything is.

    Within a transaction nothing is kept and nothing kept is read: what it has written may yet be undone.
    """
    if may_be_undone():
        return list(count(partnerships, period))
    stand = versions(list(partnerships), period)
    asked = [_Asked(place, version) for place, version in stand.items()]
    kept = _read(asked, today)
    missing = [one for one in asked if one.place not in kept]
    if missing:
        quarters = [one.place[1] for one in missing]
        wanted = {one.place[0] for one in missing}
        fresh = list(count([one for one in partnerships if one.pk in wanted], Period(min(quarters), max(quarters))))
        parts = {one.place: _parts(fresh, one.place) for one in missing}
        _write(missing, parts, today)
        kept |= parts
    return _together([kept[one.place] for one in asked])


def _parts(tables: Iterable[Counted], place: Place) -> list[Counted]:
    """What of the tables belongs there. A limit that nobody had there has no table."""
    found = [_part(table, place) for table in tables]
    return [one for one in found if one.numbers or not one.key.startswith(CLOCKS)]


def _part(table: Counted, place: Place) -> Counted:
    return replace(
        table,
        numbers={key: number for key, number in table.numbers.items() if key[:2] == place},
        special={key: number for key, number in table.special.items() if key[:2] == place},
    )


def _together(parts: Iterable[list[Counted]]) -> list[Counted]:
    """The tables of all places, each with every column that one of them has."""
    tables: dict[str, Counted] = {}
    for part in parts:
        for table in part:
            before = tables.get(table.key)
            if before is None:
                tables[table.key] = table
                continue
            columns = {**dict(before.columns), **dict(table.columns)}
            tables[table.key] = replace(
                table,
                columns=tuple(columns.items()),
                numbers={**before.numbers, **table.numbers},
                special={**before.special, **table.special},
            )
    return list(tables.values())


def _read(asked: Sequence[_Asked], today: date) -> dict[Place, list[Counted]]:
    found = django_cache.get_many([one.key for one in asked])
    kept = {}
    for one in asked:
        told = _opened(found.get(one.key), one)
        if told is not None and told["version"] == one.version and (not told["by_day"] or told["day"] == str(today)):
            kept[one.place] = [_table(table, one.place) for table in told["tables"]]
    return kept


def _opened(sealed: Any, one: _Asked) -> dict[str, Any] | None:
    if not sealed:
        return None
    try:
        told: dict[str, Any] = json.loads(unseal_text(str(sealed), f"{CONTEXT} {one.key}"))
    except VaultError:
        return None
    return told


def _write(asked: Sequence[_Asked], parts: dict[Place, list[Counted]], today: date) -> None:
    entries = {}
    for one in asked:
        tables = parts[one.place]
        by_day = any(column in BY_THE_DAY for table in tables for _pk, _quarter, column in table.numbers)
        told = {"version": one.version, "by_day": by_day, "day": str(today), "tables": [_told(one) for one in tables]}
        entries[one.key] = seal_text(json.dumps(told), f"{CONTEXT} {one.key}")
    django_cache.set_many(entries, KEPT_SECONDS)


def _told(table: Counted) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "note": table.note,
        "columns": [[key, str(text)] for key, text in table.columns],
        "numbers": {column: number for (_pk, _quarter, column), number in table.numbers.items()},
        "special": {column: number for (_pk, _quarter, column), number in table.special.items()},
        "charted": table.charted,
    }


def _table(told: dict[str, Any], place: Place) -> Counted:
    return Counted(
        told["key"],
        told["title"],
        told["note"],
        tuple((key, text) for key, text in told["columns"]),
        {(*place, column): number for column, number in told["numbers"].items()},
        told["charted"],
        {(*place, column): number for column, number in told["special"].items()},
    )
