"""A review in any state, with what it must have got on the way: `ReviewFactory(drafting=True)`."""

from datetime import date

import factory

from tests.factories.case import CaseFactory
from workflow.models import Review

TOLD = {"family_told_on": date(2026, 1, 20), "bodies_told_on": date(2026, 1, 21), "terms_agreed_on": date(2026, 1, 30)}


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Review

    class Params:
        scoping = factory.Trait(state=Review.SCOPING, reviewer_name="Robin Reviewer")
        evidence = factory.Trait(state=Review.EVIDENCE, reviewer_name="Robin Reviewer", **TOLD)
        drafting = factory.Trait(state=Review.DRAFTING, reviewer_name="Robin Reviewer", **TOLD)
        sign_off = factory.Trait(state=Review.SIGN_OFF, reviewer_name="Robin Reviewer", **TOLD)
        signed_off = factory.Trait(
            state=Review.SIGNED_OFF, reviewer_name="Robin Reviewer", signed_off_on=date(2026, 2, 27), **TOLD
        )
        stopped = factory.Trait(state=Review.STOPPED)

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    kind = Review.Kind.LOCAL
    commissioned_on = date(2026, 1, 19)
