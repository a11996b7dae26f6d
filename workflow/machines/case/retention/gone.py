"""Counting what went, for the report that outlives it."""

from datetime import date
from typing import Any

from django.db.models import F

from workflow.machines.case.retention.periods import KINDS, Period
from workflow.machines.case.retention.schedule import Gone, Tombstone
from workflow.parties.roles import Role, Seat

BY_ITSELF = "Goes by itself"


def count(period: Period, *, partnership_id: int | None, number: int, on: date) -> None:
    """Count what went by itself under this rule. Call in the transaction in which it goes."""
    if not number:
        return
    wanted = {"partnership_id": partnership_id, "kind": period.kind.key, "rule": period.rule, "on": on}
    found = Gone.objects.filter(**wanted, tombstone=None).values_list("pk", flat=True).first()
    if found is None:
        Gone.objects.create(**wanted, number=number, proposed_by=BY_ITSELF)
    else:
        Gone.objects.filter(pk=found).update(number=F("number") + number)


def count_case(tombstone: Tombstone, period: Period, *, partnership_id: int, on: date) -> None:
    """Count an erased case, once: also where a restored backup is erased again."""
    Gone.objects.get_or_create(
        tombstone=tombstone,
        defaults={
            "partnership_id": partnership_id,
            "kind": period.kind.key,
            "rule": period.rule,
            "number": 1,
            "on": on,
            "proposed_by": _role_of(tombstone.proposed_by, {Role.OFFICER}, partnership_id),
            "approved_by": _role_of(tombstone.approved_by, {Role.DECISION_MAKER}, partnership_id),
        },
    )


def label_of(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else kind


def _role_of(person: Any, roles: set[Role], partnership_id: int) -> str:
    """In which role somebody decided, never their name: they hold it, or held it then."""
    if person is None:
        return "Not known any more"
    held = person.memberships.filter(role__in=roles, partnership=partnership_id).order_by("ended_at", "pk").first()
    role = next(iter(roles)) if held is None else Role(held.role)
    return f"{role.label}: {Seat(held.seat).label}" if held is not None and held.seat else str(role.label)
