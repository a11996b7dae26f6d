"""A list narrowed by other rows, as fast where there are many as where there are few.

A list is read from an index in its order. Where the other rows name few of it, they are looked up; where they name
more, the database puts them together once; where they name very many, each in the order is asked whether it is one of
them, until a page is full.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from forms.looked_up import is_there

# So many rows are looked up one by one.
FEW = 500
# So many the database puts together sooner than it asks each in the order, of which one in so many would be found.
SOME = 2_000
# So many rows are read whole sooner than it is asked which of them are the first.
SHORT = 50


def named_by(found: QuerySet[Any], *among: QuerySet[Any]) -> QuerySet[Any]:
    """Those that any of these rows are, or name as their case."""
    return found.filter(is_named_by(found, *among))


def is_named_by(found: QuerySet[Any], *among: QuerySet[Any]) -> Q:
    """The same as a condition on the list: one query looks whether they are few, and where they are not, another
    whether they are very many.
    """
    few = few_of(found, *among)
    if few is not None:
        return Q(pk__in=few)
    are_some = _named(found, *among)[: SOME + 1].count() <= SOME
    return put_together(found, *among) if are_some else any_of(found, *among)


def few_of(found: QuerySet[Any], *among: QuerySet[Any]) -> set[Any] | None:
    """The keys that any of these rows are, or name as their case; None where these are not few. One query."""
    few = list(_named(found, *among)[: FEW + 1])
    return set(few) if len(few) <= FEW else None


def put_together(found: QuerySet[Any], *among: QuerySet[Any]) -> Q:
    """The same where they are known to be neither few nor very many."""
    wanted = Q(pk__in=[])
    for rows in among:
        wanted |= Q(pk__in=rows.order_by().values(_column(rows, found)))
    return wanted


def any_of(found: QuerySet[Any], *among: QuerySet[Any]) -> Q:
    """The same where they are known to be very many: each row of the list is asked by itself."""
    wanted = Q(pk__in=[])
    for rows in among:
        wanted |= Q(is_there(rows.filter(**{_column(rows, found): OuterRef("pk")})))
    return wanted


def first_in_each(found: QuerySet[Any], ways: Sequence[Q], number: int) -> QuerySet[Any]:
    """The first rows of a list of those that any of these conditions fits, where an index has the rows of each
    condition in the order of the list: as many are read of each, and of those the first are these.
    """
    rows = found.model._default_manager.order_by()
    each = [rows.filter(pk__in=found.filter(way)[:number].values("pk")).values_list("pk") for way in ways]
    return found.filter(pk__in=each[0].union(*each[1:]) if each[1:] else each[0])[:number]


def any_way(ways: Iterable[Q]) -> Q:
    """What fits any of these conditions."""
    return reduce(or_, ways)


def _named(found: QuerySet[Any], *among: QuerySet[Any]) -> QuerySet[Any]:
    each = [rows.order_by().values_list(_column(rows, found), flat=True) for rows in among]
    return each[0].union(*each[1:], all=True) if each[1:] else each[0]


def _column(rows: QuerySet[Any], found: QuerySet[Any]) -> str:
    return "pk" if rows.model is found.model else "case"
