"""Staff's CMS groups follow their memberships, and a third partnership needs no code."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission

from portal.accounts.cms_groups import ensure_groups, sync_groups
from portal.site.pages import ContentPage, HomePage, PortalHomePage
from tests.portal.conftest import branch, person, sign_in
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


def test_groups_are_made_once(partnership: Partnership) -> None:
    first = ensure_groups(partnership)
    rights = GroupPagePermission.objects.count()
    assert ensure_groups(partnership) == first
    assert GroupPagePermission.objects.count() == rights


def test_an_editor_edits_their_own_branch_only(
    client: Client, partnership: Partnership, other_partnership: Partnership
) -> None:
    user = person(Role.CONTENT_EDITOR, partnership)
    own, other = ContentPage.objects.filter(slug="when").order_by("path")
    assert own.permissions_for_user(user).can_publish()
    assert not other.permissions_for_user(user).can_edit()
    sign_in(client, user)
    assert client.get(f"/admin/pages/{own.pk}/edit/").status_code == 200
    assert client.get(f"/admin/pages/{other.pk}/edit/").status_code == 302


def test_an_ended_membership_ends_the_rights(partnership: Partnership) -> None:
    user = person(Role.CONTENT_EDITOR, partnership)
    own_group = Group.objects.create(name="Made by hand")
    user.groups.add(own_group)
    user.memberships.update(ended_at=timezone.now())
    sync_groups(user)
    assert list(user.groups.all()) == [own_group]


def test_agencies_have_no_way_into_the_cms(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    assert not user.has_perm("wagtailadmin.access_admin")


def test_the_command_mends_groups_and_people(partnership: Partnership, capsys: pytest.CaptureFixture[str]) -> None:
    user = person(Role.PUBLISHER, partnership)
    user.groups.clear()
    call_command("editor_groups")
    assert "1 partnerships, 1 people." in capsys.readouterr().out
    assert user.groups.count() == 1


def test_staff_add_a_third_partnership_and_an_agency(client: Client, site: PortalHomePage) -> None:
    branch(site, "east")
    Partnership.objects.all().delete()
    home = HomePage.objects.get(slug="east")
    sign_in(client, person(is_staff=True, is_superuser=True))
    form = {
        "name": "East Partnership",
        "slug": "east",
        "code": "ESCP",
        "home": str(home.pk),
        "local_authority_name": "East Council",
        "coordinator_title": "Lead Officer",
        "sign_off_group_name": "Quality Group",
        "strategic_body_name": "Executive",
        "contact_email": "office@east.example",
        "contact_phone": "",
        "brand_colour": "#6b2d5c",
        "logo": "",
    }
    response = client.post("/admin/snippets/workflow/partnership/add/", form)
    assert response.status_code == 302, response.context["form"].errors
    assert "East Partnership" in client.get("/east/").content.decode()
    east = Partnership.objects.get(slug="east")
    agency = {
        "name": "East Hospital",
        "kind": "acute",
        "partnerships": str(east.pk),
        "contact_email": "requests@hospital.example",
        "notifies_for": "",
    }
    response = client.post("/admin/snippets/workflow/agency/add/", agency)
    assert response.status_code == 302, response.context["form"].errors
    assert Agency.objects.get().partnerships.get() == east
