"""One case with everything that hangs on it, as a mould for others: every row of every table that leads to it."""

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import connection, models

from forms.models import Draft, Submission
from forms.vault import KEY_BYTES, NONCE_BYTES, DataKey, SealedField, key_encryption_keys, seal
from portal.start.load.pattern import Copy, Pattern
from workflow.clocks.deadline import Deadline
from workflow.machines.case.children.child import Child, index_of
from workflow.machines.case.marks import SearchMark, marks_of
from workflow.machines.case.tasks.task import CaseTask
from workflow.models import Case, Event, FrozenReport, Notice, PublishedVersion, SealedCopy
from workflow.parties.reference_counter import number_in
from workflow.waiting.waiting import Waiting

LONDON = ZoneInfo("Europe/London")
OURS = frozenset({"forms", "workflow"})
# Their content is a file that one row alone may have; marks are made of the child.
LEFT_OUT = frozenset({FrozenReport, SealedCopy, PublishedVersion, SearchMark})
# What a row of the case leads to and nobody else's does.
OWNED = (DataKey, Submission, Draft)
Made = dict[type[models.Model], list[tuple[Any, ...]]]
Fill = Callable[[], Any]


def columns_of(model: type[models.Model]) -> list[Any]:
    """The columns that a copy writes: a number that the database gives is not one."""
    return [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]


def written(column: Any) -> Callable[[Any], Any]:
    """What makes a value into one that the database takes."""
    target = column.target_field if column.is_relation else column
    if target.get_internal_type() in ("UUIDField", "DateTimeField", "DateField", "TimeField", "JSONField"):
        return partial(target.get_db_prep_save, connection=connection)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _both(fill: Fill, write: Callable[[Any], Any]) -> Fill:
    return lambda: write(fill())


def _value(row: Any, column: Any) -> Any:
    left_out = column.is_relation and column.related_model in LEFT_OUT
    return None if left_out else row.__dict__.get(column.attname)


def _poured(fixed: list[Any], fills: list[tuple[int, Fill]]) -> tuple[Any, ...]:
    row = fixed.copy()
    for place, fill in fills:
        row[place] = fill()
    return tuple(row)


def _went(notice: Any) -> None:
    """A letter of years ago does not wait for the worker."""
    if notice.state in (Notice.State.QUEUED, Notice.State.SENDING):
        notice.state, notice.sent_at = Notice.State.SENT, notice.queued_at


def _all_rows(case: Case) -> dict[type[models.Model], dict[Any, models.Model]]:
    """By table and primary key. Rows that lead to a row that is found are found too: one query a table and round."""
    found: dict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)
    fresh: dict[type[models.Model], dict[Any, models.Model]] = {Case: {case.pk: case}}
    while fresh:
        for model, rows in fresh.items():
            found[model].update(rows)
        round_: dict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)
        for model, rows in fresh.items():
            for row in (*_owned_by(model, rows), *_leading_to(model, rows)):
                if row.pk not in found[type(row)]:
                    round_[type(row)][row.pk] = row
        fresh = dict(round_)
    return found


def _owned_by(model: type[models.Model], rows: dict[Any, models.Model]) -> Iterator[models.Model]:
    for one in model._meta.concrete_fields:
        if one.is_relation and one.related_model in OWNED:
            wanted = {getattr(row, one.attname) for row in rows.values()} - {None}
            yield from one.related_model._default_manager.filter(pk__in=wanted)


def _leading_to(model: type[models.Model], rows: dict[Any, models.Model]) -> Iterator[models.Model]:
    if model is DataKey:
        return
    for other in apps.get_models():
        if other._meta.app_label not in OURS or other in LEFT_OUT:
            continue
        for one in other._meta.concrete_fields:
            if one.is_relation and one.related_model is model:
                yield from other._default_manager.filter(**{f"{one.name}__in": list(rows)})


class Mould:
    """A case to copy. `pour` gives the rows of one copy, by table, in the order of `columns_of`."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.partnership_id: int = case.partnership_id
        self.reference: str = case.reference
        self.is_open = case.state == Case.OPEN
        children = list(case.children.select_related("data_key"))
        self.names: list[str] = [str((one.details or {}).get("child.name") or "") for one in children]
        self._rows = _all_rows(case)
        for notice in self._rows.get(Notice, {}).values():
            _went(notice)
        if not self.is_open:
            self._over()
        self._ids = {str(pk): pk for rows in self._rows.values() for pk in rows if isinstance(pk, UUID | str)}
        self._ids |= {UUID(key).hex: UUID(key) for key, pk in self._ids.items() if isinstance(pk, UUID)}
        keys = self._rows.pop(DataKey)
        self._keys = list(keys)
        self._rows_to_pour = {
            model: [self._to_pour(model, row) for row in self._in_order(model, rows)]
            for model, rows in self._rows.items()
        }
        self._children = [
            (str(row.pk), self._pattern(json.dumps(row.details)))  # type: ignore[attr-defined]  # a child
            for row in self._rows.get(Child, {}).values()
        ]

    def _over(self) -> None:
        """Of a case that was closed years ago nothing is waited for any more, but that its time is over."""
        rows: dict[Any, dict[Any, Any]] = dict(self._rows)
        for deadline in rows.get(Deadline, {}).values():
            if deadline.is_running:
                deadline.state, deadline.met_on = Deadline.State.MET, deadline.due_on
        for task in rows.get(CaseTask, {}).values():
            task.done_at = task.done_at or self.case.closed_at
        rows[Case][self.case.pk].next_due = None
        past = (Waiting.What.TASK, Waiting.What.LATE)
        self._rows[Waiting] = {pk: row for pk, row in rows.get(Waiting, {}).items() if row.what not in past}

    @staticmethod
    def _in_order(model: type[models.Model], rows: dict[Any, models.Model]) -> list[Any]:
        found: list[Any] = list(rows.values())
        return sorted(found, key=lambda row: row.position) if model is Event else found

    def pour(self, *, reference: str, names: list[str], later: timedelta) -> Made:
        """The rows of one copy as the database takes them, moved by that time. Its events are plain values, without a
        place in the chain.
        """
        ids: dict[str, str] = {}
        for old, pk in self._ids.items():
            if isinstance(pk, str):
                ids[old] = secrets.token_hex(16)
            elif old not in ids:
                new = uuid4()
                ids[str(pk)], ids[pk.hex] = str(new), new.hex
        self._copy = Copy(ids, reference, names, later)
        plain = {old: secrets.token_bytes(KEY_BYTES) for old in self._keys}
        self._sealing = {old: AESGCM(key) for old, key in plain.items()}
        made: Made = {DataKey: [self._data_key(ids[old], key) for old, key in plain.items()]}
        for model, rows in self._rows_to_pour.items():
            made[model] = [_poured(*row) for row in rows]
        made[SearchMark] = list(self._marks())
        return made

    def _data_key(self, key_id: str, plain: bytes) -> tuple[Any, ...]:
        wrapping_id, wrapping_key = next(iter(key_encryption_keys().items()))
        row = DataKey(id=key_id, key_id=wrapping_id)
        row.wrapped = seal(wrapping_key, plain, row.context)
        row.made_at = self._moved(self.case.opened_at)
        return tuple(written(one)(getattr(row, one.attname)) for one in columns_of(DataKey))

    def _marks(self) -> Iterator[tuple[Any, ...]]:
        case_id, columns = UUID(self._copy.ids[str(self.case.pk)]), columns_of(SearchMark)
        ready = {one.name: written(one) for one in columns}
        for key, told in self._children:
            details, child_id = json.loads(told.fill(self._copy)), UUID(self._copy.ids[key])
            for mark in sorted(marks_of(details)):
                values = {"case": case_id, "child": child_id, "mark": mark}
                yield tuple(ready[name](values[name]) for name in ready)

    # --- One row, and one column of it ------------------------------------------------------------------------------

    def _to_pour(self, model: type[models.Model], row: Any) -> tuple[list[Any], list[tuple[int, Fill]]]:
        """The row as the database takes it, and what makes anew the columns that differ from copy to copy. Events are
        values as the log takes them.
        """
        fixed: list[Any] = []
        fills: list[tuple[int, Fill]] = []
        for place, column in enumerate(columns_of(model)):
            write = _as_it_is if model is Event else written(column)
            fill = self._filler(row, column)
            fixed.append(write(_value(row, column)) if fill is None else None)
            if fill is not None:
                fills.append((place, fill if write is _as_it_is else _both(fill, write)))
        return fixed, fills

    def _filler(self, row: Any, column: Any) -> Fill | None:
        """What gives the value of a copy, None where each has the same."""
        value = _value(row, column)
        if value is None:
            return None
        if isinstance(column, SealedField):
            return self._sealed(row, column)
        if isinstance(row, Child) and column.name == "name_index":
            name = self.names.index(str((row.details or {}).get("child.name") or ""))
            return lambda: index_of(self._copy.names[name])
        if isinstance(row, Case) and column.name == "reference_number":
            return lambda: number_in(self._copy.reference)
        if isinstance(value, UUID):
            known = str(value)
            return (lambda: UUID(self._copy.ids[known])) if known in self._ids else None
        if isinstance(value, datetime):
            return lambda: self._moved(value)
        if isinstance(value, date):
            return lambda: value + self._copy.later
        if isinstance(value, dict | list):
            pattern = self._pattern(json.dumps(value))
            return None if pattern.is_plain else lambda: json.loads(pattern.fill(self._copy))
        return self._text(row, column, value) if isinstance(value, str) else None

    def _text(self, row: Any, column: Any, value: str) -> Fill | None:
        pattern = self._pattern(value)
        if pattern.is_plain and column.unique:
            return lambda: f"{secrets.token_hex(12)}.{value}"[: column.max_length]
        return None if pattern.is_plain else lambda: pattern.fill(self._copy)

    def _sealed(self, row: Any, column: SealedField) -> Callable[[], bytes]:
        pattern = self._pattern(json.dumps(getattr(row, column.name), ensure_ascii=True, separators=(",", ":")))
        key, table, own = row.data_key.pk, row._meta.db_table, str(row.pk)

        def fill() -> bytes:
            nonce = secrets.token_bytes(NONCE_BYTES)
            context = f"{table}:{self._copy.ids[own]}:{column.column}"
            return nonce + self._sealing[key].encrypt(nonce, pattern.fill(self._copy).encode(), context.encode())

        return fill

    def _pattern(self, text: str) -> Pattern:
        return Pattern(text, ids=self._ids, reference=self.reference, names=self.names)

    def _moved(self, moment: datetime) -> datetime:
        """By whole days of the wall clock: what was due at the end of a day is so again."""
        return (moment.astimezone(LONDON).replace(tzinfo=None) + self._copy.later).replace(tzinfo=LONDON)
