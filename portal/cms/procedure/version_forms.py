"""Title, guidance, date, and the partnership of a version."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from portal.cms.procedure import access
from workflow.engine.fields import ISO_DAY
from workflow.models import ProcedureVersion
from workflow.procedures.wording import HELP, LABELS

ALL = "All partnerships"
WRONG_DATE = {
    "required": "Enter the day from which this version is in force",
    "invalid": "Enter a real date, like 2026-09-01",
}


class HeadForm(forms.ModelForm):  # type: ignore[type-arg]  # django-stubs wants an argument that Django refuses
    class Meta:
        model = ProcedureVersion
        fields = ("title", "source", "effective_from", "partnership")
        widgets = {"effective_from": AdminDateInput, "source": forms.Textarea(attrs={"rows": 4})}
        labels = {**LABELS, "partnership": "For"}
        help_texts = HELP
        error_messages = {
            "title": {"required": "Enter a title"},
            "source": {"required": "Enter the guidance that this version follows"},
            "effective_from": WRONG_DATE,
        }

    def __init__(self, *args: Any, user: access.Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_partnerships(self, user)


def put_partnerships(form: forms.Form | Any, user: access.Person) -> None:
    """Offer those for which the person may write; the one for all only to those who may write it."""
    field: Any = form.fields["partnership"]
    field.queryset = field.queryset.filter(pk__in=[one.pk for one in access.writes_for(user)])
    field.empty_label = ALL
    if not access.may_write(user, None):
        field.required = True


class CopyForm(forms.Form):
    """A draft as a copy of a version."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Enter a title"})
    effective_from = forms.DateField(
        label="In force from",
        widget=AdminDateInput,
        # As the calendar of the CMS writes it: “03/04/05” could be three days and is none.
        input_formats=[ISO_DAY],
        help_text="You can change it until the draft is published.",
        error_messages=WRONG_DATE,
    )
