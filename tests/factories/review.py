"""A review in any state, with what it must have got on the way: `ReviewFactory(drafting=True)`.

`ReviewFactory(drafting=True, on_file=False)` has nothing on file.
"""

from datetime import date
from typing import Any

import factory

from tests.factories.case import CaseFactory
from tests.factories.review_entry import complete
from workflow.models import Review

TOLD = {
    "family_told_on": date(2026, 1, 20),
    "bodies_letter": "review-commissioned",
    "bodies_told_on": date(2026, 1, 21),
    "terms_agreed_on": date(2026, 1, 30),
}


LATE = {Review.EVIDENCE, Review.DRAFTING, Review.SIGN_OFF, Review.SIGNED_OFF}


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Review
        skip_postgeneration_save = True

    class Params:
        scoping = factory.Trait(state=Review.SCOPING, reviewer_name="Robin Reviewer")
        evidence = factory.Trait(state=Review.EVIDENCE, reviewer_name="Robin Reviewer", **TOLD)
        drafting = factory.Trait(state=Review.DRAFTING, reviewer_name="Robin Reviewer", **TOLD)
        sign_off = factory.Trait(state=Review.SIGN_OFF, reviewer_name="Robin Reviewer", **TOLD)
        signed_off = factory.Trait(
            state=Review.SIGNED_OFF, reviewer_name="Robin Reviewer", signed_off_on=date(2026, 2, 27), **TOLD
        )
        stopped = factory.Trait(state=Review.STOPPED)
        concluded = factory.Trait(state=Review.CONCLUDED)

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    kind = Review.Kind.LOCAL
    commissioned_on = date(2026, 1, 19)

    @factory.post_generation
    def on_file(self, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        """From the gathering of evidence on, what sign-off asks for."""
        review: Any = self
        if create and wanted is not False and review.state in LATE:
            complete(review)
