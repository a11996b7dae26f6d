"""Queries that nearly every request asks: put together and turned into SQL once, then asked with other values.

Django makes each statement anew, which takes it many times as long as the database takes to answer one for a row by its
key. A kept query is Django's own in every other way: the same SQL, the same models, lists of values or of tuples.

    PERSON = KeptQuery(lambda pk: User.objects.filter(pk=pk).select_related("home"), pk=int)
    PERSON.rows(pk=7)
    SEVERAL = KeptQuery(lambda pks: User.objects.filter(pk__in=pks), pks=list[int])
"""

import copy
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import RLock
from types import GenericAlias
from typing import Any, Generic, TypeVar, get_args
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.utils.timezone import make_aware

Row = TypeVar("Row")


class Small(int):
    """The type of a value of a small column: PostgreSQL keeps no larger number there than 32,767, and Django asks it
    for none. Few of a query, and no list.
    """


# Stands for a value of each type while the statement is made: nothing that a query could hold of its own accord. The
# moment is made aware, which DTZ001 does not see.
STANDS_FOR: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_111_222_000 + number,
    Small: lambda number: 31_007 + number // MOST + number % MOST,
    str: lambda number: f"value {number} of a kept query",
    UUID: lambda number: UUID(int=(0x8111_2222_3333_4444 << 64) + number),
    date: lambda number: date.fromordinal(date(9871, 1, 1).toordinal() + number),
    datetime: lambda number: make_aware(datetime.fromordinal(datetime(9872, 1, 1).toordinal() + number)),  # noqa: DTZ001
}
# So many values are told apart at most: of a list, and of all together.
MOST = 512
# One thread at a time puts a statement together: two that compiled one query would change it under each other.
MAKING = RLock()


class KeptQuery(Generic[Row]):
    """`make` gives the query; it is called with a stand-in for each value, once for each database and length of its
    lists. Its shape may not hang on a value otherwise: no None, no `now` of its own. `types`: the type of each value.
    `ignored`: the names of those by which it need not ask.
    """

    def __init__(
        self, make: Callable[..., "QuerySet[Any, Row]"], *, ignored: Collection[str] = (), **types: type | GenericAlias
    ) -> None:
        self._make = make
        self._ignored = frozenset(ignored)
        self._types = types
        self._statements: dict[tuple[Any, ...], _Statement] = {}

    def rows(self, **values: Any) -> list[Row]:
        """What the query finds with these values: one query, none with an empty list. Raises TypeError where a value is
        missing or too much.
        """
        if values.keys() != self._types.keys() or None in values.values():
            raise TypeError(f"Asked with {sorted(values)} instead of a value each for {sorted(self._types)}.")
        given = {name: _filled(value) if isinstance(value, list) else value for name, value in values.items()}
        if [] in given.values():
            return []
        return self._statement(given).rows(given)

    def first(self, **values: Any) -> Row | None:
        """The first row, None where there is none."""
        return next(iter(self.rows(**values)), None)

    def _statement(self, given: Mapping[str, Any]) -> "_Statement":
        lengths = tuple(len(given[name]) for name in self._types if isinstance(given[name], list))
        made = self._statements.get(lengths)
        if made is None:
            with MAKING:
                stand_ins = self._stand_ins(given)
                made = self._statements.setdefault(lengths, _Statement(self._make, stand_ins, self._ignored))
        return made

    def _stand_ins(self, given: Mapping[str, Any]) -> dict[str, Any]:
        stand_ins: dict[str, Any] = {}
        for place, (name, type_) in enumerate(self._types.items()):
            if isinstance(given[name], list):
                stands_for = STANDS_FOR[get_args(type_)[0]]
                stand_ins[name] = [stands_for(place * MOST + number) for number in range(len(given[name]))]
            else:
                stand_ins[name] = STANDS_FOR[type_](place * MOST)  # type: ignore[index]  # no list
        return stand_ins


class _Statement:
    """The query with stand-ins, and for each database its SQL and whose value each parameter is."""

    def __init__(
        self, make: Callable[..., "QuerySet[Any, Any]"], stand_ins: dict[str, Any], ignored: frozenset[str]
    ) -> None:
        self._make, self._made = make, make(**stand_ins)
        self._stand_ins = stand_ins
        self._ignored = ignored
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, given: Mapping[str, Any]) -> list[Any]:
        alias = self._made.db
        # Looked up once: each time is dear.
        connection = connections[alias]
        if self._made.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked within a transaction only.")
        compiled = self.compiled(alias)
        if compiled.compiler is None:
            return []
        values = {where: _as_param(value, connection) for where, value in _single(given)}
        params = tuple(place.filled(values, connection) for place in compiled.places)
        iterable: Any = self._made._iterable_class
        return list(iterable(_Asked(self._made, alias, compiled.bound(connection, params))))

    def compiled(self, alias: str) -> "_Compiled":
        if alias not in self._compiled:
            with MAKING:
                self._compiled[alias] = self._compile(alias)
        return self._compiled[alias]

    def _compile(self, alias: str) -> "_Compiled":
        # Of a copy: to compile a query changes it.
        compiler: Any = self._made.query.clone().get_compiler(alias)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            self._require_fitting(alias)
            return _Compiled(None, "", [], {})
        connection = connections[alias]
        wheres = {_as_param(value, connection): where for where, value in _single(self._stand_ins)}
        places = [_place(param, wheres) for param in params]
        missing = {where[0] for where in set(wheres.values()) - {place.where for place in places}}
        if missing := missing - self._ignored:
            raise TypeError(f"The query does not ask by {sorted(missing)}.")
        fields = [selected[0] for selected in compiler.select[: compiler.col_count]]
        return _Compiled(compiler, sql, places, compiler.get_converters(fields), compiler.has_composite_fields(fields))

    def _require_fitting(self, alias: str) -> None:
        """Nothing may be found because a number that stands for another is too large for its column."""
        small = {name: _small(value) for name, value in self._stand_ins.items()}
        try:
            self._make(**small).query.get_compiler(alias).as_sql()
        except EmptyResultSet:
            return
        raise TypeError("A value goes into a small column: give its type as Small.")


def _small(value: Any) -> Any:
    if isinstance(value, list):
        return [_small(one) for one in value]
    return value - STANDS_FOR[int](0) + 1 if isinstance(value, int) and value >= STANDS_FOR[int](0) else value


@dataclass(frozen=True)
class _Compiled:
    """Django's compiler of a query, None where nothing can be found; its SQL; whose value each parameter is; how
    the columns are read, and whether some of them make one value together.
    """

    compiler: Any
    sql: str
    places: "list[_Place]"
    converters: dict[int, Any]
    has_composites: bool = False

    def bound(self, connection: Any, params: tuple[Any, ...]) -> Any:
        """The compiler with these values."""
        bound = copy.copy(self.compiler)
        bound.connection = connection
        bound.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        bound.get_converters = lambda _expressions: self.converters
        bound.has_composite_fields = lambda _expressions: self.has_composites
        return bound


@dataclass(frozen=True)
class _Place:
    """A parameter of the statement: always the same, or where a value goes, itself or as the beginning of a text."""

    param: Any
    where: tuple[str, int] | None = None
    begins: bool = False

    def filled(self, values: Mapping[tuple[str, int], Any], connection: Any) -> Any:
        if self.where is None:
            return self.param
        value = values[self.where]
        return f"{connection.ops.prep_for_like_query(value)}%" if self.begins else value


def _place(param: Any, wheres: Mapping[Any, tuple[str, int]]) -> _Place:
    if isinstance(param, str) and param not in wheres:
        if param.endswith("%") and param[:-1] in wheres:
            return _Place(param, wheres[param[:-1]], begins=True)
        if any(str(value) in param for value in wheres):
            raise TypeError("A value is part of what the query asks by: give what it asks by as a value.")
    return _Place(param, wheres.get(param) if isinstance(param, str | int | date | UUID) else None)


class _Asked:
    """As much of a queryset as Django's iterables need."""

    def __init__(self, made: Any, alias: str, compiler: Any) -> None:
        self.db, self.query, self._made, self._compiler = alias, self, made, compiler

    def get_compiler(self, using: str) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def _filled(values: list[Any]) -> list[Any]:
    """The last one again and again, up to a power of two: a statement for each, not for each length."""
    length = 1 << (len(values) - 1).bit_length() if values else 0
    if length > MOST:
        raise TypeError(f"{len(values)} values are too many to be asked for by a kept query.")
    return values + values[-1:] * (length - len(values))


def _single(values: Mapping[str, Any]) -> list[tuple[tuple[str, int], Any]]:
    """Each value by its name and its place in its list."""
    return [
        ((name, place), one)
        for name, value in values.items()
        for place, one in enumerate(value if isinstance(value, list) else [value])
    ]


def _as_param(value: Any, connection: Any) -> Any:
    """The value as this database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
