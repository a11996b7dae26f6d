"""The one door for memberships: row, log, sessions and mail together, or nothing."""

import ast
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts.people import holding
from portal.accounts.people.place import Place
from portal.accounts.sessions.model import BrowserSession
from tests.factories.party import AgencyFactory, PartnershipFactory, UserFactory
from tests.portal.accounts.people.scene import NOW, give, holder, posted
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.parties.party import Membership, RoleGroup
from workflow.parties.person_file import PersonFile
from workflow.parties.roles import Actor, Role
from workflow.people.models import User
from workflow.worker import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BACKEND = "portal.accounts.backend.SignInBackend"


@pytest.fixture
def chief() -> Actor:
    return holder(Role.ADMINISTRATOR)


def sessions_of(user: User) -> int:
    return BrowserSession.objects.filter(user=user).count()


def test_a_role_is_given_and_stands_in_the_chained_log(chief: Actor) -> None:
    user, area = UserFactory(), PartnershipFactory()
    held = holding.appoint(user, Place(Role.OFFICER, area), by=chief, now=NOW, because={"approved_by": "Dana"})
    assert Actor.of(User.objects.get(pk=user.pk)).memberships == (held,)
    event = Event.objects.get(kind="person.appoint")
    assert (event.actor, event.actor_role, event.record_id) == (chief.user, Role.ADMINISTRATOR, user.file.pk)
    assert event.data == {
        "role": "O",
        "title": "Support office officer",
        "where": str(area),
        "last_day": "",
        "approved_by": "Dana",
        "address": user.email,
        "membership": held.pk,
        "partnership": area.pk,
        "agency": None,
        "seat": "",
        "group": "",
        "since": NOW.astimezone(UTC).isoformat(),
    }
    assert b"Dana" not in bytes(Event.objects.filter(pk=event.pk).values_list("data", flat=True)[0])
    assert log.verify() == (1, None)


def test_the_same_role_twice_is_refused_and_leaves_nothing(chief: Actor) -> None:
    user, place = UserFactory(), Place(Role.OFFICER, PartnershipFactory())
    holding.appoint(user, place, by=chief, now=NOW)
    with pytest.raises(Refused, match="holds this role"):
        holding.appoint(user, place, by=chief, now=NOW)
    assert Event.objects.count() == 1


def test_ending_works_at_once(client: Client, chief: Actor, django_capture_on_commit_callbacks: Any) -> None:
    held = give(UserFactory(), Role.SUBMITTER, AgencyFactory())
    client.force_login(held.user, BACKEND)
    other = Client()
    other.force_login(chief.user, BACKEND)
    assert client.get("/my/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        holding.end(held, by=chief, now=NOW, reason="Left the service.")
    assert client.get("/my/").status_code == 302
    assert (sessions_of(held.user), sessions_of(chief.user)) == (0, 1)
    assert Actor.of(User.objects.get(pk=held.user_id)).memberships == ()
    assert [one.to for one in posted()] == [[held.user.email]]
    assert "Left the service." not in str(posted()[0].body)
    assert Event.objects.get(kind="person.end").data["reason"] == "Left the service."


def test_what_is_rolled_back_ends_no_session_and_tells_nobody(
    client: Client, chief: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    held = give(UserFactory(), Role.SUBMITTER, AgencyFactory())
    client.force_login(held.user, BACKEND)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        holding.end(held, by=chief, now=NOW, reason="Left.")
        transaction.set_rollback(True)
    assert sessions_of(held.user) == 1
    assert posted() == []
    assert not Event.objects.filter(kind="person.end").exists()


def test_who_now_needs_a_second_step_signs_in_anew(client: Client, chief: Actor) -> None:
    held = give(UserFactory(), Role.SUBMITTER, AgencyFactory())
    client.force_login(held.user, BACKEND)
    holding.appoint(held.user, Place(Role.LEAD, agency=held.agency), by=chief, now=NOW)
    assert sessions_of(held.user) == 1
    holding.appoint(held.user, Place(Role.REVIEWER, PartnershipFactory()), by=chief, now=NOW)
    assert sessions_of(held.user) == 0


def test_a_role_ends_once(chief: Actor) -> None:
    held = give(UserFactory(), Role.SUBMITTER, AgencyFactory())
    holding.end(held, by=chief, now=NOW, reason="Left.")
    with pytest.raises(Refused, match="ended already"):
        holding.end(Membership.objects.get(pk=held.pk), by=chief, now=NOW, reason="Left.")


def test_the_last_administrator_stays(chief: Actor) -> None:
    held = chief.memberships[0]
    passing = give(UserFactory(), Role.ADMINISTRATOR, until=date(2026, 4, 1))
    for attempt in (
        lambda: holding.end(held, by=chief, now=NOW, reason="x"),
        lambda: holding.set_last_day(held, date(2026, 3, 9), by=chief, now=NOW),
    ):
        with pytest.raises(Refused, match="last administrator"):
            attempt()
    holding.end(passing, by=chief, now=NOW, reason="x")
    give(UserFactory(), Role.ADMINISTRATOR)
    holding.end(held, by=chief, now=NOW, reason="x")


def test_a_role_past_its_last_day_is_no_right_before_anybody_swept(client: Client, chief: Actor, clock: Any) -> None:
    held = give(UserFactory(), Role.LEAD, AgencyFactory())
    holding.set_last_day(held, NOW.date(), by=chief, now=NOW)
    client.force_login(held.user, BACKEND)
    assert client.get("/people/").status_code == 200
    clock.shift(timedelta(hours=15))
    client.force_login(held.user, BACKEND)
    assert client.get("/people/").status_code == 403
    assert Actor.of(User.objects.get(pk=held.user_id)).memberships == ()


def test_the_sweep_ends_what_is_past_its_last_day(chief: Actor, clock: Any) -> None:
    held = give(UserFactory(), Role.LEAD, AgencyFactory(), until=NOW.date())
    jobs.sweep()
    held.refresh_from_db()
    assert held.ended_at is None
    clock.shift(timedelta(days=1))
    jobs.sweep()
    held.refresh_from_db()
    assert held.ended_at is not None
    assert Event.objects.get(kind="person.end").actor is None


def test_a_last_day_behind_is_refused(chief: Actor) -> None:
    held = give(UserFactory(), Role.LEAD, AgencyFactory())
    with pytest.raises(Refused, match="today or in the future"):
        holding.set_last_day(held, NOW.date() - timedelta(days=1), by=chief, now=NOW)


def test_a_person_has_one_file(chief: Actor) -> None:
    user = UserFactory()
    assert PersonFile.objects.of(user) == PersonFile.objects.of(User.objects.get(pk=user.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFile.objects.create(user=user, data_key=user.file.data_key)


def test_nothing_else_in_the_product_writes_a_membership() -> None:
    writing = {"create", "bulk_create", "update", "bulk_update", "get_or_create", "update_or_create", "delete"}
    found = set()
    for package in ("forms", "workflow", "portal"):
        for path in Path(settings.BASE_DIR, package).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                called = ast.unparse(node.func)
                if called == "Membership" or (
                    called.startswith("Membership.") and called.rpartition(".")[2] in writing
                ):
                    found.add(str(path.relative_to(settings.BASE_DIR)))
    assert found == {"portal/accounts/people/holding.py"}


def test_the_first_administrator_of_a_portal_comes_into_the_cms(chief: Actor) -> None:
    """Nobody made the group before."""
    RoleGroup.objects.all().delete()
    user = UserFactory()
    holding.appoint(user, Place(Role.ADMINISTRATOR), by=chief, now=NOW)
    assert User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")
