"""What an agency is asked under a recommendation, in any state."""

from datetime import date

import factory

from tests.factories.party import AgencyFactory
from tests.factories.recommendation import RecommendationFactory
from workflow.models import RecommendationAction

GIVEN = {"evidenced_on": date(2026, 3, 2)}


class RecommendationActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecommendationAction

    class Params:
        evidenced = factory.Trait(state=RecommendationAction.EVIDENCED, **GIVEN)
        accepted = factory.Trait(state=RecommendationAction.ACCEPTED, accepted_on=date(2026, 3, 3), **GIVEN)
        sent_back = factory.Trait(state=RecommendationAction.SENT_BACK, **GIVEN)
        lapsed = factory.Trait(state=RecommendationAction.LAPSED)

    recommendation = factory.SubFactory(RecommendationFactory)
    case = factory.SelfAttribute("recommendation.case")
    data_key = factory.SelfAttribute("case.data_key")
    agency = factory.SubFactory(AgencyFactory)
    by_when = date(2026, 9, 30)
