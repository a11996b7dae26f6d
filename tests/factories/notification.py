"""A notification in any state. `NotificationFactory(clock=True)` also starts its clock, as opening the case does."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory

from tests.factories.case import MONDAY, CaseFactory
from workflow import clocks
from workflow.models import Notification
from workflow.procedures.version import Occasion

SUBMITTED_AT = datetime(2026, 2, 27, 15, 0, tzinfo=ZoneInfo("Europe/London"))


class NotificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notification
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(
            state=Notification.SUBMITTED,
            nature="child_death",
            national_reference="NAT-1",
            submitted_at=SUBMITTED_AT,
            copied_at=SUBMITTED_AT,
        )
        joined = factory.Trait(
            state=Notification.JOINED,
            nature="child_death",
            national_reference="NAT-2",
            submitted_at=SUBMITTED_AT,
            copied_at=SUBMITTED_AT,
            joined_to=factory.SubFactory(
                "tests.factories.notification.NotificationFactory",
                case__partnership=factory.SelfAttribute("...case.partnership"),
                submitted=True,
            ),
        )
        withdrawn = factory.Trait(state=Notification.WITHDRAWN)
        not_required = factory.Trait(
            state=Notification.NOT_REQUIRED,
            why_not_required={"reason": "Below the definition.", "decider": "The director"},
        )

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    aware_on = date(2026, 2, 26)

    @factory.post_generation
    def clock(self, create: bool, wanted: bool, **kwargs: Any) -> None:
        if create and wanted:
            clocks.start_on(self.case, Occasion.AWARE, on=self.aware_on, record=self, now=MONDAY)
