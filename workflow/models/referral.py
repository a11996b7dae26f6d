"""The referral: an agency tells the partnership of an incident (D4), the support office screens it."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.declaring import step
from workflow.guards import referral as guards
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.models.party import Agency
from workflow.roles import Actor, Role
from workflow.steps import referral as forms


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
    CLOSED: ClassVar[frozenset[str]] = frozenset({ACCEPTED, NOT_ACCEPTED, WITHDRAWN, JOINED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=RECEIVED, protected=True, choices=STATES, db_index=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    referred_on = models.DateField()
    question = SealedField(help_text="What the support office asked last.")
    assessment = SealedField(help_text='The definition as weighed: {"abuse_or_neglect": "…", "harm": "…"} (D10).')
    learning_review = models.BooleanField(default=False, help_text="A learning review was chosen (D14).")
    answer = SealedField(help_text="The reason given to the agency when the referral went no further.")
    joined_to = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="joined_referrals")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"referral by {self.agency}"

    def party_agency_ids(self) -> set[int]:
        return {self.agency_id}

    @transition(
        field="state",
        source=[RECEIVED],
        target=SCREENING,
        custom=step("Begin to screen", roles={Role.OFFICER}, duty="D4"),
    )
    def begin_screening(self, *, by: Actor, now: datetime) -> None:
        """Screening begins; nothing to keep."""

    @transition(
        field="state",
        source=[RECEIVED, SCREENING],
        target=MORE_INFORMATION,
        custom=step(
            "Ask for more information",
            roles={Role.OFFICER},
            form=forms.AskMoreForm,
            duty="D4",
        ),
    )
    def ask_more(self, *, by: Actor, now: datetime, question: str) -> None:
        self.question = question

    @transition(
        field="state",
        source=[SCREENING, MORE_INFORMATION],
        target=SCREENING,
        custom=step(
            "Add information",
            roles={Role.SUBMITTER, Role.LEAD, Role.OFFICER},
            form=forms.AddInformationForm,
            duty="D4",
            hint="The referral itself is never edited.",
        ),
    )
    def add_information(self, *, by: Actor, now: datetime, text: str) -> None:
        """The text stands in the log, sealed."""

    @transition(
        field="state",
        source=[RECEIVED, SCREENING],
        target=ACCEPTED,
        custom=step(
            "Accept the referral",
            roles={Role.OFFICER},
            form=forms.AcceptForm,
            duty="D10 D14",
        ),
    )
    def accept(self, *, by: Actor, now: datetime, learning_review: bool, **assessment: str) -> None:
        self.assessment = assessment
        self.learning_review = learning_review

    @transition(
        field="state",
        source=[RECEIVED, SCREENING],
        target=NOT_ACCEPTED,
        custom=step(
            "Do not accept the referral",
            roles={Role.OFFICER},
            form=forms.DeclineForm,
            hint="The agency that referred reads the reason.",
        ),
    )
    def decline(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    @transition(
        field="state",
        source=[RECEIVED, SCREENING, MORE_INFORMATION],
        target=None,
        custom=step(
            "Ask to withdraw the referral",
            roles={Role.LEAD},
            form=forms.AskToWithdrawForm,
            hint="The support office withdraws it. Until then it stands.",
        ),
    )
    def ask_to_withdraw(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The agency asks, the support office does; the reason stands in the log, sealed."""

    @transition(
        field="state",
        source=[RECEIVED, SCREENING, MORE_INFORMATION],
        target=WITHDRAWN,
        custom=step(
            "Withdraw the referral",
            roles={Role.OFFICER},
            form=forms.WithdrawForm,
            hint="When the agency that referred asks for it.",
        ),
    )
    def withdraw(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    @transition(
        field="state",
        source=[RECEIVED, SCREENING],
        target=JOINED,
        custom=step(
            "Join to another case",
            roles={Role.OFFICER},
            form=forms.JoinForm,
            guards=[guards.is_single_referral],
            hint="When another agency referred the same incident.",
        ),
    )
    def join(self, *, by: Actor, now: datetime, other: Any) -> None:
        self.joined_to = other

    @transition(
        field="state",
        source=[NOT_ACCEPTED, WITHDRAWN, ACCEPTED],
        target=SCREENING,
        custom=step(
            "Reopen the referral",
            roles={Role.OFFICER},
            form=forms.ReopenForm,
            duty="D4",
            hint="It is screened again, and who referred is told. A notification that was recorded as not required "
            "is reopened by its own step.",
        ),
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = self.assessment = None
        self.learning_review = False

    @transition(
        field="state",
        source=[JOINED],
        target=SCREENING,
        custom=step(
            "Separate again",
            roles={Role.OFFICER},
            form=forms.SeparateForm,
            duty="D2 D4",
            hint="When it turns out to be another incident. The clock of its notification runs again, from the day "
            "the local authority became aware.",
        ),
    )
    def separate(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.joined_to = None
