"""Pages of lists that grow: what is counted and numbered is bounded, whatever the list holds.

A list is shown through a window of five hundred rows: only so many are counted, and only so far does the database skip.
The next window begins after the last row of this one, found by its place in the order and not by a number.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

from workflow.desk.narrowing import first_in_each

# As many rows as a window shows: nobody reads so far, and beyond it a search or a filter is quicker.
MOST = 500
Whole = Callable[[list[Any]], Iterable[Any]]


def told(number: int) -> str:
    """A number that was counted as far as a window goes."""
    return f"{number:,}" if number <= MOST else f"{MOST:,}+"


def first_of(found: "QuerySet[Any]", number: int) -> list[Any]:
    """The first rows with all that belongs to them."""
    return _whole(found, _identifiers(found, number))


def _identifiers(found: "QuerySet[Any]", number: int) -> list[Any]:
    # With other tables beside it a database may begin with those, and sort all of them.
    return list(found.select_related(None).values_list("pk", flat=True)[:number])


def _whole(found: "QuerySet[Any]", wanted: list[Any], whole: Whole | None = None) -> list[Any]:
    rows = (whole(wanted) if whole is not None else found.order_by().filter(pk__in=wanted)) if wanted else ()
    by_pk = {row.pk: row for row in rows}
    return [by_pk[pk] for pk in wanted if pk in by_pk]


class Window(Paginator[Any]):
    """The rows of a list from its beginning, or after the one that is named, on numbered pages.

    `after`: the value of `key` of the last row of the window before, "" for the first; what leads to no row that the
    list holds shows the first too. Its order has to tell any two rows apart; descending orders have no empty values.
    `whole`: gives the rows with these identifiers and all that belongs to them, in any order. `ways`: conditions of
    which each row of the list fits one, where an index has the rows of each in the order of the list.
    """

    def __init__(
        self,
        found: "QuerySet[Any]",
        per_page: int,
        *,
        after: str = "",
        key: str = "pk",
        whole: Whole | None = None,
        ways: Sequence[Q] = (),
    ) -> None:
        self.key, self._rows_of, self._ways = key, whole, ways
        last = _row(found, key, after) if after else None
        self.after = after if last is not None else ""
        # The row may have left the list since its link was shown.
        self.is_lost = bool(after) and last is None
        self.rows: QuerySet[Any] = found.filter(_beyond(found, last)) if last is not None else found
        super().__init__(self.rows, per_page)

    @cached_property
    def identifiers(self) -> list[Any]:
        """Of the window's rows, and of one more where the list goes on: one query, from the index of their order."""
        rows = first_in_each(self.rows, self._ways, MOST + 1) if self._ways else self.rows
        return _identifiers(rows, MOST + 1)

    @property
    def counted(self) -> int:
        """How many rows come, counted to one more than the window shows."""
        return len(self.identifiers)

    @property
    def count(self) -> int:
        """How many rows are on its pages: all, or as many as a window shows."""
        return min(self.counted, MOST)

    @property
    def has_more(self) -> bool:
        """Whether the list goes on after this window."""
        return self.counted > MOST

    @cached_property
    def last(self) -> str:
        """What names the last row of this window, after which the next one begins; "" where none does."""
        if not self.has_more:
            return ""
        # It may leave the list in this very moment.
        of_last = self.rows.order_by().values_list(self.key, flat=True).filter(pk=self.identifiers[MOST - 1]).first()
        return "" if of_last is None else str(of_last)

    def page(self, number: Any) -> Page[Any]:
        """These rows with all that belongs to them."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        # A window may end within a page.
        wanted = self.identifiers[start : min(start + self.per_page, self.count)]
        return Page(_whole(self.rows, wanted, self._rows_of), number, self)


def window(request: HttpRequest, found: "QuerySet[Any]", per_page: int, **told: Any) -> Any:
    """The page that the address asks for; one that does not exist gives the nearest that does. `told`: as Window."""
    after = request.GET.get("after", "").replace("\x00", "")
    shown = Window(found, per_page, after=after, **told)
    return shown.get_page(1 if shown.is_lost else request.GET.get("page"))


def _keys(found: "QuerySet[Any]") -> list[tuple[str, bool]]:
    """The columns of the order, and whether each descends."""
    keys = []
    for one in found.query.order_by or found.model._meta.ordering:
        if isinstance(one, OrderBy):
            column: Any = one.expression
            keys.append((column.name, one.descending))
        else:
            keys.append((str(one).removeprefix("-"), str(one).startswith("-")))
    return keys


def _row(found: "QuerySet[Any]", key: str, after: str) -> dict[str, Any] | None:
    try:
        return found.filter(**{key: after}).values(*(name for name, _descends in _keys(found))).first()
    except (ValueError, TypeError, ValidationError):
        # No identifier at all.
        return None


def _beyond(found: "QuerySet[Any]", last: dict[str, Any]) -> Q:
    """What comes after that row in the order; empty values come last."""
    beyond, alike = Q(pk__in=[]), Q()
    for name, descends in _keys(found):
        value = last[name]
        if value is not None:
            later = Q(**{f"{name}__{'lt' if descends else 'gt'}": value})
            beyond |= alike & (later if descends else later | Q(**{f"{name}__isnull": True}))
        alike &= Q(**{name: value}) if value is not None else Q(**{f"{name}__isnull": True})
    return beyond
