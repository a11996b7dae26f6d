"""What is asked when it is recorded who votes for a seat."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model

from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement, possible_delegates
from workflow.machines.rapid_review.seats.guards import delegations_to_end, seats_that_can_be_absent, seats_to_delegate
from workflow.parties.roles import Seat

NOT_THIS_SEAT = "This cannot be recorded for that seat now. Choose one of the seats shown."


class SeatForm(TransitionForm):
    """Asks for the seat, among those for which the step is possible now."""

    seat = forms.ChoiceField(
        label="Which seat?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the seat.", "invalid_choice": NOT_THIS_SEAT},
    )
    reason = ProseField(label="Why?", missing="Enter why.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(seat, str(Seat(seat).label)) for seat in self.seats()]
        field = cast(forms.ChoiceField, self.fields["seat"])
        field.choices = offered
        if len(offered) == 1:
            # Nothing to choose, and still said on the page which seat it is.
            field.initial = offered[0][0]

    def seats(self) -> list[str]:
        """The seats that are offered."""
        raise NotImplementedError


class NameDelegateForm(SeatForm):
    delegate = forms.ModelChoiceField(
        label="Who votes for the seat?",
        help_text="Somebody with an account who works on cases of this partnership, and is neither in the support "
        "office nor the scrutineer nor holds a seat. An administrator adds people.",
        queryset=get_user_model().objects.none(),
        error_messages={
            "required": "Choose who votes for the seat.",
            "invalid_choice": "Choose somebody who works on cases of this partnership, and neither runs the office nor "
            "advises nor has a seat, nor votes for another seat in this case.",
        },
    )
    until = DayField(label="Until when?", missing="Enter the last day on which the delegate may vote.")

    field_order = ("seat", "delegate", "until", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = possible_delegates(self.record.case.partnership_id)
        cast(forms.ModelChoiceField[Any], self.fields["delegate"]).queryset = able

    def seats(self) -> list[str]:
        return seats_to_delegate(self.record, self.by, self.now)

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


class EndDelegationForm(SeatForm):
    def seats(self) -> list[str]:
        return delegations_to_end(self.record, self.by, self.now)


class RecordAbsenceForm(SeatForm):
    def seats(self) -> list[str]:
        return seats_that_can_be_absent(self.record, self.now)


class EndAbsenceForm(SeatForm):
    def seats(self) -> list[str]:
        return cast(list[str], self.record.bench().seats(SeatArrangement.Kind.ABSENT))


class DeclareConflictForm(TransitionForm):
    reason = ProseField(
        label="What is the conflict of interest?",
        missing="Enter what the conflict of interest is: the record says why the seat did not vote.",
    )

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "seat": self.by.seat(self.record.case.partnership_id)}


class EndConflictForm(SeatForm):
    def seats(self) -> list[str]:
        return cast(list[str], self.record.bench().seats(SeatArrangement.Kind.CONFLICT))
