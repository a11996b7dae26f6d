"""A rapid review in any state: `RapidReviewFactory(drafted=True)`. Its case has a submitted notification (D5)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import UserFactory
from workflow import clocks
from workflow.machines.rapid_review.voting.decision import Choice
from workflow.machines.rapid_review.voting.tally import Route
from workflow.models import Advice, Decision, PanelAnswer, RapidReview, Vote
from workflow.parties.roles import Seat
from workflow.procedures.version import Occasion

# As the deciders weighed: every entry of the lists answered alike.
WEIGHED = {
    "weighed_at": MONDAY,
    "weighing": [
        {
            "list": "definition",
            "key": "abuse_or_neglect",
            "text": "Abuse or neglect of a child is known or suspected",
            "answer": "yes",
            "reason": "It is suspected.",
        }
    ],
}
DECIDED = {
    **WEIGHED,
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
        drafted = factory.Trait(state=RapidReview.DRAFTED, **WEIGHED)
        # Drafted, and nothing weighed yet (D10).
        unweighed = factory.Trait(state=RapidReview.DRAFTED, weighed_at=None, weighing=None)
        stopped = factory.Trait(state=RapidReview.STOPPED, stopped_at=MONDAY)
        decided = factory.Trait(state=RapidReview.DECIDED, **DECIDED)
        sent = factory.Trait(state=RapidReview.SENT, **SENT)
        awaiting_panel = factory.Trait(state=RapidReview.AWAITING_PANEL, **SENT)
        reconsidering = factory.Trait(state=RapidReview.RECONSIDERING, question=2, **ANSWERED)
        # The deciders met the scrutineer on the Panel's answer, who advised: the seats vote again (D16).
        reconvened = factory.Trait(
            state=RapidReview.RECONSIDERING,
            question=2,
            reconvened_on=date(2026, 3, 2),
            answer_advised_at=MONDAY,
            **ANSWERED,
        )
        concluded = factory.Trait(state=RapidReview.CONCLUDED, **ANSWERED)

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    weighed_text = factory.LazyAttribute(lambda made: made.submission if made.weighed_at else None)
    weighed_at = None
    submission = None

    @factory.post_generation
    def notification(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`RapidReviewFactory(notification=False)`: where the case has its notification already."""
        if create and extracted is not False:
            NotificationFactory(case=self.case, submitted=True)

    @factory.post_generation
    def on_record(self, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        """The advice, the decision and the Panel's answer as rows of their own, where there are such."""
        if not create or wanted is False:
            return
        of_this = {"rapid_review": self, "data_key": self.case.data_key}
        if self.advice:
            Advice.objects.create(**of_this, question=self.question, round=self.round, text=self.advice, at=MONDAY)
        if not self.decided_at:
            return
        Decision.objects.create(
            **of_this, choice=self.choice, route=self.route, dissent=[], text=self.rationale, at=self.decided_at
        )
        if self.panel_answered_on is not None:
            disagrees = self.state == RapidReview.RECONSIDERING
            PanelAnswer.objects.create(
                **of_this,
                answer="disagrees" if disagrees else "agrees",
                means="disagrees" if disagrees else "agrees",
                response=self.panel_response,
                answered_on=self.panel_answered_on,
                received_on=self.panel_answered_on,
                question=2 if disagrees else None,
                at=MONDAY,
            )

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
    question = factory.SelfAttribute("rapid_review.question")
    round = factory.SelfAttribute("rapid_review.round")
    about = factory.SelfAttribute("rapid_review.submission")
    seat = Seat.POLICE
    choice = Choice.LOCAL_REVIEW
    reason = "My reason."
    by = factory.SubFactory(UserFactory)
    at = MONDAY
