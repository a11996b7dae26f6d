"""What is asked of whoever makes a token or sets up a webhook."""

import uuid
from typing import Any

from django import forms

from portal.api.programs.making import LASTS
from portal.api.programs.scopes import LABELS, offered
from portal.api.webhooks import addresses
from workflow.engine.fields import LineField, OneOfField, SeveralOfField
from workflow.parties.party import Membership


def in_words(membership: Membership) -> str:
    """A role and where it is held: "Agency lead, Northwick Hospital"."""
    return f"{membership.get_role_display()}, {membership.agency or membership.partnership or 'everywhere'}"


class TokenForm(forms.Form):
    """One question less for who has one role. `number`: the row's id, so that a page sent twice makes one token."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    name = LineField(
        "What is the token for?",
        "Enter what the token is for",
        max_length=80,
        help_text="The system that will use it, for example: hospital records. No name of a child or of a family.",
    )
    membership = OneOfField("In which role does the program act?", "Select a role", wrong="Select one of your roles")
    scopes = SeveralOfField("What may it do?", "Select at least one thing that it may do")
    days = OneOfField(
        "How long is it good for?",
        "Select how long it is good for",
        choices=[(str(days), label) for days, label in LASTS.items()],
        initial="90",
    )

    def __init__(self, *args: Any, memberships: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"number": uuid.uuid4()}, **kwargs})
        self.memberships = {str(one.pk): one for one in memberships}
        self.fields["number"].initial = self.initial["number"]
        scopes = dict.fromkeys(scope for one in memberships for scope in offered(one.role))
        self.fields["scopes"].choices = [(scope, LABELS[scope]) for scope in scopes]  # type: ignore[attr-defined]  # a field of choices
        if len(memberships) == 1:
            del self.fields["membership"]
        else:
            choices = [(key, in_words(one)) for key, one in self.memberships.items()]
            self.fields["membership"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = str(cleaned.get("membership") or next(iter(self.memberships)))
        membership = cleaned["membership"] = self.memberships.get(chosen)
        if membership is not None and set(cleaned.get("scopes", [])) - set(offered(membership.role)):
            may = ", ".join(f"“{LABELS[scope]}”" for scope in offered(membership.role))
            self.add_error("scopes", f"In this role a program may only: {may}")
        return cleaned


class WebhookForm(forms.Form):
    """The address is looked up, so that a mistyped one is told at once."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    place = OneOfField("Of what is it told?", "Select of what it is told", wrong="Select one of these")
    url = LineField(
        "Address of the other program",
        "Enter the address to which messages go",
        max_length=addresses.LONGEST,
        help_text="It begins with https:// and is reached from the internet. It must not name a person.",
    )

    def __init__(self, *args: Any, places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"number": uuid.uuid4()}, **kwargs})
        self.places = places
        self.fields["number"].initial = self.initial["number"]
        if len(places) == 1:
            del self.fields["place"]
        else:
            self.fields["place"].choices = list(places.items())  # type: ignore[attr-defined]  # a field of choices

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            addresses.target_of(url)
        except addresses.Refused as refused:
            raise forms.ValidationError(refused.reason) from refused
        return url

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.setdefault("place", next(iter(self.places)) if len(self.places) == 1 else "")
        return cleaned
