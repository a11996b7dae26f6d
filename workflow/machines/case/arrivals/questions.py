"""What is asked of something that came outside the portal, and how a form that was sent for it is taken over."""

from typing import Any

from workflow.engine.fields import DayField, FromForm, LineField, OneOfField, SelectField, offer, reason_form
from workflow.engine.step import TransitionForm
from workflow.machines.case.arrivals.arrival import Arrival, open_arrival
from workflow.parties.party import Agency


class CameForm(TransitionForm):
    """How it came, when, and from whom."""

    came_by = OneOfField("How did it reach you?", "Say how it reached you.", Arrival.Means.choices)
    came_on = DayField(
        "When did it reach you?", "Enter the day on which it reached you.", past="The day on which it reached you"
    )
    told_by = LineField(
        "Who told you, or sent it?",
        "Enter who told you, or sent it.",
        help_text="Name and role, for example the ward sister on duty.",
        max_length=300,
    )


class NotificationCameForm(CameForm):
    """The local authority is named where several notify for the partnership."""

    field_order = ("agency",)
    agency = SelectField("Which local authority notified?", "Choose the local authority that notified.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notifiers: dict[str, Agency] = {str(one.pk): one for one in self.record.case.partnership.notifiers}
        if len(self.notifiers) == 1:
            del self.fields["agency"]
        else:
            offer(self, "agency", [(pk, one.name) for pk, one in self.notifiers.items()])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = data.get("agency") or next(iter(self.notifiers), "")
        return {**data, "agency": self.notifiers[chosen]} if chosen in self.notifiers else data


class OnBehalf(FromForm):
    """A form that the office sent for what came: it is told whose it is, and when it came."""

    def subject(self) -> str:
        arrival = open_arrival(self.record)
        return str(arrival.pk) if arrival is not None else ""

    def arrival(self) -> Arrival | None:
        return open_arrival(self.record)


MistakenForm = reason_form(
    "Why was it taken down by mistake?",
    "Enter why it was taken down by mistake.",
    help_text="For example, it belongs to another case. What you took down stays on record, marked as a mistake.",
)
