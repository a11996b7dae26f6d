"""What is changed in a draft at one time: a plain step, or one entry of a repeating step; and who changed it last.

An entry is known by an identifier, never by its number: the number is another child's once an earlier one is removed.
A page says which revision of its place it began from, so that a page that stood open in another window, its autosave
or a button that was pressed twice never writes over what came later.
"""

import re
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from forms.definition.shape import Step
from forms.sent_numbers import whole_number

# The revision of a place that nobody has written to yet.
UNTOUCHED = 0
# What a page calls itself; it is kept with the draft, so nothing longer is taken.
PAGE = re.compile(r"[0-9a-zA-Z-]{1,64}")


@dataclass(frozen=True)
class Basis:
    """What a page was made from: the revision of its place, and a name of the page's own.

    By its name a page's own earlier saves are known, also those whose answer never arrived.
    """

    revision: int
    page: str

    @classmethod
    def fresh(cls, revision: int) -> "Basis":
        """For a page that is drawn now."""
        return cls(revision, secrets.token_hex(8))

    @classmethod
    def read(cls, text: str) -> "Basis | None":
        """As it stands in a page's form; None where it says nothing that can be read."""
        told, _colon, page = text.partition(":")
        revision = whole_number(told)
        return cls(revision, page) if revision is not None and PAGE.fullmatch(page) else None

    def __str__(self) -> str:
        return f"{self.revision}:{self.page}"


@dataclass
class Revisions:
    """The draft's revision, counted up by every change, and by place the one of its last change and its page."""

    latest: int = UNTOUCHED
    places: dict[str, Any] = field(default_factory=dict)

    def of(self, place: str) -> int:
        return int(self.places.get(place, [UNTOUCHED])[0])

    def is_stale(self, place: str, basis: Basis | None) -> bool:
        """Whether somebody else changed the place since the page was made. A page without a basis claims nothing."""
        if basis is None or self.of(place) == basis.revision:
            return False
        return bool(self.places[place][1] != basis.page) if place in self.places else True

    def change(self, place: str, page: str) -> None:
        """The place was changed, from the page of this name."""
        self.latest += 1
        self.places[place] = [self.latest, page]


def place_of(step: Step, entry: str | None) -> str:
    """The key of a step, or of an entry of a repeating one: "children:3f2a…"."""
    return step["name"] if step["repeat"] is None else f"{step['name']}:{entry}"


def step_of(place: str) -> str:
    """The name of the step that a key stands for."""
    return place.partition(":")[0]


def entry_of(place: str) -> str:
    """The identifier of the entry that a key stands for, or nothing."""
    return place.partition(":")[2]


def new_entry() -> str:
    return str(uuid.uuid4())


def first_entries(draft_id: uuid.UUID, step: str, how_many: int) -> list[str]:
    """Identifiers of entries that a draft began with: the same ones until it is saved, and with it they are kept."""
    return [str(uuid.uuid5(draft_id, f"{step}:{number}")) for number in range(how_many)]


def matched(identifiers: list[str], how_many: int) -> list[str]:
    """As many identifiers as there are entries: those that are there keep theirs."""
    return [*identifiers[:how_many], *(new_entry() for _more in range(how_many - len(identifiers)))]
