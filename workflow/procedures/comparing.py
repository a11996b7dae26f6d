"""What one version says otherwise than another, in words: limit by limit, entry by entry, wording by wording."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.procedures.document import PARTS, Document, columns
from workflow.procedures.parts import Column, group_of, in_words, list_of
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
    return f"{date.fromisoformat(value):%-d %B %Y}"


def _rows(part: str, old: Document, new: Document) -> Iterator[Change]:
    known = columns(PARTS[part])

    def told(row: Row) -> Iterator[tuple[str, str]]:
        for name, column in known.items():
            if name != "key" and row[name] not in (None, "", [], {}):
                yield label_of(column), said_of(column, row[name])

    def named(row: Row) -> str:
        return str(row.get("label") or row["key"])

    def changed(before: Row, after: Row) -> Iterator[Change]:
        for name, column in known.items():
            if before[name] != after[name]:
                pair = said_of(column, before[name]), said_of(column, after[name])
                yield Change(named(after), label_of(column), *pair)

    yield from _by_key(old[part], new[part], named, told, changed)


def _content(old: Row, new: Row) -> Iterator[Section]:
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if isinstance(before or after, list):
            yield Section(name, list_of(name).title, tuple(_entries(name, before or [], after or [])))
        else:
            yield Section(name, group_of(name).title, tuple(_settings(name, before or {}, after or {})))


def _entries(name: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    known: dict[str, Column] = {column.name: column for column in list_of(name).columns}

    def told(row: Row) -> Iterator[tuple[str, str]]:
        for column, value in row.items():
            if column != "key" and value not in (None, "", [], {}):
                yield _column_label(column, known), said(value, _choices(column, known))

    def changed(before: Row, after: Row) -> Iterator[Change]:
        for column in dict.fromkeys([*before, *after]):
            if before.get(column) != after.get(column):
                pair = (said(row.get(column), _choices(column, known)) for row in (before, after))
                yield Change(str(after["key"]), _column_label(column, known), *pair)

    yield from _by_key(old, new, lambda row: str(row["key"]), told, changed)
    kept = {row["key"] for row in old} & {row["key"] for row in new}
    orders = [[row["key"] for row in rows if row["key"] in kept] for rows in (old, new)]
    if orders[0] != orders[1]:
        yield Change("", "Order", ", ".join(orders[0]), ", ".join(orders[1]))


def _column_label(column: str, known: Mapping[str, Column]) -> str:
    return known[column].label if column in known else LABELS.get(column, in_words(column))


def _choices(column: str, known: Mapping[str, Column]) -> tuple[tuple[str, str], ...]:
    return known[column].choices if column in known else ()


def _settings(name: str, old: Row, new: Row) -> Iterator[Change]:
    known = {setting.name: setting for setting in group_of(name).settings}
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) == new.get(key):
            continue
        setting = known.get(key)
        choices = setting.choices if setting else ()
        label = setting.label if setting else in_words(key)
        yield Change("", label, said(old.get(key), choices), said(new.get(key), choices))


def _by_key(
    old: list[Any],
    new: list[Any],
    named: Callable[[Row], str],
    told: Callable[[Row], Iterator[tuple[str, str]]],
    changed: Callable[[Row, Row], Iterator[Change]],
) -> Iterator[Change]:
    """What is gone, changed and new among rows with keys."""
    before, after = ({row["key"]: row for row in rows} for rows in (old, new))
    for key, row in before.items():
        if key not in after:
            yield Change(named(row), "Removed", _whole(told(row)), NOTHING)
    for key, row in after.items():
        if key in before:
            yield from changed(before[key], row)
        else:
            yield Change(named(row), "New", NOTHING, _whole(told(row)))


def _whole(told: Iterator[tuple[str, str]]) -> str:
    return ". ".join(f"{label}: {value}" for label, value in told)
