"""What one version says otherwise than another, in words: limit by limit, entry by entry, wording by wording."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.dates import spoken_date
from workflow.procedures.document import PARTS, Document, columns
from workflow.procedures.parts import Column, Setting, group_of, in_words, list_of
from workflow.procedures.wording import LABELS, NOTHING, label_of, said, said_of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that differs. `where` names the entry, `what` its part; `before` and `after` as people read them."""

    where: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Section:
    """What differs in one part of the version. `name` is the part's own: "rules", "notices", "local_criteria"."""

    name: str
    title: str
    changes: tuple[Change, ...]


def differences(old: Document, new: Document) -> list[Section]:
    """What the new document says otherwise, in the order of the editor's pages; parts that agree are left out."""
    sections = [
        Section("basics", "Title and dates", tuple(_basics(old, new))),
        Section("rules", "Limits and reminders", tuple(_rows("rules", old, new))),
        *_content(old["content"], new["content"]),
        Section("notices", "Wordings of notices", tuple(_rows("notices", old, new))),
    ]
    return [section for section in sections if section.changes]


def _basics(old: Document, new: Document) -> Iterator[Change]:
    for name in ("title", "source", "effective_from"):
        if old[name] != new[name]:
            yield Change("", LABELS[name], _day(name, old[name]), _day(name, new[name]))


def _day(name: str, value: str) -> str:
    if name != "effective_from" or not value:
        return value or NOTHING
    return spoken_date(value)


@dataclass(frozen=True)
class Columns:
    """How the columns of a part are called and their values said; `names` in their order, () for those of the rows."""

    label: Callable[[str], str]
    said: Callable[[str, Any], str]
    names: tuple[str, ...] = ()

    def told(self, row: Row) -> str:
        """Everything that a row says."""
        names = [name for name in self.names or row if name != "key" and row[name] not in (None, "", [], {})]
        return ". ".join(f"{self.label(name)}: {self.said(name, row[name])}" for name in names)

    def changes(self, where: str, before: Row, after: Row) -> Iterator[Change]:
        """What the second row says otherwise than the first."""
        for name in self.names or dict.fromkeys([*before, *after]):
            old, new = before.get(name), after.get(name)
            if old != new:
                yield Change(where, self.label(name), self.said(name, old), self.said(name, new))


def _rows(part: str, old: Document, new: Document) -> Iterator[Change]:
    known = columns(PARTS[part])
    said = Columns(lambda name: label_of(known[name]), lambda name, value: said_of(known[name], value), tuple(known))
    yield from _by_key(old[part], new[part], said, lambda row: str(row.get("label") or row["key"]))


def _content(old: Row, new: Row) -> Iterator[Section]:
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if isinstance(before or after, list):
            yield Section(name, list_of(name).title, tuple(_entries(name, before or [], after or [])))
        else:
            said = _columns_of(group_of(name).settings, {})
            yield Section(name, group_of(name).title, tuple(said.changes("", before or {}, after or {})))


def _columns_of(known: Iterable[Column | Setting], labels: Mapping[str, str]) -> Columns:
    """The columns of an entry or the settings of a group; what is not known is called by its own name."""
    labels = {**labels, **{one.name: one.label for one in known}}
    choices = {one.name: one.choices for one in known}
    return Columns(
        lambda name: labels.get(name) or in_words(name), lambda name, value: said(value, choices.get(name, ()))
    )


def _entries(name: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    yield from _by_key(old, new, _columns_of(list_of(name).columns, LABELS), lambda row: str(row["key"]))
    kept = {row["key"] for row in old} & {row["key"] for row in new}
    orders = [[row["key"] for row in rows if row["key"] in kept] for rows in (old, new)]
    if orders[0] != orders[1]:
        yield Change("", "Order", ", ".join(orders[0]), ", ".join(orders[1]))


def _by_key(old: list[Any], new: list[Any], said: Columns, named: Callable[[Row], str]) -> Iterator[Change]:
    """What is gone, changed and new among rows with keys."""
    before, after = ({row["key"]: row for row in rows} for rows in (old, new))
    for key, row in before.items():
        if key not in after:
            yield Change(named(row), "Removed", said.told(row), NOTHING)
    for key, row in after.items():
        if key in before:
            yield from said.changes(named(row), before[key], row)
        else:
            yield Change(named(row), "New", NOTHING, said.told(row))
