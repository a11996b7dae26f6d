"""What a version of the procedure consists of, in words: its lists, its settings, its titles, and what cannot go.

`content` of a version is open: a list or a group of settings that is not named here is edited all the same, under its
own name. What is named here gets a heading, a sentence for the editor, and choices instead of words to type.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.parties.roles import Seat
from workflow.procedures.words import words


@dataclass(frozen=True)
class Column:
    """What an entry of a list says besides its text. `choices` are (value, words); `several`: a list of words."""

    name: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False


@dataclass(frozen=True)
class Part:
    """One list of the content."""

    name: str
    title: str
    help: str
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Setting:
    """One value of a group of settings."""

    name: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: int | None = None
    most: int | None = None
    # The list of the same version whose entries can be chosen.
    chosen_from: str = ""
    # Days before and after a date, as numbers.
    is_offsets: bool = False


@dataclass(frozen=True)
class Group:
    """One group of settings of the content."""

    name: str
    title: str
    help: str
    settings: tuple[Setting, ...] = ()


def _made(kind: Any, said: Mapping[str, Any]) -> Any:
    choices = said.get("choices", {})
    # The seats' words are told once, with the roles.
    pairs = Seat.choices if choices == "seats" else choices.items()
    return kind(**{**said, "choices": tuple((str(value), str(label)) for value, label in pairs)})


def _part(said: Mapping[str, Any]) -> Part:
    return Part(**{**said, "columns": tuple(_made(Column, one) for one in said.get("columns", ()))})


def _group(said: Mapping[str, Any]) -> Group:
    return Group(**{**said, "settings": tuple(_made(Setting, one) for one in said["settings"])})


LISTS_BY_NAME = {part.name: part for part in map(_part, words("parts")["lists"])}
GROUPS_BY_NAME = {group.name: group for group in map(_group, words("parts")["groups"])}
VOTING, TITLES = GROUPS_BY_NAME["voting"], GROUPS_BY_NAME["titles"]


def list_of(name: str) -> Part:
    """What is known of a list; of another list, its own name in words."""
    return LISTS_BY_NAME.get(name) or Part(name, in_words(name), "")


def group_of(name: str) -> Group:
    """What is known of a group of settings; of another, its own name in words."""
    return GROUPS_BY_NAME.get(name) or Group(name, in_words(name), "")


def in_words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()
