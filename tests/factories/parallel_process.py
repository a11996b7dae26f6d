"""A process that runs beside a case: an inquest, unless said otherwise."""

from datetime import date

import factory

from tests.factories.case import CaseFactory
from workflow.models import ParallelProcess


class ParallelProcessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ParallelProcess

    class Params:
        ended = factory.Trait(state=ParallelProcess.ENDED, ended_on=date(2026, 2, 27), outcome="Narrative conclusion.")

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    kind = "inquest"
    contact = "The coroner’s office"
    expected_end = date(2026, 9, 30)
