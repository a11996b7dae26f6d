"""The steps by which it is recorded who votes for a seat: delegates, absences, conflicts of interest (D12)."""

from functools import partial

from workflow.engine.step import bare_step
from workflow.machines.rapid_review.record import RapidReviewRecord
from workflow.machines.rapid_review.seats import guards
from workflow.machines.rapid_review.seats import questions as forms
from workflow.machines.rapid_review.states import SEATED
from workflow.parties.roles import Role

# Beside the seats as they stand, and never in the way of a decision.
seat_step = partial(bare_step, source=SEATED, duty="D12", aside=True, beside="seats")


class SeatSteps(RapidReviewRecord):
    """Each makes or ends a `SeatArrangement`."""

    class Meta:
        abstract = True

    name_delegate = seat_step(
        "Name a delegate for a seat",
        says="A delegate was named for a seat",
        roles={Role.DECISION_MAKER, Role.OFFICER},
        form=forms.NameDelegateForm,
        guards=[guards.may_name_delegate],
        hint="For this case only, until a day that you name. The delegate votes for the seat and is shown as its "
        "delegate.",
    )

    end_delegation = seat_step(
        "End a delegation",
        says="A delegation was ended",
        roles={Role.DECISION_MAKER, Role.OFFICER},
        form=forms.EndDelegationForm,
        guards=[guards.has_delegation_to_end],
        hint="A vote that the delegate has cast stays, until the seat votes again.",
    )

    record_absence = seat_step(
        "Record that a seat is absent",
        says="A seat was recorded as absent",
        roles={Role.OFFICER},
        form=forms.RecordAbsenceForm,
        guards=[guards.a_seat_can_be_absent],
        hint="The others may then decide without it, where enough of them agree. A delegate may vote for it.",
    )

    end_absence = seat_step(
        "Record that a seat takes part after all",
        says="A seat takes part after all",
        roles={Role.OFFICER},
        form=forms.EndAbsenceForm,
        guards=[guards.a_seat_is_absent],
    )

    declare_conflict = seat_step(
        "Declare a conflict of interest",
        says="A conflict of interest was declared",
        roles={Role.DECISION_MAKER},
        form=forms.DeclareConflictForm,
        guards=[guards.may_declare_conflict],
        hint="You then do not vote in this case. The support office may name a delegate on your partner’s behalf.",
    )

    end_conflict = seat_step(
        "Record that a conflict of interest has ended",
        says="It was recorded that a conflict of interest has ended",
        roles={Role.OFFICER},
        form=forms.EndConflictForm,
        guards=[guards.a_seat_has_a_conflict],
        hint="The holder of the seat then votes again.",
    )
