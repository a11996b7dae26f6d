"""A list narrowed by other rows, as fast where there are many as where there are few.

A list is read from an index in its order. Where the other rows name few of it, they are looked up; where they name
many, each in the order is asked whether it is one of them, until a page is full.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

# So many rows are looked up one by one.
FEW = 500
# So many rows are read whole sooner than it is asked which of them are the first.
SHORT = 50


def named_by(found: QuerySet[Any], *among: QuerySet[Any]) -> QuerySet[Any]:
    """Those that any of these rows are, or name as their case: one query looks whether they are few."""
    each = [rows.order_by().values_list(_column(rows, found), flat=True) for rows in among]
    few = list((each[0].union(*each[1:], all=True) if each[1:] else each[0])[: FEW + 1])
    return found.filter(pk__in=set(few)) if len(few) <= FEW else any_of(found, *among)


def any_of(found: QuerySet[Any], *among: QuerySet[Any]) -> QuerySet[Any]:
    """The same where they are known to be many: each row of the list is asked by itself."""
    wanted = Q(pk__in=[])
    for rows in among:
        wanted |= Q(Exists(rows.order_by().filter(**{_column(rows, found): OuterRef("pk")})))
    return found.filter(wanted)


def _column(rows: QuerySet[Any], found: QuerySet[Any]) -> str:
    return "pk" if rows.model is found.model else "case"
