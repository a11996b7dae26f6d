"""Many cases given to one officer at once, each through the one door; and who the officers are."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from forms.kept_query import KeptQuery
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.machines.case.machine import Case
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Actor, Role


def officers_of(partnerships: Iterable[Partnership]) -> list[Any]:
    """The officers of these support offices, by name: one query."""
    return sorted(OFFICERS.rows(partnerships=[one.pk for one in partnerships]), key=str)


def _officers(partnerships: list[int]) -> Any:
    held = Membership.objects.filter(partnership__in=partnerships, role=Role.OFFICER, ended_at=None)
    return get_user_model().objects.filter(is_active=True, pk__in=held.values("user"))


OFFICERS: KeptQuery[Any] = KeptQuery(_officers, partnerships=list[int])


def give(cases: Iterable[Case], person: Any, *, by: Actor, now: datetime) -> tuple[int, list[str]]:
    """Give each of them to this person. Returns how many went, and for the others "REFERENCE: why not".

    One that is theirs already counts as given.
    """
    given, refused = 0, []
    for case in cases:
        if case.owner_id == person.pk:
            given += 1
            continue
        try:
            if person.pk == by.user_id():
                perform(case, "take_case", by=by, now=now)
            else:
                perform(case, "give_case", by=by, now=now, data={"person": str(person.pk)})
            given += 1
        except Refused as refusal:
            refused.append(f"{case.reference}: {refusal.reason}")
    return given, refused
