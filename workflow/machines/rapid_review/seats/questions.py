"""What is asked when it is recorded who votes for a seat."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms

from workflow.engine.fields import DayField, OneOfField, ProseField, RecordField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.rapid_review.seats import guards
from workflow.machines.rapid_review.seats.arrangement import possible_delegates
from workflow.parties.roles import Actor, Seat

# The seats that may be chosen in a step.
Seats = Callable[[Any, Actor, datetime], list[str]]


class SeatForm(TransitionForm):
    """Asks for the seat, among those for which the step is possible now."""

    seats: Seats

    seat = OneOfField(
        "Which seat?",
        "Choose the seat.",
        wrong="This cannot be recorded for that seat now. Choose one of the seats shown.",
    )
    reason = ProseField("Why?", "Enter why.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(seat, str(Seat(seat).label)) for seat in self.seats(self.record, self.by, self.now)]
        offer(self, "seat", offered)
        if len(offered) == 1:
            # Nothing to choose, and still said on the page which seat it is.
            self.fields["seat"].initial = offered[0][0]


def seat_form(seats: Seats) -> type[SeatForm]:
    return type("SeatForm", (SeatForm,), {"seats": staticmethod(seats)})


class NameDelegateForm(SeatForm):
    seats = staticmethod(guards.seats_to_delegate)
    delegate = RecordField(
        "Who votes for the seat?",
        "Choose who votes for the seat.",
        help_text="Somebody with an account who works on cases of this partnership, and is neither in the support "
        "office nor the scrutineer nor holds a seat. The office assigns a reviewer to the case first. An administrator "
        "adds people.",
        wrong="Choose somebody who works on cases of this partnership, and neither runs the office nor "
        "advises nor has a seat, nor votes for another seat in this case.",
    )
    until = DayField("Until when?", "Enter the last day on which the delegate may vote.")

    field_order = ("seat", "delegate", "until", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "delegate", possible_delegates(self.record.case))

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < local_date(self.now):
            raise forms.ValidationError("The last day on which the delegate may vote must be today or later.")
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        named = data.get("delegate")
        if named is None:
            return data
        other = self.record.bench(local_date(self.now)).delegated_to(named)
        if other and other != data.get("seat"):
            self.add_error(
                "delegate",
                f"{named} votes for another seat in this case ({Seat(other).label.lower()}). One person, one vote.",
            )
        # The log tells who it was in words as well.
        return {**data, "delegate_name": str(named)}


class DeclareConflictForm(TransitionForm):
    reason = ProseField(
        "What is the conflict of interest?",
        "Enter what the conflict of interest is: the record says why the seat did not vote.",
    )

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "seat": self.by.seat(self.record.case.partnership_id)}


EndDelegationForm = seat_form(guards.delegations_to_end)
RecordAbsenceForm = seat_form(guards.seats_that_can_be_absent)
EndAbsenceForm = seat_form(guards.absent_seats)
EndConflictForm = seat_form(guards.seats_in_conflict)
