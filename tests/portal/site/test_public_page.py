"""Who may see a page of the site is asked each time, as Wagtail asks it."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from portal.site.pages import ContentPage, HomePage, PortalHomePage
from tests.portal.site.conftest import ADDRESS
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db(transaction=True)


def title_at(client: Client, address: str = ADDRESS) -> str:
    return str(client.get(address).context["page"].title)


def test_who_may_not_see_it(reader: Client) -> None:
    """Above it, too, and though no process was told."""
    for slug in ("when", "north"):
        hidden = PageViewRestriction(page=Page.objects.get(slug=slug), restriction_type=PageViewRestriction.LOGIN)
        PageViewRestriction.objects.bulk_create([hidden])
        answer = reader.get(ADDRESS)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
        PageViewRestriction.objects.all().delete()
        assert title_at(reader) == "When to refer"


def test_who_may_not_see_what_it_is_an_alias_of(reader: Client, site: PortalHomePage) -> None:
    """An alias has no restrictions of its own: Wagtail asks those of the page that it repeats."""
    source = site.add_child(instance=ContentPage(title="The source", slug="source"))
    alias = source.create_alias(parent=HomePage.objects.get(slug="north"), update_slug="alias")
    assert title_at(reader, "/north/alias/") == "The source"
    hidden = PageViewRestriction(page=source, restriction_type=PageViewRestriction.LOGIN)
    PageViewRestriction.objects.bulk_create([hidden])
    assert reader.get("/north/alias/").status_code == 302
    assert alias.get_view_restrictions().get() == hidden
    assert not ContentPage.objects.get(slug="when").get_view_restrictions().exists()


def test_it_is_one_question(partnership: Partnership, django_assert_num_queries: Any) -> None:
    page = ContentPage.objects.get(slug="when")
    with django_assert_num_queries(1):
        assert not page.get_view_restrictions()
