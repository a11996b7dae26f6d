"""The steps by which it is recorded who votes for a seat: delegates, absences, conflicts of interest (D12)."""

from datetime import datetime
from typing import Any

from django_fsm import transition

from workflow.declaring import step
from workflow.guards import seat as guards
from workflow.models.rapid_review_states import SEATED
from workflow.roles import Actor, Role
from workflow.steps import seat as forms


class SeatSteps:
    """Steps of a rapid review. Each makes or ends a `SeatArrangement` (workflow.effects.seat)."""

    @transition(
        field="state",
        source=SEATED,
        target=None,
        custom=step(
            "Name a delegate for a seat",
            roles={Role.DECISION_MAKER, Role.OFFICER},
            form=forms.NameDelegateForm,
            guards=[guards.may_name_delegate],
            duty="D12",
            hint="For this case only, until a day that you name. The delegate votes for the seat and is shown as its "
            "delegate.",
        ),
    )
    def name_delegate(self, *, by: Actor, now: datetime, **said: Any) -> None: ...

    @transition(
        field="state",
        source=SEATED,
        target=None,
        custom=step(
            "End a delegation",
            roles={Role.DECISION_MAKER, Role.OFFICER},
            form=forms.EndDelegationForm,
            guards=[guards.has_delegation_to_end],
            duty="D12",
            hint="A vote that the delegate has cast stays, until the seat votes again.",
        ),
    )
    def end_delegation(self, *, by: Actor, now: datetime, **said: Any) -> None: ...

    @transition(
        field="state",
        source=SEATED,
        target=None,
        custom=step(
            "Record that a seat is absent",
            roles={Role.OFFICER},
            form=forms.RecordAbsenceForm,
            guards=[guards.a_seat_can_be_absent],
            duty="D12",
            hint="The others may then decide without it, where enough of them agree. A delegate may vote for it.",
        ),
    )
    def record_absence(self, *, by: Actor, now: datetime, **said: Any) -> None: ...

    @transition(
        field="state",
        source=SEATED,
        target=None,
        custom=step(
            "Record that a seat takes part after all",
            roles={Role.OFFICER},
            form=forms.EndAbsenceForm,
            guards=[guards.a_seat_is_absent],
            duty="D12",
        ),
    )
    def end_absence(self, *, by: Actor, now: datetime, **said: Any) -> None: ...

    @transition(
        field="state",
        source=SEATED,
        target=None,
        custom=step(
            "Declare a conflict of interest",
            roles={Role.DECISION_MAKER},
            form=forms.DeclareConflictForm,
            guards=[guards.may_declare_conflict],
            duty="D12",
            hint="You then do not vote in this case. The support office may name a delegate on your partner’s behalf.",
        ),
    )
    def declare_conflict(self, *, by: Actor, now: datetime, **said: Any) -> None: ...

    @transition(
        field="state",
        source=SEATED,
        target=None,
        custom=step(
            "Record that a conflict of interest has ended",
            roles={Role.OFFICER},
            form=forms.EndConflictForm,
            guards=[guards.a_seat_has_a_conflict],
            duty="D12",
            hint="The holder of the seat then votes again.",
        ),
    )
    def end_conflict(self, *, by: Actor, now: datetime, **said: Any) -> None: ...
