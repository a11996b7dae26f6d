"""An agency's return in any state: `AgencyReturnFactory(submitted=True)`."""

from datetime import date

import factory

from tests.factories.case import MONDAY
from tests.factories.party import AgencyFactory
from tests.factories.rapid_review import RapidReviewFactory
from workflow.models import AgencyReturn


class AgencyReturnFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgencyReturn

    class Params:
        started = factory.Trait(state=AgencyReturn.STARTED)
        submitted = factory.Trait(state=AgencyReturn.SUBMITTED, submitted_at=MONDAY)
        sent_back = factory.Trait(state=AgencyReturn.SENT_BACK, change_asked="The dates are missing.")
        accepted = factory.Trait(state=AgencyReturn.ACCEPTED, submitted_at=MONDAY)
        not_involved = factory.Trait(state=AgencyReturn.NOT_INVOLVED)
        recalled = factory.Trait(state=AgencyReturn.RECALLED)

    rapid_review = factory.SubFactory(RapidReviewFactory, gathering=True)
    case = factory.SelfAttribute("rapid_review.case")
    data_key = factory.SelfAttribute("case.data_key")
    agency = factory.LazyAttribute(lambda made: AgencyFactory(of=made.case.partnership))
    due_on = date(2026, 3, 9)
