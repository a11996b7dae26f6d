"""What the pages about people ask."""

from datetime import date
from typing import Any

from django import forms

from forms.plain_fields import PlainEmailInput
from portal.accounts.people import deciding
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.place import Place
from workflow.engine.fields import DayField, LineField, OneOfField, SelectField, ShortProseField, offer
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import AGENCY_ROLES, Actor, Group, Role, Seat
from workflow.people.models import User

EVERYWHERE = "all"
# These may be held in one partnership or in all of them; an administrator always in all.
ANYWHERE = frozenset({Role.CONTENT_EDITOR, Role.PUBLISHER})


def address_field() -> Any:
    return PlainEmailInput(
        label="E-mail address",
        help_text="The person’s own work address: the link goes there.",
        error_messages={
            "required": "Enter the e-mail address.",
            "invalid": "Enter an e-mail address, like name@organisation.org.uk.",
        },
    )


class Plain(forms.Form):
    """A form whose labels are said as they stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class InviteForm(Plain):
    """Whom to invite to one role: asked is only what this role has."""

    email = address_field()
    first_name = LineField("First name", max_length=150)
    last_name = LineField("Last name", max_length=150)
    agency = SelectField("Which agency?", "Choose the agency.")
    partnership = SelectField("Which partnership?", "Choose the partnership.")
    seat = OneOfField("Which seat?", "Choose the seat.", Seat.choices)
    group = OneOfField("Which group?", "Choose the group.", Group.choices)
    first_day = DayField("First day", help_text="Leave it empty where the role begins as soon as it is accepted.")
    last_day = DayField("Last day", help_text="The role ends by itself after this day.")

    def __init__(self, *args: Any, role: Role, actor: Actor, today: date, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role, self.today = role, today
        self.agencies = {str(one.pk): one for one in deciding.appointable_agencies(actor)} if self._in_agency else {}
        self.partnerships = {} if self._in_agency else {str(one.pk): one for one in Partnership.objects.all()}
        self.initial["email"] = email
        self._keep("agency", self._in_agency, [("", "Choose"), *((key, str(one)) for key, one in self._named())])
        everywhere = [(EVERYWHERE, "All partnerships")] if role in ANYWHERE else []
        areas = [("", "Choose"), *((key, str(one)) for key, one in self.partnerships.items()), *everywhere]
        self._keep("partnership", not self._in_agency and role != Role.ADMINISTRATOR, areas)
        self._keep("seat", role == Role.DECISION_MAKER, Seat.choices)
        self._keep("group", role == Role.GROUP, Group.choices)

    @property
    def _in_agency(self) -> bool:
        return self.role in AGENCY_ROLES

    def _named(self) -> list[tuple[str, Agency]]:
        return list(self.agencies.items())

    def _keep(self, name: str, kept: bool, choices: Any) -> None:
        if kept:
            offer(self, name, choices)
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_day"), said.get("last_day")
        if last is not None and last < max(first or self.today, self.today):
            self.add_error("last_day", "The last day must be the first day or later, and not over yet.")
        return said

    def place(self, said: dict[str, Any]) -> Place:
        """What was answered, as a place."""
        return Place(
            self.role,
            self.partnerships.get(said.get("partnership", "")),
            self.agencies.get(said.get("agency", "")),
            said.get("seat", ""),
            said.get("group", ""),
        )


class ReasonForm(Plain):
    reason = ShortProseField("Why?", "Enter why. It stands in the log.", max_length=500)


class SecretField(LineField):
    """A password, exactly as it is typed: the page of signing in takes no blanks away either."""

    def __init__(self, label: str, missing: str) -> None:
        super().__init__(label, missing, max_length=200, strip=False, widget=forms.PasswordInput)


class LastDayForm(Plain):
    day = DayField("Last day", help_text="The role ends by itself after this day. Leave it empty for no planned end.")

    def __init__(self, *args: Any, day: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["day"] = day


class AddressForm(ReasonForm):
    email = address_field()
    field_order = ("email", "reason")


class NewStepForm(ReasonForm):
    kind = OneOfField(
        "What was lost?",
        "Choose what was lost.",
        [
            (AccountChange.Kind.SECOND_FACTOR, "The second step. The person still knows the password."),
            (AccountChange.Kind.START_AGAIN, "The second step and the password."),
        ],
    )
    field_order = ("kind", "reason")


class AnswerForm(Plain):
    answer = OneOfField("What do you decide?", "Choose what you decide.", [("yes", "Approve"), ("no", "Decline")])
    reason = ShortProseField("Why do you decline?", max_length=500, help_text="Who proposed it is told.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("answer") == "no" and not said.get("reason"):
            self.add_error("reason", "Enter why you decline.")
        return said


class ConfirmForm(Plain):
    answer = OneOfField(
        "Is this their address?",
        "Choose whether it is their address.",
        [("yes", "Yes: letters and copies go there from now on"), ("no", "No, or I do not know")],
    )


class PeriodsForm(Plain):
    answer = OneOfField(
        "Are these the periods of your partnership?",
        "Choose whether these are the periods of your partnership.",
        [("yes", "Yes: they count from now on"), ("no", "No: everything is kept as long as before")],
    )


class ToWhomForm(Plain):
    """Somebody with the same role in the same place."""

    to = SelectField("To whom?", "Choose who takes over.")

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        offered = [
            ("", "Choose"),
            *((key, f"{one} ({one.email})") for key, one in self.people.items()),
        ]
        offer(self, "to", offered)

    def clean_to(self) -> User:
        return self.people[self.cleaned_data["to"]]


class CoverForm(ToWhomForm):
    first_day = DayField("First day", "Enter the first day.")
    last_day = DayField("Last day", "Enter the last day.")


class SearchForm(Plain):
    """How the list is narrowed down; whatever is not known narrows nothing."""

    q = forms.CharField(label="Name or e-mail address", required=False)
    place = SelectField("Where")
    role = SelectField("Role")
    show = SelectField("Show", choices=[("", "Those with a role now"), ("ended", "Those whose roles have ended")])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [(f"p{one.pk}", str(one)) for one in deciding.partnerships_for(actor)]
        agencies = [(f"a{one.pk}", str(one)) for one in Agency.objects.filter(deciding.agencies_of(actor))]
        offer(self, "place", [("", "Everywhere"), *areas, *agencies])
        offer(self, "role", [("", "Every role"), *Role.choices])


class JoinForm(Plain):
    """What a new account needs: the name as the person writes it, and a password where the role needs one."""

    first_name = LineField("First name", "Enter your first name.", max_length=150)
    last_name = LineField("Last name", "Enter your last name.", max_length=150)
    password = SecretField("New password", "Enter a password.")
    again = SecretField("The password, once more", "Enter the password once more.")

    def __init__(self, *args: Any, names: tuple[str, str] | None, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names is None:
            del self.fields["first_name"], self.fields["last_name"]
        else:
            self.initial.update(first_name=names[0], last_name=names[1])
        if not needs_password:
            del self.fields["password"], self.fields["again"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "again" in self.fields and said.get("password") and said.get("password") != said.get("again"):
            self.add_error("again", "The two passwords are not the same. Enter it once more.")
        return said


class PasswordForm(Plain):
    password = SecretField("Password", "Enter your password.")
