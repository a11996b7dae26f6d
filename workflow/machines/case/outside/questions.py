"""What is asked when a body outside the portal is involved, released, takes the lead or gives it back (D26)."""

from typing import Any

from forms.plain_fields import PlainEmailInput
from forms.same_text import same
from workflow.engine.fields import DayField, LineField, ProseField, RecordField, SelectField, offer, yes_no
from workflow.engine.step import TransitionForm, local_date
from workflow.parties.party import Agency, agency_kinds

WHICH = "Choose one of the bodies in the list."


class InvolveBodyForm(TransitionForm):
    """A body from the partnership's address book, or a new one, which then stands in it."""

    body = RecordField(
        "Which body?",
        required=False,
        help_text="From the address book of your partnership. Leave it empty to enter another body below.",
        wrong=WHICH,
    )
    another = LineField("Name of another body", help_text="It is kept in the address book.", max_length=160)
    body_kind = SelectField("What kind of body is it?", required=False)
    email = PlainEmailInput(
        label="Its e-mail address",
        required=False,
        help_text="Letters go there by a sealed link. Without an address you send them by hand.",
        error_messages={"invalid": "Enter an e-mail address, like office@partnership.example."},
    )
    reason = ProseField(
        "Why is this body involved?",
        "Enter why this body is involved.",
        help_text="For example, the family lived there before, or a child was treated there. It is not told this.",
    )
    report = yes_no("Does it get the advance copy of a report?", "Say whether it gets the advance copy of a report.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "body_kind", [("", "Choose a kind"), *agency_kinds()])
        book = self.record.partnership.outside_bodies
        offer(self, "body", book.exclude(pk__in=self.record.bodies.filter(until=None).values("body")))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "body" in self.errors:
            return data
        if data.get("body"):
            if data.get("another"):
                self.add_error("another", "Choose a body from the list or enter another one, not both.")
            return data
        if not data.get("another"):
            self.add_error("body", "Choose a body from the list, or enter the name of another one.")
        elif any(same(data["another"]) == same(known.name) for known in self.record.partnership.outside_bodies.all()):
            self.add_error("another", "This body stands in the address book. Choose it from the list.")
        if data.get("another") and not data.get("body_kind"):
            self.add_error("body_kind", "Choose what kind of body it is.")
        return data


class BodyForm(TransitionForm):
    """One of the bodies that are involved."""

    body = RecordField("Which body?", "Choose the body.", wrong=WHICH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "body", Agency.objects.filter(pk__in=self.record.bodies.filter(until=None).values("body")))


class ReleaseBodyForm(BodyForm):
    reason = ProseField("Why is this body no longer involved?", "Enter why this body is no longer involved.")


def _opened_on(case: Any) -> Any:
    return local_date(case.opened_at)


class PassLeadOutForm(BodyForm):
    passed_on = DayField(
        "On which day did it take the lead?",
        "Enter the day on which it took the lead.",
        past="The day on which it took the lead",
        since=(_opened_on, "the case was opened"),
    )
    reason = ProseField(
        "Why does this body take the lead?",
        "Enter why this body takes the lead.",
        help_text="Say what was agreed, and who agreed to it.",
    )


class TakeLeadBackForm(TransitionForm):
    returned_on = DayField(
        "On which day did the lead come back?",
        "Enter the day on which the lead came back.",
        past="The day on which the lead came back",
        since=(lambda case: case.led_since or _opened_on(case), "it took the lead"),
    )
    reason = ProseField("Why does the lead come back?", "Enter why the lead comes back.")

    def clean(self) -> dict[str, Any]:
        # Who led until then, and since when, stays with the event.
        return {**self.cleaned_data, "led_by": self.record.led_by, "led_since": self.record.led_since}
