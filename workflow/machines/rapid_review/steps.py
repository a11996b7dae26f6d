"""The steps of a rapid review besides the vote, the seats and the Panel: up to the form, and back and out."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflow.engine.step import Turn, bare_office_step, office_step, step
from workflow.machines.agency_return.asking import AskAgenciesForm
from workflow.machines.rapid_review import guards, states
from workflow.machines.rapid_review import questions as forms
from workflow.machines.rapid_review.record import RapidReviewRecord
from workflow.machines.rapid_review.seats import guards as seat_guards
from workflow.machines.rapid_review.voting import questions as voting_forms
from workflow.parties.roles import Actor, Role


class DraftingSteps(RapidReviewRecord):
    """Up to the rapid review form: returns, the meeting, the text that is decided on."""

    class Meta:
        abstract = True

    request_returns = bare_office_step(
        "Ask agencies for returns",
        says="Agencies were asked for returns",
        source=[states.OPENED, states.GATHERING, states.MEETING],
        target=states.GATHERING,
        form=AskAgenciesForm,
        duty="D30",
        turns=[Turn(Role.OFFICER)],
    )

    @office_step(
        "Record the review group’s meeting",
        says="The review group met",
        source=[states.GATHERING],
        target=states.MEETING,
        form=forms.MeetingForm,
        duty="D7",
    )
    def hold_meeting(self, *, by: Actor, now: datetime, held_on: date, attendees: str) -> None:
        self.met_on, self.attendees = held_on, attendees

    @office_step(
        "Complete the rapid review form",
        says="The rapid review form was completed",
        source=[states.OPENED, states.GATHERING, states.MEETING, states.DRAFTED],
        target=states.DRAFTED,
        form=forms.DraftForm,
        duty="D7 D10",
        hint="Sent again, it replaces the earlier one, and the partners vote on the new one.",
        page_handler="complete_rapid_review",
    )
    def draft(self, *, by: Actor, now: datetime, submission: Any) -> None:
        if self.submission_id is not None or self.state == self.DRAFTED:
            # A new text is a new question: earlier votes and advice stay on record, and the count starts again.
            self.put_new_question()
        self.submission = submission


class ClosingSteps(RapidReviewRecord):
    """Who was told of the decision, the ways back, and the way out where the criteria are not met."""

    class Meta:
        abstract = True

    @office_step(
        "Record that the rationale was communicated",
        says="It was recorded that the rationale was communicated",
        source=states.HAS_DECISION,
        form=forms.CommunicateForm,
        duty="D11",
        turns=[
            Turn(
                Role.OFFICER, states=(states.CONCLUDED,), when=Q(family_informed_on=None) | Q(agencies_informed_on=None)
            )
        ],
    )
    def communicate(self, *, by: Actor, now: datetime, audience: str, told_on: date, through: str) -> None:
        told = {"audience": audience, "told_on": told_on.isoformat(), "through": through}
        self.communicated = [*(self.communicated or []), told]
        if audience == forms.AGENCIES:
            self.agencies_informed_on = told_on
        else:
            self.family_informed_on = told_on

    back_to_gathering = bare_office_step(
        "Take the rapid review back to gathering",
        says="The rapid review was taken back to gathering",
        source=[states.MEETING, states.DRAFTED],
        target=states.GATHERING,
        form=forms.BackToGatheringForm,
        aside=True,
    )

    @office_step(
        "Open the decision for voting again",
        says="The decision was opened for voting again",
        source=[states.DECIDED],
        target=states.DRAFTED,
        form=voting_forms.ReopenDecisionForm,
        duty="D12",
        hint="Possible until the decision is sent to the Panel. The limit of the rapid review runs again.",
        aside=True,
    )
    def reopen_decision(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.choice, self.route, self.dissent, self.not_voting = "", "", None, None
        self.rationale, self.decided_at = None, None
        self.communicated, self.family_informed_on, self.agencies_informed_on = None, None, None
        self.put_new_question()

    @office_step(
        "Propose to stop the rapid review: the criteria are not met",
        says="It was proposed to stop the rapid review",
        source=states.UNDECIDED,
        form=forms.ProposeStopForm,
        guards=[guards.stop_not_proposed],
        across=[guards.notification_was_withdrawn],
        hint="The notification was withdrawn. The rapid review goes on unless it is found that the criteria are "
        "not met; a decision maker approves that.",
        aside=True,
        quiet=True,
    )
    def propose_stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = reason, now, by.user

    @step(
        "Stop the rapid review: the criteria are not met",
        says="The rapid review was stopped: the criteria are not met",
        source=states.UNDECIDED,
        target=states.STOPPED,
        roles={Role.DECISION_MAKER},
        guards=[
            seat_guards.holds_a_seat,
            guards.stop_proposed,
            guards.not_the_proposer,
            seat_guards.has_no_conflict,
        ],
        across=[guards.notification_was_withdrawn],
        hint="Everybody who was told of the rapid review is told that it stopped.",
        aside=True,
        quiet=True,
        turns=[Turn(Role.DECISION_MAKER, when=Q(stop_proposed_at__isnull=False))],
    )
    def approve_stop(self, *, by: Actor, now: datetime) -> None:
        self.stopped_at = now

    @step(
        "Refuse to stop the rapid review",
        says="It was decided that the rapid review goes on",
        source=states.UNDECIDED,
        roles={Role.DECISION_MAKER},
        form=forms.RefuseStopForm,
        guards=[seat_guards.holds_a_seat, guards.stop_proposed, seat_guards.has_no_conflict],
        aside=True,
        quiet=True,
    )
    def refuse_stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = None, None, None

    @office_step(
        "Reopen the rapid review",
        says="The rapid review was reopened",
        source=[states.STOPPED],
        target=states.GATHERING,
        form=forms.ReopenForm,
        across=[guards.notification_stands],
        hint="Its limit runs from the day of the notification that stands now.",
    )
    def reopen_rapid_review(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = None, None, None
        self.stopped_at = None

    @step(
        "Stop: the notification was joined to another",
        says="The rapid review stopped: its notification was joined to another of the same incident",
        source=states.UNDECIDED,
        target=states.STOPPED,
        duty="D2 D5",
        hint="Follows by itself: the incident has its rapid review in the case that goes on.",
        system=True,
    )
    def stop_as_joined(self, *, by: Actor, now: datetime) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = None, None, None
        self.stopped_at = now

    @step(
        "Go on: the notification was separated again",
        says="The rapid review goes on: its notification was separated from the other",
        source=[states.STOPPED],
        target=states.GATHERING,
        duty="D5 D6",
        hint="Follows by itself. Its limit runs from the day of the notification, as before.",
        system=True,
    )
    def go_on_apart(self, *, by: Actor, now: datetime) -> None:
        self.stopped_at = None
