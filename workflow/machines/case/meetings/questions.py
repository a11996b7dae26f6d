"""What the steps about meetings ask."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.timezone import localtime

from workflow.engine.fields import (
    DayField,
    LineField,
    OneOfField,
    ProseField,
    RecordField,
    RecordsField,
    SelectField,
    SeveralOfField,
    ShortProseField,
    offer,
)
from workflow.engine.step import TransitionForm
from workflow.machines.case.counterparts.finding import invitable, invited_as, rows_naming
from workflow.machines.case.meetings.answer import InvitationAnswer
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.machines.case.notes.questions import HourField
from workflow.machines.case.tasks.questions import AddTaskForm
from workflow.parties.roles import Actor

LENGTHS = [
    ("30", "30 minutes"),
    ("60", "1 hour"),
    ("90", "1 hour 30 minutes"),
    ("120", "2 hours"),
    ("180", "3 hours"),
    ("240", "4 hours"),
    ("480", "The whole day"),
]
GONE = "This meeting was cancelled meanwhile."
AGENDA_HINT = "One item a line. What is open in the case is proposed; change it as you need."


class WhenAndWhere(TransitionForm):
    """Day, time and place of a meeting, and who is asked to it."""

    on = DayField("On which day?", "Enter the day of the meeting.")
    time = HourField("At what time?")
    long = SelectField("How long?", "Choose how long it takes.", choices=LENGTHS)
    location = LineField("Where?", help_text="A room or an address.")
    link = LineField(
        "Link to join from elsewhere", help_text="Shown to whoever is invited once they have signed in.", max_length=500
    )
    invited = SeveralOfField("Who is invited?", wrong="Choose people and bodies from the list.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].required = True
        self.fields["time"].error_messages["required"] = "Enter a time, like 14:30."
        self.invitable = {one.key: one for one in invitable(self.record)}
        offer(self, "invited", [(key, one.name) for key, one in self.invitable.items()])
        self.fields["long"].initial = "90"

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not link.startswith("https://"):
            raise forms.ValidationError("Enter a link that begins with https://, or leave it empty.")
        return link

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not data["location"] and not data["link"]:
            self.add_error("location", "Enter where it takes place, or a link to join.")
        if not self.errors:
            data["starts_at"] = timezone.make_aware(datetime.combine(data.pop("on"), data.pop("time")))
        return data


class PlanMeetingForm(WhenAndWhere):
    kind = OneOfField("What kind of meeting?", "Choose what kind of meeting it is.", Meeting.Kind.choices)
    agenda = ProseField("Agenda", help_text=AGENDA_HINT)
    field_order = ("kind", "on", "time", "long", "location", "link", "invited", "agenda")


class OfMeeting(TransitionForm):
    """A step on one meeting of the case; `seen` is its mark as the page showed it."""

    meeting = RecordField(missing="Choose the meeting.", wrong=GONE, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "meeting", Meeting.objects.filter(case=self.record).stands())

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        meeting, seen = data.get("meeting"), data.pop("seen", "")
        if meeting is not None and seen and seen != meeting.mark:
            raise forms.ValidationError(
                f"This meeting was changed at {localtime(meeting.changed_at):%H:%M}, while this page was open. "
                "Look at how it stands now. To go on with what you typed, send it again."
            )
        return data


class ChangeMeetingForm(OfMeeting, WhenAndWhere):
    field_order = ("on", "time", "long", "location", "link", "invited")


class CancelMeetingForm(OfMeeting):
    why_cancelled = LineField(
        "Why is it cancelled?",
        "Enter why it is cancelled.",
        help_text="It stays on record. It does not stand in the e-mail.",
        max_length=500,
    )


class AgendaForm(OfMeeting):
    agenda = ProseField("Agenda", "Enter the agenda.", help_text=AGENDA_HINT)


class Begun(OfMeeting):
    """A step on a meeting that has begun."""

    def clean_meeting(self) -> Meeting:
        meeting: Meeting = self.cleaned_data["meeting"]
        if not meeting.has_begun(self.now):
            raise forms.ValidationError(
                f"It begins on {localtime(meeting.starts_at):%-d %B %Y at %H:%M}. Come back when it has."
            )
        return meeting


class AttendanceForm(Begun):
    """Who of the invited came, who sent apologies, who else was there; the rest did not come."""

    came = RecordsField("Who of those invited took part?", wrong="Choose from those who were invited.")
    apologies = RecordsField("Who sent apologies?", wrong="Choose from those who were invited.")
    others_came = ShortProseField(
        "Names of those who took part",
        help_text="Name and agency, one a line. Also whoever came without an invitation.",
        max_length=4_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Invitation.objects.filter(meeting__case=self.record, withdrawn_at=None)
        about = self._about()
        asked = asked if about is None else asked.filter(meeting=about)
        for name in ("came", "apologies"):
            offer(self, name, asked.select_related(*Invitation.NAMED))
            field: Any = self.fields[name]
            field.label_from_instance = lambda one: one.with_whom(self.record).name

    def _about(self) -> UUID | None:
        """The meeting that the address names, before it was checked."""
        try:
            return UUID(str(self.data.get("meeting") or self.initial.get("meeting")))
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        came, apologies = set(data.get("came") or []), set(data.get("apologies") or [])
        if both := came & apologies:
            names = ", ".join(one.with_whom(self.record).name for one in both)
            self.add_error("apologies", f"{names}: choose either that they took part or that they sent apologies.")
        if not came and not data.get("others_came"):
            self.add_error("came", "Choose who took part, or enter names below.")
        if any(one.meeting != data.get("meeting") for one in came | apologies):
            self.add_error("came", "Choose from those who were invited.")
        return data


class AnswerInvitationForm(TransitionForm):
    """Whether one who is asked takes part, before the meeting begins."""

    invitation = RecordField(
        missing="Choose the meeting.",
        wrong="You are no longer asked to this meeting, or it has begun or was cancelled. Look at how it stands now.",
        widget=forms.HiddenInput,
    )
    answer = OneOfField("Do you take part?", "Choose whether you take part.", InvitationAnswer.Answer.choices)
    instead = LineField("Who comes in your place?", help_text="Name and role. Only where somebody else comes.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "invitation", open_invitations(self.record, self.by, self.now))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        comes_another = data.get("answer") == InvitationAnswer.Answer.INSTEAD
        if comes_another and not data.get("instead"):
            self.add_error("instead", "Enter who comes in your place.")
        elif "answer" in data and not comes_another:
            data["instead"] = ""
        return data


def open_invitations(case: Any, by: Actor, now: datetime) -> Any:
    """The invitations that this person may answer now, for themselves or for whom they speak."""
    asked = Invitation.objects.filter(rows_naming(invited_as(case, by)), withdrawn_at=None)
    return asked.filter(meeting__case=case, meeting__cancelled_at=None, meeting__starts_at__gt=now)


class MinutesForm(Begun):
    minutes = ProseField("Minutes", "Enter the minutes.")


class AddActionForm(AddTaskForm):
    """A task that was agreed at a meeting."""

    meeting = RecordField(missing="Choose the meeting.", wrong=GONE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "meeting", Meeting.objects.filter(case=self.record).stands())
