"""Memberships are the CMS groups, with nothing between that could go stale; a third partnership needs no code."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from portal.accounts.cms_groups import ensure_groups
from portal.accounts.people.invitation import Invitation
from portal.reports.pages import ReportIndexPage
from portal.site.pages import ContentPage, PortalHomePage
from tests.portal.conftest import person, sign_in
from workflow.models import Agency, Event, Membership, Partnership, RoleGroup
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = pytest.mark.django_db


def test_groups_are_made_once(partnership: Partnership) -> None:
    first = ensure_groups(partnership)
    rights = GroupPagePermission.objects.count()
    assert ensure_groups(partnership) == first
    assert GroupPagePermission.objects.count() == rights
    assert RoleGroup.objects.filter(partnership=partnership).count() == len(first)


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


def test_an_editor_who_is_bound_to_no_partnership_edits_the_shared_pages(partnership: Partnership) -> None:
    shared = ContentPage.objects.get(slug="privacy")
    assert not shared.permissions_for_user(person(Role.CONTENT_EDITOR, partnership)).can_edit()
    assert shared.permissions_for_user(person(Role.CONTENT_EDITOR)).can_edit()


def test_an_ended_membership_ends_the_rights(partnership: Partnership) -> None:
    user = person(Role.CONTENT_EDITOR, partnership)
    page = ContentPage.objects.get(slug="when")
    held = user.memberships.get()
    held.ended_at = timezone.now()
    held.save()
    assert not user.groups.exists()
    again = User.objects.get(pk=user.pk)
    assert not page.permissions_for_user(again).can_edit()
    assert not again.has_perm("wagtailadmin.access_admin")


def test_no_ended_membership_can_stay_in_a_group(partnership: Partnership) -> None:
    held = person(Role.CONTENT_EDITOR, partnership).memberships.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=held.pk).update(ended_at=timezone.now())


def test_the_list_of_groups_cannot_be_written_past_the_memberships(partnership: Partnership) -> None:
    user, group = person(Role.PUBLISHER, partnership), Group.objects.create(name="Made by hand")
    with pytest.raises(IntegrityError), transaction.atomic():
        user.groups.add(group)
    with pytest.raises(TypeError), transaction.atomic():
        user.groups.clear()
    assert user.groups.get().name == f"Partnership {partnership.slug}: publisher"


def test_memberships_that_are_there_get_their_group(partnership: Partnership) -> None:
    user = User.objects.create_user("early@north.example")
    early = Membership.objects.create(user=user, role=Role.REVIEWER, partnership=partnership)
    ended = Membership.objects.create(user=user, role=Role.OFFICER, partnership=partnership, ended_at=timezone.now())
    made = ensure_groups(partnership)
    early.refresh_from_db()
    ended.refresh_from_db()
    assert (early.cms_group, ended.cms_group) == (made[Role.REVIEWER], None)


def test_agencies_have_no_way_into_the_cms(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    assert not user.has_perm("wagtailadmin.access_admin")
    sign_in(client, user)
    # Told once, not sent to and fro between the CMS and the page of signing in.
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "none of your roles edits the site" in answer.content.decode()


def test_nobody_is_a_superuser(partnership: Partnership) -> None:
    user = person(Role.ADMINISTRATOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_superuser=True)


def test_staff_add_a_third_partnership_and_an_agency(client: Client, site: PortalHomePage) -> None:
    administrator = person(Role.ADMINISTRATOR)
    sign_in(client, administrator)
    # The CMS leads to the page that asks for all a partnership needs.
    assert client.get("/admin/snippets/workflow/partnership/add/").headers["Location"] == "/partnerships/add/"
    form = {
        "name": "East Partnership",
        "slug": "east",
        "code": "ESCP",
        "local_authority_name": "East Council",
        "council_email": "requests@council.example",
        "contact_email": "office@east.example",
        "forms_from": "shipped",
        "officer": "Olive Example <olive@east.example>",
    }
    refused = client.post("/partnerships/add/", {**form, "council_email": "nobody"})
    assert refused.status_code == 422
    assert "East Partnership" in refused.content.decode()
    response = client.post("/partnerships/add/", form)
    assert response.headers["Location"] == "/partnerships/east/added/"
    assert client.get("/partnerships/east/added/").status_code == 200
    assert "East Partnership" in client.get("/east/").content.decode()
    east = Partnership.objects.get(slug="east")
    assert RoleGroup.objects.filter(partnership=east).count() == 4
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.partnership) == ("olive@east.example", Role.OFFICER, east)
    assert invitation.needs_approval
    event = Event.objects.get(kind="partnership.added", actor=administrator)
    assert event.data == {"name": "East Partnership", "code": "ESCP"}
    agency = {
        "name": "East Hospital",
        "kind": "acute",
        "partnerships": str(east.pk),
        "contact_email": "requests@hospital.example",
        "email_domains": "",
        "notifies_for": "",
    }
    response = client.post("/admin/snippets/workflow/agency/add/", agency)
    assert response.status_code == 302, response.context["form"].errors
    assert Agency.objects.get(name="East Hospital").partnerships.get() == east


def test_others_add_no_partnership(client: Client, partnership: Partnership) -> None:
    sign_in(client, person(Role.OFFICER, partnership))
    assert client.get("/partnerships/add/").status_code == 403
    assert client.post("/partnerships/add/", {}).status_code == 403
    assert client.get("/partnerships/north/added/").status_code == 403


def test_who_writes_reports_reaches_a_library_that_is_made_later(client: Client, partnership: Partnership) -> None:
    ReportIndexPage.objects.child_of(partnership.home).get().delete()
    reviewer = person(Role.REVIEWER, partnership)
    group = reviewer.groups.get()
    assert not GroupPagePermission.objects.filter(group=group).exists()
    sign_in(client, person(Role.CONTENT_EDITOR, partnership))
    home = Page.objects.get(pk=partnership.home_id)
    form = {"title": "Reports", "slug": "later", "lead": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    response = client.post(f"/admin/pages/add/portal/reportindexpage/{home.pk}/", form)
    assert response.status_code == 302, response.context["form"].errors
    made = ReportIndexPage.objects.get(slug="later")
    assert GroupPagePermission.objects.filter(group=group, page=made.pk).exists()
