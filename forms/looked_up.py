"""A condition that a database answers for each row of a list by itself.

Beside an OR, PostgreSQL takes an `Exists` for a set: it puts together all rows of the table that could be meant before
it looks at the first row of the list. For a page of a long list that is dearer than the page. SQLite looks up each as
it comes, either way.
"""

from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.lookups import IsNull


def is_there(rows: QuerySet[Any]) -> IsNull:
    """There is one of these rows, which name the row that is asked about by `OuterRef`."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)
