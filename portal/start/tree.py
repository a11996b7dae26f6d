"""The page tree: the portal's home, shared guidance, and a branch for each partnership.

A page that is there is left as it is: what an editor changed stays changed.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from forms.models.form_page import FormPage
from portal.learning.pages import LearningIndexPage, NewsIndexPage
from portal.library import requests
from portal.reports.pages import ReportIndexPage
from portal.site.pages import ContentPage, FormsIndexPage, HomePage, PortalHomePage
from portal.start import form_pages, guidance
from workflow.parties.party import Partnership
from workflow.parties.titles import title_for

_told: dict[str, Any] = json.loads((Path(__file__).parent / "pages.json").read_text(encoding="utf-8"))
# Of a shared page whether it is linked from the foot of every page; what stands below a partnership; leads of lists.
SHARED, GUIDANCE, LEADS = _told["shared"], _told["guidance"], _told["leads"]


class Branch:
    """The pages below one home, by slug. Those made now get their texts when all are there to be linked to."""

    def __init__(self, pages: dict[str, Page], words: dict[str, str]) -> None:
        self.pages, self.words = dict(pages), words
        self._unfinished: list[tuple[Any, list[dict[str, Any]]]] = []

    def add(self, parent: Page, model: type[Page], body: list[dict[str, Any]], *, slug: str, **fields: Any) -> Page:
        """The page with this slug below the parent, made as a draft where there is none."""
        page = parent.get_children().filter(slug=slug).first()
        if page is None:
            page = parent.add_child(instance=model(slug=slug, live=False, **fields))
            self._unfinished.append((page, body))
        self.pages[slug] = page
        return page

    def add_list(self, parent: Page, model: type[Page], slug: str, title: str) -> Page:
        """A page in the menu that lists what lies below it."""
        told = {"lead": LEADS[slug], "search_description": LEADS[slug]}
        return self.add(parent, model, [], slug=slug, title=title, show_in_menus=True, **told)

    def add_text(self, parent: Page, folder: str, slug: str, **fields: Any) -> Page:
        """A guidance page from its text (portal.start.guidance)."""
        text = guidance.read(folder, slug, self.words)
        return self.add(parent, ContentPage, text.body, slug=slug, title=text.title, lead=text.lead, **fields)

    def publish(self) -> None:
        """Fill in and publish what was made."""
        for page, body in self._unfinished:
            if body:
                page.body = guidance.linked(body, lambda slug: self.pages[slug].pk)
            page.save_revision().publish()


def make_shared() -> Branch:
    """Make what is missing of the portal's home and the pages beside the branches."""
    top = _top()
    shared = Branch({}, {})
    for slug, in_footer in SHARED.items():
        shared.add_text(top, "shared", slug, in_footer=in_footer)
    shared.add_list(top, ReportIndexPage, "reports", "Published reports")
    shared.publish()
    return shared


def _top() -> Page:
    """The portal's home, where the default site starts."""
    top = PortalHomePage.objects.first()
    if top is None:
        tree = Page.get_first_root_node()
        tree.get_children().filter(slug="home").delete()  # the welcome page that Wagtail's own migration makes
        text = guidance.read("shared", "home", {})
        home = PortalHomePage(title=text.title, slug="home", lead=text.lead, body=text.body)
        top = Page.get_first_root_node().add_child(instance=home)
        top.save_revision().publish()
    address = urlsplit(settings.PORTAL_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": address.hostname, "port": port, "root_page": top}
    )
    return top


def make_branch(partnership: Partnership, *, forms: list[dict[str, Any]] | None = None) -> None:
    """Make the pages of a partnership that has none, in its own words.

    `forms` are the fields of its form pages, slug included; without them it gets those that come with the portal.
    """
    shared = make_shared()
    branch = Branch(shared.pages, _words(partnership))
    text = guidance.read("partnership", "home", branch.words)
    home = branch.add(_top(), HomePage, text.body, slug=partnership.slug, title=text.title, lead=text.lead)
    partnership.home = home
    partnership.save(update_fields=["home"])
    section = branch.add_list(home, ContentPage, "guidance", "Guidance")
    for slug in GUIDANCE:
        branch.add_text(section, "partnership", slug)
    index = branch.add_list(home, FormsIndexPage, "forms", "Forms")
    told = form_pages.pages() if forms is None else forms
    if not any(fields["handler"] == requests.KEY for fields in told):
        told = [*told, form_pages.request_form()]
    for fields in told:
        # The public's own stands beside what agencies fill in.
        branch.add(home if fields["handler"] == requests.KEY else index, FormPage, [], **fields)
    branch.add_list(home, ReportIndexPage, "reports", "Published reports")
    branch.add_list(home, LearningIndexPage, "learning", "Learning")
    branch.add_list(home, NewsIndexPage, "news", "News")
    section.body = [_links([branch.pages[slug] for slug in GUIDANCE])]
    home.start_text, home.start_page = "Refer a case", branch.pages["referral"]
    branch.publish()


def _words(partnership: Partnership) -> dict[str, str]:
    """What the guidance texts may say of the partnership; titles stand as it uses them."""
    return {
        "partnership": partnership.name,
        "local_authority": partnership.local_authority_name,
        **{title: title_for(partnership, title) for title in ("coordinator", "sign_off_group", "strategic_body")},
        "contact_email": partnership.contact_email,
    }


def _links(pages: list[Page]) -> dict[str, Any]:
    """A list of links to pages."""
    links = [{"text": page.title, "page": page.pk, "url": ""} for page in pages]
    return {"type": "links", "value": {"heading": "", "links": links}}
