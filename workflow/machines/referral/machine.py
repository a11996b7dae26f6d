"""The referral: an agency tells the partnership of an incident (D4), the support office screens it."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.engine.guards import case_is_open
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import Status, Turn, bare_office_step, bare_step, office_step, opening, step
from workflow.machines.case.links.questions import OtherCaseForm
from workflow.machines.case.machine import Case
from workflow.machines.referral import guards
from workflow.machines.referral import questions as forms
from workflow.parties.party import Agency
from workflow.parties.roles import Actor, Role


class Referral(Machine):
    """One agency's referral. What it says is the submission's; what was asked and answered since is sealed here."""

    RECEIVED, SCREENING, MORE_INFORMATION = "received", "screening", "more_information"
    ACCEPTED, NOT_ACCEPTED, WITHDRAWN, JOINED = "accepted", "not_accepted", "withdrawn", "joined"
    STATES = [
        (RECEIVED, "Received"),
        (SCREENING, "Being screened"),
        (MORE_INFORMATION, "More information asked"),
        (ACCEPTED, "Accepted"),
        (NOT_ACCEPTED, "Not accepted"),
        (WITHDRAWN, "Withdrawn"),
        (JOINED, "Joined to another case"),
    ]
    KIND: ClassVar[str] = "referral"
    # Where a referral is answered by the case to which the notification of its case was joined.
    MAY_FOLLOW: ClassVar[list[str]] = [RECEIVED, SCREENING, MORE_INFORMATION, ACCEPTED]
    CLOSED: ClassVar[frozenset[str]] = frozenset({ACCEPTED, NOT_ACCEPTED, WITHDRAWN, JOINED})

    STATUS: ClassVar[dict[str, Status]] = {
        RECEIVED: Status("Received", "blue", "The support office has your referral and will look at it."),
        SCREENING: Status("Being looked at", "blue", "The support office is looking at your referral."),
        MORE_INFORMATION: Status(
            "More information asked", "yellow", "The support office asks you for more information before it can go on."
        ),
        ACCEPTED: Status("Accepted", "green", "Your referral was accepted. The partnership takes the case further."),
        NOT_ACCEPTED: Status(
            "Not accepted", "grey", "Your referral was not accepted. The support office gives its reason."
        ),
        WITHDRAWN: Status("Withdrawn", "grey", "Your referral was withdrawn."),
        JOINED: Status(
            "Joined to another",
            "green",
            "Another agency referred the same incident. Both referrals are now dealt with together.",
        ),
    }
    # What became of the incident, for an agency whose referral was joined to another.
    JOINED_READS: ClassVar[dict[str, str]] = {
        RECEIVED: "The support office has not decided yet.",
        SCREENING: "The support office has not decided yet.",
        MORE_INFORMATION: "The support office has not decided yet.",
        ACCEPTED: "The incident was accepted. The partnership takes the case further.",
        NOT_ACCEPTED: "The incident was not accepted.",
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = state_field(RECEIVED, STATES)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    referred_on = models.DateField()
    question = SealedField(help_text="What the support office asked last.")
    assessment = SealedField(help_text='The definition as weighed: {"abuse_or_neglect": "…", "harm": "…"} (D10).')
    learning_review = models.BooleanField(default=False, help_text="A learning review was chosen (D14).")
    local_review = models.BooleanField(default=False, help_text="A local review was chosen below the definition (D14).")
    answer = SealedField(help_text="The reason given to the agency when the referral went no further.")
    joined_to = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="joined_referrals")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"referral by {self.agency}"

    def party_agency_ids(self) -> set[int]:
        return {self.agency_id}

    begin = opening("A referral arrived", reads="Your referral arrived")

    begin_screening = bare_office_step(
        "Begin to screen",
        says="Screening began",
        reads="The support office began to look at it",
        source=[RECEIVED],
        target=SCREENING,
        duty="D4",
    )

    @office_step(
        "Ask for more information",
        says="The referring agency was asked for more information",
        reads="The support office asked for more information",
        source=[RECEIVED, SCREENING],
        target=MORE_INFORMATION,
        form=forms.AskMoreForm,
        duty="D4",
        aside=True,
    )
    def ask_more(self, *, by: Actor, now: datetime, question: str, files: Any = None) -> None:
        self.question = question

    remind = bare_office_step(
        "Remind the agency of the question",
        adds=True,
        says="The referring agency was reminded of the question",
        reads="The support office reminded you of its question",
        source=[MORE_INFORMATION],
        duty="D4",
        hint="Who referred gets the e-mail about the question once more.",
        aside=True,
    )

    add_information = bare_step(
        "Add information",
        says="Information was added to the referral",
        reads="Information was added",
        source=[SCREENING, MORE_INFORMATION],
        target=SCREENING,
        roles={Role.SUBMITTER, Role.LEAD, Role.OFFICER},
        form=forms.AddInformationForm,
        duty="D4",
        hint="The referral itself is never edited.",
        turns=[Turn(Role.SUBMITTER, states=(MORE_INFORMATION,))],
    )

    @office_step(
        "Accept the referral",
        says="The referral was accepted",
        reads="The referral was accepted",
        source=[RECEIVED, SCREENING],
        target=ACCEPTED,
        form=forms.AcceptForm,
        across=[case_is_open],
        duty="D10 D14",
        turns=[Turn(Role.OFFICER)],
    )
    def accept(
        self, *, by: Actor, now: datetime, learning_review: bool, local_review: bool, decider: str, **assessment: str
    ) -> None:
        self.assessment = assessment
        self.learning_review, self.local_review = learning_review, local_review

    @office_step(
        "Do not accept the referral",
        says="The referral was not accepted",
        reads="The referral was not accepted",
        source=[RECEIVED, SCREENING],
        target=NOT_ACCEPTED,
        form=forms.DeclineForm,
        across=[case_is_open, guards.notification_not_submitted],
        hint="The agency that referred reads the reason.",
        aside=True,
    )
    def decline(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    ask_to_withdraw = bare_step(
        "Ask to withdraw the referral",
        says="The referring agency asked to withdraw the referral",
        reads="Your agency asked to withdraw the referral",
        source=[RECEIVED, SCREENING, MORE_INFORMATION],
        roles={Role.LEAD},
        form=forms.AskToWithdrawForm,
        across=[case_is_open, guards.notification_not_submitted],
        hint="The support office withdraws it. Until then it stands.",
        aside=True,
    )

    @office_step(
        "Withdraw the referral",
        says="The referral was withdrawn",
        reads="The referral was withdrawn",
        source=[RECEIVED, SCREENING, MORE_INFORMATION],
        target=WITHDRAWN,
        form=forms.WithdrawForm,
        across=[case_is_open, guards.notification_not_submitted],
        hint="When the agency that referred asks for it.",
        aside=True,
    )
    def withdraw(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    @office_step(
        "Join to another case",
        says="The referral was joined to another case",
        reads="The referral was joined to another about the same incident",
        source=[RECEIVED, SCREENING],
        target=JOINED,
        form=OtherCaseForm,
        guards=[guards.is_single_referral],
        across=[case_is_open, guards.notification_not_submitted],
        hint="When another agency referred the same incident.",
        aside=True,
    )
    def join(self, *, by: Actor, now: datetime, other: Any) -> None:
        self.joined_to = other

    @office_step(
        "Reopen the referral",
        says="The referral was reopened",
        reads="The support office looks at the referral again",
        source=[NOT_ACCEPTED, WITHDRAWN, ACCEPTED],
        target=SCREENING,
        form=forms.ReopenForm,
        across=[guards.nothing_followed],
        duty="D4",
        hint="It is screened again, and who referred is told. A notification that was recorded as not required "
        "is reopened by its own step.",
        aside=True,
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = self.assessment = None
        self.learning_review = self.local_review = False

    @office_step(
        "Separate again",
        says="The referral was separated from the case it was joined to",
        reads="The referral is dealt with on its own again",
        source=[JOINED],
        target=SCREENING,
        form=forms.SeparateForm,
        across=[guards.notification_stands_alone],
        duty="D2 D4",
        hint="When it turns out to be another incident. The days for its notification are counted again, from the day "
        "the local authority became aware.",
        system=True,
        aside=True,
    )
    def separate(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.joined_to = None

    @step(
        "Follow the notification to another case",
        says="The referral was joined to the case to which its notification was joined",
        reads="The referral was joined to another about the same incident",
        source=MAY_FOLLOW,
        target=JOINED,
        form=OtherCaseForm,
        duty="D4",
        hint="Follows by itself when the notification is joined to another.",
        system=True,
    )
    def follow_notification(self, *, by: Actor, now: datetime, other: Any) -> None:
        self.joined_to = other
