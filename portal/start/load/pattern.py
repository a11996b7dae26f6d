"""A text of a case that is copied: what in it belongs to this case alone is a gap, filled anew for each copy."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
HEX = r"\b[0-9a-f]{32}\b"
DAY = r"\b20[0-9]{2}-[01][0-9]-[0-3][0-9]"


@dataclass
class Copy:
    """What one copy puts into the gaps."""

    ids: Mapping[str, str]
    reference: str
    names: Sequence[str]
    later: timedelta
    days: dict[str, str] = field(default_factory=dict)

    def day(self, iso: str) -> str:
        """That day in the copy's time; what only looks like a day stays as it is."""
        if iso not in self.days:
            try:
                self.days[iso] = (date.fromisoformat(iso) + self.later).isoformat()
            except ValueError:
                self.days[iso] = iso
        return self.days[iso]


class Pattern:
    """A text in its parts: plain ones, and gaps for an id, the reference, a child's name and a day."""

    def __init__(self, text: str, *, ids: Mapping[str, Any], reference: str, names: Sequence[str]) -> None:
        known = "|".join(re.escape(word) for word in (reference, *names) if word)
        self._names = {name: place for place, name in enumerate(names)}
        self._parts: list[tuple[str, Any]] = []
        end = 0
        for found in re.finditer(rf"{UUID}|{HEX}|{known}|{DAY}", text):
            part = self._gap(found[0], ids, reference)
            if part is None:
                continue
            if found.start() > end:
                self._parts.append(("plain", text[end : found.start()]))
            self._parts.append(part)
            end = found.end()
        if end < len(text):
            self._parts.append(("plain", text[end:]))

    def _gap(self, found: str, ids: Mapping[str, Any], reference: str) -> tuple[str, Any] | None:
        if found == reference:
            return "reference", None
        if found in self._names:
            return "name", self._names[found]
        if found in ids:
            return "id", found
        return ("day", found) if re.fullmatch(DAY, found) else None

    @property
    def is_plain(self) -> bool:
        return all(kind == "plain" for kind, _value in self._parts)

    def fill(self, copy: Copy) -> str:
        """The text of a copy."""
        said = []
        for kind, value in self._parts:
            if kind == "plain":
                said.append(value)
            elif kind == "id":
                said.append(copy.ids[value])
            elif kind == "day":
                said.append(copy.day(value))
            else:
                said.append(copy.names[value] if kind == "name" else copy.reference)
        return "".join(said)
