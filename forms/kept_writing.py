"""Rows that are written again and again, by statements that are put together once.

Django makes each INSERT and UPDATE anew, which takes it several times as long as the database takes to write a row.
What is written is Django's own: each field says what it writes. As with `bulk_create` no signals are sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DatabaseError, connections, router, transaction
from django.db.models import AutoField, Model
from django.db.models.constants import OnConflict

# As many parameters as every database takes in one statement.
MOST = 900


def insert(rows: Iterable[Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one model: one statement however many they are, and another for each further `MOST` values.

    A row whose number the database gives has it afterwards, but not with `ignore_conflicts`. Raises what the database
    refuses with, TypeError for what this cannot write, ValueError where a row names another that was never saved.
    """
    made = list(rows)
    if not made:
        return
    model = type(made[0])
    alias = router.db_for_write(model)
    statement = _insert_of(model, alias, ignore_conflicts)
    together = max(1, MOST // len(statement.fields))
    if len(made) <= together:
        statement.write(made)
    else:
        with transaction.atomic(using=alias, savepoint=False):
            for start in range(0, len(made), together):
                statement.write(made[start : start + together])
    for row in made:
        row._state.adding, row._state.db = False, alias


def update(row: Model, *names: str) -> None:
    """Write these fields of a row. Raises what the database refuses with, DatabaseError where the row is gone."""
    alias = router.db_for_write(type(row), instance=row)
    sql, fields = _update_of(type(row), alias, names)
    connection = connections[alias]
    values = [_as_written(field, field.pre_save(row, False), connection) for field in fields]
    if _executed(connection, sql, values, lambda cursor: cursor.rowcount) != 1:
        raise DatabaseError(f"{row._meta.label} {row.pk} is not there any more.")


def _as_written(field: Any, value: Any, connection: Any) -> Any:
    # Half of what a new row holds is nothing, and nothing is NULL in every column.
    return None if value is None else field.get_db_prep_save(value, connection=connection)


def _executed(connection: Any, sql: str, values: list[Any], then: Any) -> Any:
    """What `then` reads from the cursor. What fails spoils the transaction around it, as with Django's own."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return then(cursor)
    except DatabaseError:
        if connection.in_atomic_block:
            transaction.set_rollback(True, using=connection.alias)
        raise


@dataclass(frozen=True)
class _Insert:
    """An INSERT of one model in one database: its words before and after the values, and the fields in their order.

    `is_numbered`: whether the database gives each row its number; `returned`: the field of a number that it gives back.
    """

    alias: str
    fields: list[Any]
    relations: list[Any]
    before: str
    after: str
    is_numbered: bool
    returned: Any

    def write(self, rows: list[Any]) -> None:
        connection = connections[self.alias]
        for row in rows:
            self._require_writable(row)
        values = [_as_written(field, field.pre_save(row, True), connection) for row in rows for field in self.fields]
        places = f"({', '.join(['%s'] * len(self.fields))})"
        sql = f"{self.before} {', '.join([places] * len(rows))} {self.after}"
        if self.returned is None:
            _executed(connection, sql, values, lambda _cursor: None)
            return
        numbers = _executed(connection, sql, values, lambda cursor: cursor.fetchall())
        for row, (number,) in zip(rows, numbers, strict=True):
            setattr(row, self.returned.attname, number)

    def _require_writable(self, row: Any) -> None:
        """Take over the key of a row that was saved after it was named here; never lose one that was not."""
        if self.is_numbered and row.pk is not None:
            raise TypeError(f"{row!r} has a number already, which the database would not keep.")
        for field in self.relations:
            if row.__dict__[field.attname] is None and (named := field.get_cached_value(row, None)) is not None:
                key = getattr(named, field.target_field.attname)
                if key is None:
                    raise ValueError(f"{field} names a row that was never saved.")
                setattr(row, field.attname, key)


@cache
def _insert_of(model: type[Model], alias: str, ignore_conflicts: bool) -> _Insert:
    _require_plain(model)
    about: Any = model._meta
    connection: Any = connections[alias]
    ops, quoted = connection.ops, connection.ops.quote_name
    fields = [field for field in about.concrete_fields if not isinstance(field, AutoField)]
    is_numbered = isinstance(about.pk, AutoField)
    conflict = OnConflict.IGNORE if ignore_conflicts else None
    columns = ", ".join(quoted(field.column) for field in fields)
    after = ops.on_conflict_suffix_sql(fields, conflict, [], [])
    gives_back = is_numbered and not ignore_conflicts and connection.features.can_return_rows_from_bulk_insert
    returned = about.pk if gives_back else None
    if returned is not None:
        after, _params = ops.return_insert_columns([returned])
    return _Insert(
        alias=alias,
        fields=fields,
        relations=[field for field in fields if field.is_relation],
        before=f"{ops.insert_statement(conflict)} {quoted(about.db_table)} ({columns}) VALUES",
        after=after,
        is_numbered=is_numbered,
        returned=returned,
    )


@cache
def _update_of(model: type[Model], alias: str, names: tuple[str, ...]) -> tuple[str, list[Any]]:
    """The statement, and the fields of its values: those that are written, then the key."""
    _require_plain(model)
    about: Any = model._meta
    quoted = connections[alias].ops.quote_name
    fields = [about.get_field(name) for name in names]
    given = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quoted(about.db_table)} SET {given} WHERE {quoted(about.pk.column)} = %s"  # noqa: S608 - our own names
    return sql, [*fields, about.pk]


def _require_plain(model: type[Model]) -> None:
    if model._meta.parents or any(field.generated or field.has_db_default() for field in model._meta.concrete_fields):
        raise TypeError(f"{model.__name__} has values that the database gives, or rows in two tables.")
