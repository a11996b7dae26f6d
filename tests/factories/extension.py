"""An extension of a running clock, in any state: of the family's clock, which the shipped rules let be extended."""

from datetime import date
from typing import Any

import factory

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.review import ReviewFactory
from workflow import clocks
from workflow.models import Deadline, Extension
from workflow.procedures.version import Occasion


def family_clock(case: Any, *, on: date = date(2026, 3, 2)) -> Deadline:
    """Ten working days from 2 March 2026: due on Monday 16 March."""
    review = ReviewFactory(case=case)
    (deadline,) = clocks.start_on(
        case, Occasion.REVIEW_DECIDED, on=on, record=review, now=MONDAY, met_by=Occasion.FAMILY_TOLD
    )
    return deadline


class ExtensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Extension

    class Params:
        approved = factory.Trait(state=Extension.APPROVED)
        declined = factory.Trait(state=Extension.DECLINED)
        withdrawn = factory.Trait(state=Extension.WITHDRAWN)
        taken_back = factory.Trait(state=Extension.TAKEN_BACK)

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    deadline = factory.LazyAttribute(lambda made: family_clock(made.case))
    until = date(2026, 3, 30)
    was_due_on = date(2026, 3, 16)
    reason = "The police ask to wait."
