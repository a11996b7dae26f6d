"""What a legal hold keeps beside its case: nothing that has to do with a held case goes, of whatever kind it is."""

from typing import Any

from django.db.models import Q, QuerySet

from workflow.engine.event import Event
from workflow.machines.case.retention.schedule import LegalHold


def held_cases() -> "QuerySet[Any, Any]":
    """The identifiers of the cases on which a legal hold lies now, for a subquery."""
    return LegalHold.objects.filter(lifted_at=None).values("case")


def held_keys() -> "QuerySet[Any, Any]":
    """The data keys of those cases: whatever is sealed under one of them is about a held case."""
    return LegalHold.objects.filter(lifted_at=None).values("data_key")


def acted_in_held() -> "QuerySet[Any, Any]":
    """Who did or read anything in a held case: what shows who they are and how they came in stays."""
    acted = Q(case__in=held_cases(), actor__isnull=False)
    return Event.objects.filter(acted).order_by().values("actor").distinct()
