"""Start-up checks: data and code that name a handler, a meaning or a role which does not exist are found."""

from collections.abc import Iterator
from typing import Any

import pytest

from forms import handlers
from forms.definition import meanings
from tests.factories.party import AgencyFactory, UserFactory
from workflow import checks
from workflow.models import Membership
from workflow.parties.roles import Role


def identifiers(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


@pytest.fixture
def without_return_handler() -> Iterator[None]:
    handler = handlers.get("agency_return")
    handlers.registry.pop("agency_return")
    yield
    handlers.register(handler)


@pytest.fixture
def without_child_name() -> Iterator[None]:
    meaning = meanings.get("child.name")
    assert meaning is not None
    meanings.registry.pop("child.name")
    yield
    meanings.register(meaning)


def test_all_is_well_as_shipped() -> None:
    assert checks.check_steps(None) + checks.check_meanings(None) == []


def test_a_step_without_its_handler_is_found(without_return_handler: None) -> None:
    found = checks.check_steps(None)
    assert identifiers(found) == ["workflow.E001"] * 2, "sent by the agency, and by the office on its behalf"
    assert "agency_return.submit" in found[0].msg


def test_a_meaning_that_is_needed_and_missing_is_found(without_child_name: None) -> None:
    found = checks.check_meanings(None)
    assert identifiers(found) == ["workflow.E002", "workflow.E002"]
    assert "'child.name'" in found[0].msg


@pytest.mark.django_db
def test_a_membership_with_an_unknown_seat_is_found() -> None:
    membership = Membership.objects.create(user=UserFactory(), role=Role.SUBMITTER, agency=AgencyFactory())
    assert checks.check_memberships(None, databases=["default"]) == []
    Membership.objects.filter(pk=membership.pk).update(seat="throne")
    found = checks.check_memberships(None, databases=["default"])
    assert identifiers(found) == ["workflow.E003"]
    assert f"membership {membership.pk} names the seat 'throne'" in found[0].msg


@pytest.mark.django_db
def test_before_the_first_migration_nothing_is_asked() -> None:
    assert checks.check_memberships(None, databases=None) == []
