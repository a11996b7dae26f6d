"""Queries that hang on who asks, put together once for everybody who holds alike.

What a person reads is said by their memberships: an officer's query of another office differs from this one's in its
numbers alone. So it is made with somebody who holds the same, whose numbers stand in for theirs.

    LINES = KeptByPerson(lambda by, case: Waiting.objects.filter(for_actor(by), case=case), case=UUID)
    LINES.rows(actor, case=case.pk)
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import GenericAlias
from typing import Any, Generic, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from forms.kept_query import KeptQuery
from workflow.parties.cover import covers_of
from workflow.parties.roles import Actor

Row = TypeVar("Row")
# What somebody holds, with names instead of numbers: their memberships, and in which role they stand in for whom.
Shape = tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Of:
    """As much of an agency as a query asks for."""

    pk: int
    notifies_for_id: int | None


@dataclass(frozen=True)
class Held:
    """As much of a membership as a query asks for; nobody's, and never written down."""

    role: str
    partnership_id: int | None
    agency_id: int | None
    agency: Of | None
    seat: str
    group: str


class KeptByPerson(Generic[Row]):
    """`make` gives the query for somebody; besides their numbers it may hang on nothing of them but what they hold.
    `types`: the type of each value, as with KeptQuery.
    """

    def __init__(self, make: Callable[..., "QuerySet[Any, Row]"], **types: type | GenericAlias) -> None:
        self._make = make
        self._types = types
        self._by_shape: dict[Shape, KeptQuery[Row]] = {}

    def rows(self, by: Actor, **values: Any) -> list[Row]:
        """What this person finds with these values: one query, besides that for whom they stand in; none for nobody."""
        if by.user is None:
            return []
        shape, numbers = told_of(by)
        kept = self._by_shape.get(shape)
        if kept is None:
            kept = self._by_shape.setdefault(shape, self._kept(shape, tuple(numbers)))
        return kept.rows(**values, **numbers)

    def _kept(self, shape: Shape, names: tuple[str, ...]) -> KeptQuery[Row]:
        def made(**given: Any) -> "QuerySet[Any, Row]":
            values = {name: value for name, value in given.items() if name in self._types}
            return self._make(_alike(shape, given), **values)

        types: dict[str, Any] = {**self._types, **dict.fromkeys(names, int)}
        return KeptQuery(made, ignored=names, **types)


def told_of(by: Actor) -> tuple[Shape, dict[str, int]]:
    """What this person holds under names, and the numbers by name: the same number has the same name."""
    names: dict[tuple[str, int], str] = {}

    def named(kind: str, number: int | None) -> str:
        if number is None:
            return ""
        return names.setdefault((kind, number), f"{kind}_{len(names)}")

    named("person", by.user.pk)
    memberships = tuple(
        (
            str(one.role),
            named("partnership", one.partnership_id),
            named("agency", one.agency_id),
            named("partnership", one.agency.notifies_for_id if one.agency is not None else None),
            one.seat,
            one.group,
        )
        for one in by.memberships
    )
    covers = tuple((str(role), named("person", away)) for role, away in covers_of(by.user))
    return (memberships, covers), {name: number for (_kind, number), name in names.items()}


def _alike(shape: Shape, numbers: dict[str, int]) -> Actor:
    """Somebody with these numbers who holds the same."""
    memberships, covers = shape
    person: Any = get_user_model()(pk=numbers["person_0"])
    person._stands_in_for = [(role, numbers[away]) for role, away in covers]
    held: list[Any] = []
    for role, partnership, agency, area, seat, group in memberships:
        of = Of(numbers[agency], numbers.get(area)) if agency else None
        held.append(Held(role, numbers.get(partnership), numbers.get(agency), of, seat, group))
    return Actor(person, tuple(held))
