"""Agencies and their kinds in the CMS: chosen for an agency, added by staff, kept while an agency is of one."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from portal.cms.based_on import BasedOnForm
from workflow.parties.party import Agency, AgencyKind, agency_kinds


class AgencyForm(BasedOnForm):
    """An agency serves partnerships of the portal; a body outside it stands in the address book of one (D26).

    The kind is chosen, of those that the portal comes with and those that staff added.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label="Kind",
            choices=[("", "---------"), *agency_kinds()],
            help_text="A kind that is missing is added under “Kinds of agencies”.",
        )
        self.fields["partnerships"].required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("outside_for")) == bool(cleaned.get("partnerships")):
            self.add_error(
                "partnerships",
                "Choose the partnerships that this agency serves. Only for a body outside the portal leave this empty.",
            )
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Letters to a body outside the portal say what a case is about: its address waits to be confirmed."""
        changed = bool({"outside_for", "contact_email"} & set(self.changed_data))
        letters = self.instance.is_outside and bool(self.instance.contact_email)
        self.instance.waits = letters and (self.instance.waits or changed)
        return super().save(commit)


class AgencyFilter(WagtailFilterSet):
    """By kind and by partnership."""

    kind = django_filters.ChoiceFilter(choices=agency_kinds)

    class Meta:
        model = Agency
        fields = ["kind", "partnerships", "outside_for"]


class KindColumn(Column):
    """The words of a kind, read once for the page."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        if "agency_kinds" not in parent_context:
            parent_context["agency_kinds"] = dict(agency_kinds())
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "value": parent_context["agency_kinds"].get(instance.kind, instance.kind)}


def keep_used(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """A kind of which there are agencies stays: their kind would have no name any more."""
    keys = [one.key for one in instances if isinstance(one, AgencyKind)]
    used = Agency.objects.filter(kind__in=keys).order_by("name")
    if not used:
        return None
    messages.error(request, f"There are agencies of this kind: {', '.join(map(str, used))}. Change their kind first.")
    return redirect(AgencyKind.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]  # set by Wagtail
