"""A hold on publication in any state: `PublicationHoldFactory(approved=True)`."""

from datetime import date

import factory

from tests.factories.publication import PublicationFactory
from workflow.models import PublicationHold


class PublicationHoldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublicationHold

    class Params:
        approved = factory.Trait(state=PublicationHold.APPROVED, decided_on=date(2026, 3, 2))
        declined = factory.Trait(state=PublicationHold.DECLINED, decided_on=date(2026, 3, 2))
        released = factory.Trait(state=PublicationHold.RELEASED, released_on=date(2026, 3, 2))

    publication = factory.SubFactory(PublicationFactory)
    case = factory.SelfAttribute("publication.case")
    data_key = factory.SelfAttribute("case.data_key")
    grounds = "inquest"
    until = date(2026, 9, 30)
    review_on = date(2026, 6, 1)
    proposed_on = date(2026, 3, 2)
