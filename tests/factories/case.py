"""A case under the shipped procedure."""

from datetime import datetime
from zoneinfo import ZoneInfo

import factory

from forms.vault import DataKey
from tests.factories.party import PartnershipFactory
from workflow.models import Case
from workflow.procedures import load_shipped

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    class Params:
        closed = factory.Trait(state=Case.CLOSED_STATE, closed_at=MONDAY)
        erased = factory.Trait(state=Case.ERASED, closed_at=MONDAY)

    partnership = factory.SubFactory(PartnershipFactory)
    procedure = factory.LazyFunction(lambda: load_shipped(now=MONDAY)[0])
    data_key = factory.LazyFunction(DataKey.objects.make)
    reference = factory.Sequence(lambda number: f"EXAM-2026-{number:04d}")
    opened_at = MONDAY
