"""A rapid review in any state: `RapidReviewFactory(drafted=True)`. Its case has a submitted notification (D5)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import UserFactory
from workflow import clocks
from workflow.models import RapidReview, Vote
from workflow.models.decision import Choice, Route
from workflow.models.rules import Occasion
from workflow.roles import Seat

DECIDED = {
    "choice": Choice.LOCAL_REVIEW,
    "route": Route.UNANIMOUS,
    "dissent": [],
    "rationale": "Because much can be learnt.",
    "decided_at": datetime(2026, 2, 27, 16, 0, tzinfo=ZoneInfo("Europe/London")),
}
SENT = {**DECIDED, "sent_at": datetime(2026, 2, 27, 17, 0, tzinfo=ZoneInfo("Europe/London"))}
ANSWERED = {**SENT, "panel_answered_on": date(2026, 3, 2), "panel_response": "The Panel's words."}


class RapidReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RapidReview
        skip_postgeneration_save = True

    class Params:
        gathering = factory.Trait(state=RapidReview.GATHERING)
        meeting = factory.Trait(state=RapidReview.MEETING, met_on=date(2026, 2, 27))
        drafted = factory.Trait(state=RapidReview.DRAFTED)
        decided = factory.Trait(state=RapidReview.DECIDED, **DECIDED)
        sent = factory.Trait(state=RapidReview.SENT, **SENT)
        awaiting_panel = factory.Trait(state=RapidReview.AWAITING_PANEL, **SENT)
        reconsidering = factory.Trait(state=RapidReview.RECONSIDERING, **ANSWERED)
        concluded = factory.Trait(state=RapidReview.CONCLUDED, **ANSWERED)

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")

    @factory.post_generation
    def notification(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            NotificationFactory(case=self.case, submitted=True)

    @factory.post_generation
    def clock(self, create: bool, wanted: bool, **kwargs: Any) -> None:
        """`RapidReviewFactory(clock=True)`: its clock runs from Friday 27 February 2026."""
        if create and wanted:
            clocks.start_on(self.case, Occasion.NOTIFIED, on=date(2026, 2, 27), record=self, now=MONDAY)

    @factory.post_generation
    def votes(self, create: bool, choices: str, **kwargs: Any) -> None:
        """`RapidReviewFactory(drafted=True, votes="local_review local_review no_review")`: the seats in their order."""
        for seat, choice in zip(Seat, (choices or "").split(), strict=False):
            VoteFactory(rapid_review=self, seat=seat, choice=choice)


class VoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vote

    rapid_review = factory.SubFactory(RapidReviewFactory, drafted=True)
    data_key = factory.SelfAttribute("rapid_review.case.data_key")
    round = factory.SelfAttribute("rapid_review.round")
    about = factory.SelfAttribute("rapid_review.submission")
    seat = Seat.POLICE
    choice = Choice.LOCAL_REVIEW
    reason = "My reason."
    by = factory.SubFactory(UserFactory)
    at = MONDAY
