"""What is asked before a partnership is added: one form for the page in the browser, the command and its file."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.utils.text import slugify
from wagtail.models import Site

from forms.editor.transfer.form_file import Content
from forms.editor.transfer.reading import read
from forms.editor.transfer.refusal import FileRefused
from forms.plain_fields import PlainEmailInput
from portal.site.pages import PortalHomePage
from workflow.engine.fields import LineField, OneOfField, offer
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Seat
from workflow.procedures.editions import shipped
from workflow.procedures.version import ProcedureVersion

SHIPPED, COLOUR = "shipped", "#1d4f5c"
BODY, SEAT = "body_", "seat_"
# What the model keeps, by the same names.
OWN = (
    *("name", "slug", "code", "local_authority_name", "coordinator_title", "sign_off_group_name"),
    *("strategic_body_name", "contact_email", "contact_phone", "brand_colour"),
)
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The partnership", ("name", "slug", "code", "hostname")),
    ("How it calls its people and groups", ("coordinator_title", "sign_off_group_name", "strategic_body_name")),
    ("The support office", ("contact_email", "contact_phone")),
    ("The local authority that notifies the Panel", ("local_authority_name", "council_email")),
    ("Where notices for national bodies go", (BODY,)),
    ("Its forms", ("forms_from", "form_files")),
    ("Its colour", ("brand_colour",)),
    ("Its first people", ("officer", "second_officer", SEAT, "scrutineer")),
)
HOST_NAME = r"^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+\Z"
PERSON = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<email>[^<>\s]+)>")
NO_ADDRESS = "Enter an e-mail address, like office@example.org."
PERSON_HINT = "Name and e-mail address, like Olive Example <olive@example.org>."


class PersonField(LineField):
    """Somebody to invite, as e-mail programs write them. Cleans to (name, address), or None where nothing is given."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, required=False, help_text=kwargs.pop("help_text", PERSON_HINT), **kwargs)

    def clean(self, value: Any) -> tuple[str, str] | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = PERSON.fullmatch(typed)
        if found is None:
            raise ValidationError(
                "Enter the name, and the e-mail address in angle brackets: Olive Example <olive@example.org>."
            )
        return found["name"].strip(), str(PlainEmailInput(error_messages={"invalid": NO_ADDRESS}).clean(found["email"]))


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FormFilesField(forms.FileField):
    """Form files (docs/form-file.md). Cleans to their contents by slug."""

    widget = SeveralFiles
    most_bytes = 2_000_000

    def clean(self, value: Any, initial: Any = None) -> dict[str, Content]:
        contents: dict[str, Content] = {}
        for file in value or ():
            if file.size > self.most_bytes:
                raise ValidationError(f"{file.name} is larger than a form file can be. Choose another file.")
            try:
                content = read(file.read())
            except FileRefused as refused:
                raise ValidationError([f"{file.name}: {reason}" for reason in refused.problems]) from refused
            contents[content["slug"]] = content
        return contents


class NewPartnershipForm(forms.Form):
    """Everything about a partnership that is not there yet. `said` says where a problem lies, in words."""

    name = LineField("Name", "Enter the name of the partnership.", max_length=120)
    slug = LineField(
        "Word in its address",
        max_length=50,
        help_text="For example nottinghamshire. Left empty, it is made from the name.",
    )
    code = LineField(
        "Start of every case reference",
        "Enter two to eight capital letters.",
        max_length=8,
        help_text="Two to eight capital letters, for example NSCP: its cases are then NSCP-2026-0001 and so on.",
    )
    hostname = LineField(
        "Its own host name",
        help_text="For example reviews.example.org, where that name leads to this portal. Left empty, its pages stand "
        "below the portal’s own address.",
    )
    coordinator_title = LineField("Title of the coordinator", max_length=120)
    sign_off_group_name = LineField("Name of the sign-off and assurance group", max_length=120)
    strategic_body_name = LineField("Name of the strategic body", max_length=120)
    contact_email = PlainEmailInput(
        label="E-mail address of the support office",
        error_messages={"required": "Enter the e-mail address of the support office.", "invalid": NO_ADDRESS},
    )
    contact_phone = LineField("Telephone of the support office", max_length=40)
    local_authority_name = LineField(
        "Name of the local authority", "Enter the name of the local authority.", max_length=120
    )
    council_email = PlainEmailInput(
        label="Address for requests to its children’s social care",
        help_text="A shared mailbox. Requests for notifications and returns go there.",
        error_messages={"required": "Enter the address for requests to the council.", "invalid": NO_ADDRESS},
    )
    forms_from = OneOfField("Which forms does it start with?", "Choose which forms it starts with.")
    form_files = FormFilesField(
        label="Form files",
        required=False,
        help_text="Exported from this or another portal. Each replaces the form with the same address, or is added.",
    )
    brand_colour = LineField(
        "Colour", max_length=7, help_text="# and six digits, for example #1d4f5c. The logo is added in the CMS."
    )
    officer = PersonField("Officer of the support office")
    second_officer = PersonField("Another officer")
    scrutineer = PersonField("Independent scrutineer")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        for key, label in bodies():
            self.fields[f"{BODY}{key}"] = PlainEmailInput(
                label=label,
                required=False,
                help_text="Left empty, everything for it is sent by hand.",
                error_messages={"invalid": NO_ADDRESS},
            )
        for seat in Seat:
            self.fields[f"{SEAT}{seat}"] = PersonField(f"Decision maker: {seat.label}")
        others = Partnership.objects.exclude(home=None)
        choices = [
            (SHIPPED, "Those that come with the portal"),
            *((str(one.pk), f"Copies of those of {one}") for one in others),
        ]
        offer(self, "forms_from", choices)
        self.fields["forms_from"].initial = SHIPPED
        self.fields["brand_colour"].initial = COLOUR
        self.order_fields([name for _heading, names in SECTIONS for name in self.of(names)])

    def of(self, names: Iterable[str]) -> list[str]:
        """The fields that a section names; `body_` and `seat_` stand for all that begin so."""
        return [
            field
            for name in names
            for field in self.fields
            if field == name or (name.endswith("_") and field.startswith(name))
        ]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower() or slugify(self.cleaned_data.get("name", ""))[:50].strip("-")
        if not slug:
            raise ValidationError("Enter a word of small letters, digits and hyphens, for example nottinghamshire.")
        if slug in own_words():
            raise ValidationError(f"The portal itself uses /{slug}/. Choose another word.")
        top = PortalHomePage.objects.first()
        if top is not None and top.get_children().filter(slug=slug).exists():
            raise ValidationError(f"There is a page at /{slug}/ already. Choose another word.")
        return slug

    def clean_brand_colour(self) -> str:
        return str(self.cleaned_data["brand_colour"] or COLOUR)

    def clean_hostname(self) -> str:
        hostname = str(self.cleaned_data["hostname"]).lower()
        if hostname:
            RegexValidator(HOST_NAME, "Enter a host name, like reviews.example.org.")(hostname)
            if Site.objects.filter(hostname=hostname).exists():
                raise ValidationError("This host name is taken by another site of this portal.")
        return hostname

    def clean_local_authority_name(self) -> str:
        name = str(self.cleaned_data["local_authority_name"])
        if Agency.objects.filter(name=council_name(name), notifies_for__isnull=False).exists():
            raise ValidationError("This local authority notifies for another partnership already.")
        return name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        try:
            candidate = Partnership(**{name: told[name] for name in OWN if name in told})
            candidate.full_clean(exclude=[name for name in OWN if name not in told])
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                self.add_error(field if field in self.fields else None, messages)
        one, other = told.get("officer"), told.get("second_officer")
        if one and other and one[1].lower() == other[1].lower():
            self.add_error("second_officer", "This is the address of the first officer. Name somebody else, or nobody.")
        return told

    def sections(self) -> list[tuple[str, list[str]]]:
        """Headings with the names of their questions, in order."""
        return [(heading, self.of(names)) for heading, names in SECTIONS]


def own_words() -> set[str]:
    """The first words of the portal's own addresses: of a branch there, pages could not be reached."""
    patterns = list(get_resolver().url_patterns)
    # What has an address in each language stands below its prefix, which is none in English.
    for each in get_resolver().url_patterns:
        if isinstance(each, URLResolver) and isinstance(each.pattern, LocalePrefixPattern):
            patterns += each.url_patterns
    ours = {str(one.pattern).lstrip("^").partition("/")[0] for one in patterns} | dict(settings.LANGUAGES).keys()
    return ours | {settings.STATIC_URL.strip("/"), settings.MEDIA_URL.strip("/")}


def council_name(local_authority: str) -> str:
    """What the agency is called that notifies for the partnership."""
    return f"{local_authority}: children’s social care"


def bodies() -> list[tuple[str, str]]:
    """Keys and names of the national bodies that published versions of the procedure name: in a portal that has none
    yet, those that come with it.
    """
    published = ProcedureVersion.objects.exclude(published_at=None).order_by("effective_from")
    found: dict[str, str] = {}
    for content in published.values_list("content", flat=True) or shipped():
        found |= {entry["key"]: entry["text"] for entry in content.get("recipients", [])}
    return list(found.items())
