"""Staff add a partnership or an agency here, with its own titles, colour and logo; a third one needs no code."""

from typing import Any

from wagtail.admin.panels import MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.cms.agency_kinds import AgencyFilter, AgencyForm, KindColumn
from portal.cms.based_on import BasedOnForm
from portal.cms.body_addresses import BodyAddressViewSet
from portal.cms.retention import RetentionViewSet
from portal.cms.same_text_search import NamesView
from workflow.parties.party import Agency, AgencyKind, Partnership


class TwoPeopleViewSet(SnippetViewSet):
    """What two people may have open at once: a save says which values it was based on."""

    panels: list[Any]
    based_on_form: type[BasedOnForm] = BasedOnForm

    def get_edit_handler(self) -> Any:
        return ObjectList(self.panels, base_form_class=self.based_on_form).bind_to_model(self.model)


class PartnershipViewSet(TwoPeopleViewSet):
    model = Partnership
    icon = "group"
    list_display = ["name", "code", "local_authority_name"]
    panels = [
        MultiFieldPanel(["name", "slug", "code", PageChooserPanel("home", "portal.HomePage")], heading="Partnership"),
        MultiFieldPanel(
            ["local_authority_name", "coordinator_title", "sign_off_group_name", "strategic_body_name"],
            heading="Titles",
            help_text="A title that is left empty is taken from the version of the procedure that a case follows.",
        ),
        MultiFieldPanel(["contact_email", "contact_phone"], heading="Support office"),
        MultiFieldPanel(["brand_colour", "logo"], heading="Look"),
    ]


class AgencyViewSet(TwoPeopleViewSet):
    model = Agency
    icon = "site"
    list_display = ["name", KindColumn("kind", label="Kind")]
    filterset_class = AgencyFilter
    index_view_class = NamesView
    search_fields = ["name"]
    panels = ["name", "kind", "partnerships", "contact_email", "email_domains", "notifies_for", "outside_for"]
    based_on_form = AgencyForm


class AgencyKindViewSet(TwoPeopleViewSet):
    """Kinds of agencies beside those that the portal comes with."""

    model = AgencyKind
    icon = "tag"
    menu_label = "Kinds of agencies"
    list_display = ["label", "key"]
    panels = ["label", "key"]


class PartiesGroup(SnippetViewSetGroup):
    items = (PartnershipViewSet, AgencyViewSet, AgencyKindViewSet, RetentionViewSet, BodyAddressViewSet)
    menu_label = "Partnerships"
    menu_icon = "group"
    menu_order = 300


def party_viewsets() -> SnippetViewSetGroup:
    return PartiesGroup()
