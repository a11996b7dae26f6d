"""A recommendation in any state."""

from datetime import date

import factory

from tests.factories.review import ReviewFactory
from workflow.models import Recommendation


class RecommendationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recommendation

    class Params:
        evidenced = factory.Trait(state=Recommendation.EVIDENCED, evidenced_on=date(2026, 3, 2))
        closed = factory.Trait(state=Recommendation.CLOSED_STATE, evidenced_on=date(2026, 3, 2))

    review = factory.SubFactory(ReviewFactory, signed_off=True)
    case = factory.SelfAttribute("review.case")
    number = 1
    what = "Agree one way of sharing concerns about babies under one."
    who = "All agencies of the partnership, together"
    outcome = "Babies at risk are seen sooner."
    by_when = date(2026, 9, 30)
