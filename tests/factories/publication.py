"""A publication in any state, with what it must have got on the way: `PublicationFactory(cleared=True)`.

The advance copy of `advance_copy_sent` went on Monday 2 March 2026 and publication is approved and planned for Thursday
12 March, the first day that the rule allows.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory

from tests.factories.party import UserFactory
from tests.factories.review import ReviewFactory
from workflow.machines.publication.identification import identifiers
from workflow.models import Publication

CHECKED = {
    "check_begun_by": factory.SubFactory(UserFactory),
    "check_run": 1,
    "checked_for": factory.LazyAttribute(lambda made: identifiers.fingerprint(made.case)),
    "impact_planned_on": date(2026, 2, 26),
    "family_to_be_told_on": date(2025, 12, 1),
}
CLEARED = {**CHECKED, "cleared_by": factory.SubFactory(UserFactory), "cleared_on": date(2026, 2, 27)}
SENT = {
    **CLEARED,
    "advance_copy_on": date(2026, 3, 2),
    "planned_on": date(2026, 3, 12),
    "approved_by": factory.SubFactory(UserFactory),
    "approved_on": date(2026, 3, 2),
}
OUT = {
    **SENT,
    "published_by": factory.SubFactory(UserFactory),
    "published_at": datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/London")),
    "on_site": True,
}


class PublicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Publication

    class Params:
        identification_check = factory.Trait(state=Publication.IDENTIFICATION_CHECK, **CHECKED)
        cleared = factory.Trait(state=Publication.CLEARED, **CLEARED)
        advance_copy_sent = factory.Trait(state=Publication.ADVANCE_COPY_SENT, **SENT)
        published = factory.Trait(state=Publication.PUBLISHED, **OUT)
        improvements_only = factory.Trait(state=Publication.IMPROVEMENTS_ONLY, improvements_chosen=True, **OUT)
        on_request = factory.Trait(state=Publication.ON_REQUEST, **OUT)
        withheld = factory.Trait(state=Publication.WITHHELD)
        taken_down = factory.Trait(state=Publication.TAKEN_DOWN, **{**OUT, "on_site": False})

    review = factory.SubFactory(ReviewFactory, signed_off=True)
    case = factory.SelfAttribute("review.case")
    data_key = factory.SelfAttribute("case.data_key")
