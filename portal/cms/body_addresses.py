"""Staff say here where national bodies get their notices, and how letters and copies of reports reach them."""

from typing import Any

from django import forms
from wagtail.admin.panels import ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.cms.based_on import BasedOnForm
from portal.cms.own_areas import OwnAreasChooser
from workflow.notices.notice import BodyAddress
from workflow.procedures.version import ProcedureVersion


def known_bodies() -> list[tuple[str, str]]:
    """The bodies that any version of the procedure names, by their keys."""
    found: dict[str, str] = {}
    for content in ProcedureVersion.objects.order_by("effective_from").values_list("content", flat=True):
        found |= {entry["key"]: entry["text"] for entry in content.get("recipients", [])}
    return sorted(found.items(), key=lambda pair: pair[1])


class BodyAddressForm(BasedOnForm):
    """The body is chosen, not typed: an address for a body that no duty names would never be used."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = forms.ChoiceField(
            label="Body",
            choices=[("", "---------"), *known_bodies()],
            help_text="A body without an address gets everything by hand, and so does one whose new address nobody of "
            "the partnership’s office has confirmed yet.",
        )

    def save(self, commit: bool = True) -> Any:
        """What was changed waits to be confirmed."""
        self.instance.waits = self.instance.waits or bool({"partnership", "body", "email"} & set(self.changed_data))
        return super().save(commit)


class BodyAddressViewSet(SnippetViewSet):
    """Addresses of national bodies, and how letters and copies go to them."""

    model = BodyAddress
    icon = "mail"
    menu_label = "National bodies"
    list_display = ["body", "partnership", "email", "copies", "waits"]
    list_filter = ["partnership", "copies"]
    chooser_viewset_class = OwnAreasChooser
    edit_handler = ObjectList(["partnership", "body", "email", "copies"], base_form_class=BodyAddressForm)
