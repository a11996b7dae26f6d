"""Cases that rows of other tables name, as fast where there are many as where there are few.

A list is read from an index in its order. Where the other rows name few cases, they are looked up; where they name
many, each case in the order is asked whether it is one of them, until a page is full.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from workflow.machines.case.machine import Case

# So many rows name their cases one by one.
FEW = 200


def named_by(cases: QuerySet[Any], *among: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the cases that any of these rows name, or are: one query looks whether they are few."""
    each = [rows.order_by().values_list(_case_in(rows), flat=True) for rows in among]
    few = list((each[0].union(*each[1:], all=True) if each[1:] else each[0])[: FEW + 1])
    return cases.filter(pk__in=set(few)) if len(few) <= FEW else cases.filter(any_of(among))


def any_of(among: "tuple[QuerySet[Any], ...]") -> Q:
    """A condition on cases, which each is asked for itself."""
    found = Q(pk__in=[])
    for rows in among:
        found |= Q(Exists(rows.order_by().filter(**{_case_in(rows): OuterRef("pk")})))
    return found


def _case_in(rows: QuerySet[Any]) -> str:
    return "pk" if rows.model is Case else "case"
