"""Invitations, programs and the sign-in of who left go when their time is over; a legal hold keeps them."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from forms.vault import DataKey
from portal.accounts.people import ended
from portal.accounts.people.invitation import Invitation
from portal.accounts.people.place import Place
from portal.api.programs import ended as programs
from portal.api.programs.token import ApiToken
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory, PartnershipFactory
from tests.portal.accounts.people.scene import NOW, holder, invited
from workflow.engine import log
from workflow.engine.event import Event
from workflow.models import Gone, LegalHold, Membership, Partnership, RetentionSchedule, SavedView
from workflow.parties.roles import Actor, Role
from workflow.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LATER = (NOW + timedelta(days=400)).replace(minute=0)
MUCH_LATER = (NOW + timedelta(days=1200)).replace(minute=0)


@pytest.fixture
def area() -> Partnership:
    return PartnershipFactory()


def keeps_half_a_year(area: Partnership) -> None:
    RetentionSchedule.objects.create(partnership=area, invitations_months=6, accounts_months=6, programs_months=6)


def held_with(person: Any, area: Partnership) -> None:
    """A legal hold on a case in which this person did something."""
    case = CaseFactory(partnership=area)
    log.append([Event(case=case, kind="case.read", actor=person, at=NOW)])
    hold = LegalHold(case=case, data_key=case.data_key, placed_at=NOW, placed_by=person)
    hold.reason = "A claim."
    hold.save()


def test_an_invitation_that_ended_goes_with_its_key_and_one_that_waits_stays(area: Partnership) -> None:
    agency = AgencyFactory(of=area)
    gone = invited(Place(Role.SUBMITTER, agency=agency), holder(Role.OFFICER, area), "a@a.example")
    kept = invited(Place(Role.REVIEWER, area), holder(Role.ADMINISTRATOR), "b@a.example")
    keeps_half_a_year(area)
    assert ended.let_go(NOW.replace(minute=0)) == 0
    assert ended.let_go(LATER.replace(minute=30)) == 0
    assert ended.let_go(LATER) == 1
    assert list(Invitation.objects.all()) == [kept]
    assert DataKey.objects.get(pk=gone.data_key_id).wrapped is None
    assert log.verify()[1] is None
    assert (Gone.objects.get().kind, Gone.objects.get().partnership) == ("invitations", area)


def test_of_several_partnerships_the_longest_period_counts(area: Partnership) -> None:
    other = PartnershipFactory(slug="other")
    agency = AgencyFactory(of=area)
    agency.partnerships.add(other)
    invited(Place(Role.SUBMITTER, agency=agency), holder(Role.LEAD, agency), "a@a.example")
    keeps_half_a_year(area)
    RetentionSchedule.objects.create(partnership=other, invitations_months=36)
    assert ended.let_go(LATER) == 0
    assert ended.let_go(MUCH_LATER) == 1


def test_a_legal_hold_keeps_what_shows_who_came_to_read_the_case(area: Partnership) -> None:
    officer = holder(Role.OFFICER, area)
    invited(Place(Role.SUBMITTER, agency=AgencyFactory(of=area)), officer, "a@a.example")
    token(officer)
    Membership.objects.filter(user=officer.user).update(ended_at=NOW)
    keeps_half_a_year(area)
    held_with(officer.user, area)
    assert (ended.let_go(LATER), programs.let_go(LATER)) == (0, 0)
    LegalHold.objects.update(lifted_at=NOW)
    assert (programs.let_go(LATER), ended.let_go(LATER)) == (1, 2)


def token(actor: Actor) -> ApiToken:
    return ApiToken.objects.create(
        name="Import",
        membership=actor.memberships[0],
        digest="0" * 64,
        ending="abcd",
        made_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )


def test_access_of_a_program_that_ended_goes(area: Partnership) -> None:
    token(holder(Role.OFFICER, area))
    keeps_half_a_year(area)
    assert programs.let_go(LATER.replace(minute=30)) == 0
    assert programs.let_go(LATER) == 1
    assert not ApiToken.objects.exists()
    assert Gone.objects.get().rule == "6 months after the day it ended (the partnership)"


def test_the_sign_in_of_somebody_who_left_goes_and_their_name_stays(area: Partnership) -> None:
    officer = holder(Role.OFFICER, area)
    person: User = officer.user
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    SavedView.objects.create(owner=person, name="Mine")
    name, address = str(person), person.email
    keeps_half_a_year(area)
    assert ended.let_go(LATER) == 0
    Membership.objects.filter(user=person).update(ended_at=NOW)
    assert ended.let_go(LATER) == 1
    assert ended.let_go(LATER) == 0

    person.refresh_from_db()
    assert (str(person), person.is_active, person.has_usable_password()) == (name, False, False)
    assert person.email != address
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not SavedView.objects.exists()


def test_somebody_who_still_works_elsewhere_keeps_their_account(area: Partnership) -> None:
    officer = holder(Role.OFFICER, area)
    officer.user.memberships.create(role=Role.GROUP, group="review", partnership=PartnershipFactory(slug="other"))
    Membership.objects.filter(user=officer.user, role=Role.OFFICER).update(ended_at=NOW)
    keeps_half_a_year(area)
    assert ended.let_go(LATER) == 0
