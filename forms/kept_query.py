"""Queries that nearly every request asks: put together and turned into SQL once, then asked with other values.

Django makes each statement anew, which takes it many times as long as the database takes to answer one for a row by its
key. A kept query is Django's own in every other way: the same SQL, the same models.

    PERSON = KeptQuery(lambda pk: User.objects.filter(pk=pk).select_related("home"), pk=int)
    PERSON.rows(pk=7)
"""

import copy
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.utils.timezone import make_aware

Row = TypeVar("Row", bound=Model)
# Stands for the value of each type while the statement is made: nothing that a query could hold of its own accord.
STANDS_FOR: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_111_222_000 + number,
    str: lambda number: f"value {number} of a kept query",
    UUID: lambda number: UUID(int=(0x8111_2222_3333_4444 << 64) + number),
    date: lambda number: date(9871, 1, 1 + number),
    datetime: lambda number: make_aware(datetime(9872, 1, 1 + number)),  # noqa: DTZ001 - made aware
}


class KeptQuery(Generic[Row]):
    """`make` is called once with a stand-in for each value and gives the query; its shape may not hang on a value: no
    None, no lists, no `now` of its own. `types`: the type of each value, by its name.
    """

    def __init__(self, make: Callable[..., "QuerySet[Row]"], **types: type) -> None:
        self._make = make
        self._stand_ins = {name: STANDS_FOR[type_](place) for place, (name, type_) in enumerate(types.items())}
        self._made: QuerySet[Row] | None = None
        self._statements: dict[str, _Statement] = {}

    def rows(self, **values: Any) -> list[Row]:
        """What the query finds with these values: one query. Raises TypeError where a value is missing or too much."""
        if values.keys() != self._stand_ins.keys() or None in values.values():
            raise TypeError(f"Asked with {sorted(values)} instead of a value each for {sorted(self._stand_ins)}.")
        if self._made is None:
            self._made = self._make(**self._stand_ins)
        alias = self._made.db
        if alias not in self._statements:
            self._statements[alias] = _Statement(self._made, alias, self._stand_ins)
        return list(ModelIterable(_Asked(self._statements[alias], alias, values)))

    def first(self, **values: Any) -> Row | None:
        """The first row, None where there is none."""
        return next(iter(self.rows(**values)), None)


class _Statement:
    """The SQL of one database and, of each of its parameters, whose value it is."""

    def __init__(self, made: "QuerySet[Any]", alias: str, stand_ins: dict[str, Any]) -> None:
        self.compiler: Any = made.query.get_compiler(alias)
        self.sql, params = self.compiler.as_sql()
        names = {_as_param(value, alias): name for name, value in stand_ins.items()}
        known = (str, int, date, UUID)
        self.params = [(param, names.get(param) if isinstance(param, known) else None) for param in params]
        found = {name for _param, name in self.params}
        if missing := set(stand_ins) - found:
            raise TypeError(f"The query does not ask by {sorted(missing)}.")

    def bound(self, alias: str, values: dict[str, Any]) -> Any:
        """What runs it with these values, as Django's compiler does."""
        given = {name: _as_param(value, alias) for name, value in values.items()}
        params = tuple(param if name is None else given[name] for param, name in self.params)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[alias]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        return compiler


class _Asked:
    """As much of a queryset as its iterable needs."""

    _known_related_objects: dict[Any, Any] = {}
    _hints: dict[str, Any] = {}

    def __init__(self, statement: _Statement, alias: str, values: dict[str, Any]) -> None:
        self.db, self.query, self._statement, self._values = alias, self, statement, values

    def get_compiler(self, using: str) -> Any:
        return self._statement.bound(using, self._values)


def _as_param(value: Any, alias: str) -> Any:
    """The value as this database takes it."""
    connection = connections[alias]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
