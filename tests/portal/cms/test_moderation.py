"""Nobody hands in a page where it would wait for ever: Wagtail's own moderation has a group without people."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from portal.site.pages import ContentPage
from tests.factories.party import in_cms_group
from tests.portal.conftest import person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


def buttons(client: Client, page: Page) -> str:
    return client.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_handing_in_is_offered_where_somebody_sees_it_and_only_there(client: Client, partnership: Partnership) -> None:
    page = ContentPage.objects.filter(slug="when").get()
    assert page.get_workflow() is not None
    sign_in(client, person(Role.CONTENT_EDITOR, partnership))
    shown = buttons(client, page)
    assert 'name="action-publish"' in shown
    assert 'name="action-submit"' not in shown
    add = f"/admin/pages/add/portal/contentpage/{page.get_parent().pk}/"
    assert 'name="action-submit"' not in client.get(add).content.decode()

    in_cms_group(person(Role.PUBLISHER, partnership), Group.objects.get(name="Moderators"))
    assert 'name="action-submit"' in buttons(client, page)
    assert 'name="action-submit"' in client.get(add).content.decode()
