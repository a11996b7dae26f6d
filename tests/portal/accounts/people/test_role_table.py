"""The table of who may do what tells the truth about whose cases a role reads."""

import pytest

from portal.accounts.people.role_table import role_table
from tests.factories.party import UserFactory
from workflow.parties.roles import ASSIGNED_ROLES, Actor, Role


@pytest.mark.django_db
def test_who_is_assigned_to_cases_reads_those_alone() -> None:
    reads = {row.role: row.sees_cases for row in role_table(Actor.of(UserFactory()))}
    assert {role for role, said in reads.items() if said == "Cases that they are assigned to"} == ASSIGNED_ROLES
    assert reads[Role.OFFICER] == "Cases of the partnership"
    assert reads[Role.PUBLISHER] == "No case"
