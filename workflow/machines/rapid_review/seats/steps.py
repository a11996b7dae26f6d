"""The steps by which it is recorded who votes for a seat: delegates, absences, conflicts of interest (D12)."""

from workflow.engine.step import bare_step
from workflow.machines.rapid_review.record import RapidReviewRecord
from workflow.machines.rapid_review.seats import guards
from workflow.machines.rapid_review.seats import questions as forms
from workflow.machines.rapid_review.states import SEATED
from workflow.parties.roles import Role


class SeatSteps(RapidReviewRecord):
    """Each makes or ends a `SeatArrangement`."""

    class Meta:
        abstract = True

    name_delegate = bare_step(
        "Name a delegate for a seat",
        says="A delegate was named for a seat",
        source=SEATED,
        roles={Role.DECISION_MAKER, Role.OFFICER},
        form=forms.NameDelegateForm,
        guards=[guards.may_name_delegate],
        duty="D12",
        hint="For this case only, until a day that you name. The delegate votes for the seat and is shown as its "
        "delegate.",
        aside=True,
        beside="seats",
    )

    end_delegation = bare_step(
        "End a delegation",
        says="A delegation was ended",
        source=SEATED,
        roles={Role.DECISION_MAKER, Role.OFFICER},
        form=forms.EndDelegationForm,
        guards=[guards.has_delegation_to_end],
        duty="D12",
        hint="A vote that the delegate has cast stays, until the seat votes again.",
        aside=True,
        beside="seats",
    )

    record_absence = bare_step(
        "Record that a seat is absent",
        says="A seat was recorded as absent",
        source=SEATED,
        roles={Role.OFFICER},
        form=forms.RecordAbsenceForm,
        guards=[guards.a_seat_can_be_absent],
        duty="D12",
        hint="The others may then decide without it, where enough of them agree. A delegate may vote for it.",
        aside=True,
        beside="seats",
    )

    end_absence = bare_step(
        "Record that a seat takes part after all",
        says="A seat takes part after all",
        source=SEATED,
        roles={Role.OFFICER},
        form=forms.EndAbsenceForm,
        guards=[guards.a_seat_is_absent],
        duty="D12",
        aside=True,
        beside="seats",
    )

    declare_conflict = bare_step(
        "Declare a conflict of interest",
        says="A conflict of interest was declared",
        source=SEATED,
        roles={Role.DECISION_MAKER},
        form=forms.DeclareConflictForm,
        guards=[guards.may_declare_conflict],
        duty="D12",
        hint="You then do not vote in this case. The support office may name a delegate on your partner’s behalf.",
        aside=True,
        beside="seats",
    )

    end_conflict = bare_step(
        "Record that a conflict of interest has ended",
        says="It was recorded that a conflict of interest has ended",
        source=SEATED,
        roles={Role.OFFICER},
        form=forms.EndConflictForm,
        guards=[guards.a_seat_has_a_conflict],
        duty="D12",
        hint="The holder of the seat then votes again.",
        aside=True,
        beside="seats",
    )
