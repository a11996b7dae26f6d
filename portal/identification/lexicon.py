"""By which other names people of a name are called, and which words are names at all.

Nicknames come from the package `nicknames`; spellings of one name, Arabic letters and what that package lacks from
`names.json`.
"""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from workflow.machines.publication.identification.english import is_everyday, is_listed_name, is_word

__all__ = ["called", "is_everyday", "is_name", "is_word", "spelt", "told"]

MOST_NICKNAMES = 24


@cache
def told() -> dict[str, dict[str, list[str]]]:
    """What `names.json` says: `nicknames`, `spellings` (groups of one name), `arabic`."""
    found: dict[str, dict[str, list[str]]] = json.loads(
        (Path(__file__).parent / "names.json").read_text(encoding="utf-8")
    )
    return found


def is_name(word: str) -> bool:
    """Whether people or places are called so."""
    return is_listed_name(word) or word in _given_names()


@cache
def _nicknamer() -> Any:
    # The package reads its table when it is asked: only a check needs it.
    from nicknames import NickNamer  # noqa: PLC0415 - reads its table of names, for the check alone

    return NickNamer()


@cache
def _given_names() -> frozenset[str]:
    """Every name of the tables of nicknames."""
    tables = (_nicknamer().nickname_lookup, told()["nicknames"], told()["spellings"])
    return frozenset(name for table in tables for long, short in table.items() for name in (long, *short))


@cache
def _long_forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for long, short in told()["nicknames"].items():
        for one in short:
            found[one].append(long)
    return {short: tuple(long) for short, long in found.items()}


def called(name: str) -> list[str]:
    """Other names of somebody of this given name: its short forms, its long ones, and their other short forms."""
    long = [*_long_forms().get(name, ()), *sorted(_nicknamer().canonicals_of(name))]
    found = dict.fromkeys([*_short(name), *long])
    for one in long:
        found.update(dict.fromkeys(_short(one)))
    return [one for one in found if one != name and one.isalpha()][:MOST_NICKNAMES]


def _short(name: str) -> list[str]:
    return [*told()["nicknames"].get(name, ()), *sorted(_nicknamer().nicknames_of(name))]


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    return {
        one: tuple(other for other in (name, *others) if other != one)
        for name, others in told()["spellings"].items()
        for one in (name, *others)
    }


def spelt(name: str) -> tuple[str, ...]:
    """Other Latin spellings of the same name: of “mohammed” “muhammad”."""
    return _spellings().get(name, ())
