"""An audit of a rapid review in any state."""

from datetime import date

import factory

from tests.factories.case import CaseFactory
from workflow.models import RapidReview, RapidReviewAudit


class RapidReviewAuditFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RapidReviewAudit

    class Params:
        excluded = factory.Trait(state=RapidReviewAudit.EXCLUDED)
        scored = factory.Trait(state=RapidReviewAudit.SCORED, scored_on=date(2026, 3, 2))
        reported = factory.Trait(
            state=RapidReviewAudit.REPORTED, scored_on=date(2026, 3, 2), reported_on=date(2026, 3, 2)
        )

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    rapid_review = factory.LazyAttribute(
        lambda made: RapidReview.objects.create(
            case=made.case, data_key=made.case.data_key, state=RapidReview.CONCLUDED
        )
    )
