"""Between proposing, approving and accepting something changes: what held then is looked at again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.people import changing, holding, inviting
from portal.accounts.people.accepting import accept
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.place import Place
from tests.factories.party import AgencyFactory, PartnershipFactory, UserFactory
from tests.portal.accounts.people.scene import NOW, give, holder, invited, links, secret_in
from tests.portal.conftest import PASSWORD, person
from workflow.engine.step import Refused
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, Actor, Role
from workflow.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def area() -> Partnership:
    return PartnershipFactory()


@pytest.fixture
def agency(area: Partnership) -> Agency:
    return AgencyFactory(of=area)


def joins(**more: Any) -> User:
    said = {"signed_in": None, "first_name": "Jo", "last_name": "Lee", "password": "", "now": NOW}
    return accept(secret_in(links()[-1]), **{**said, **more})


def end(actor: Actor, role: Role) -> None:
    """Somebody else ends this role of theirs."""
    membership = Membership.objects.get(user=actor.user, role=role)
    holding.end(membership, by=holder(Role.ADMINISTRATOR), now=NOW, reason="Left")


def test_who_lost_the_role_brings_nobody_in_by_a_link_of_before(client: Client, agency: Agency) -> None:
    lead = holder(Role.LEAD, agency)
    invited(Place(Role.SUBMITTER, agency=agency), lead)
    end(lead, Role.LEAD)
    with pytest.raises(Refused, match="can no longer give this role"):
        joins()
    page = client.get(links()[-1]).content.decode()
    assert "can no longer give this role. Ask somebody there" in page
    assert "First name" not in page


def test_what_a_second_person_approved_outlasts_who_proposed_it(area: Partnership) -> None:
    chief = holder(Role.ADMINISTRATOR)
    made = invited(Place(Role.OFFICER, area), chief)
    inviting.approve(made, by=holder(Role.OFFICER, area), now=NOW)
    end(chief, Role.ADMINISTRATOR)
    assert joins(password=PASSWORD).memberships.get().role == Role.OFFICER


def test_what_somebody_proposed_who_has_left_is_declined_not_approved(area: Partnership) -> None:
    chief, second = holder(Role.ADMINISTRATOR), holder(Role.OFFICER, area)
    made = invited(Place(Role.OFFICER, area), chief)
    of = holder(Role.OFFICER, area).user
    change = changing.propose(of, AccountChange.Kind.SECOND_FACTOR, reason="Lost", by=chief, now=NOW)
    end(chief, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="Decline it"):
        inviting.approve(made, by=second, now=NOW)
    with pytest.raises(Refused, match="Decline it"):
        changing.approve(change, by=holder(Role.ADMINISTRATOR), now=NOW)
    assert links() == []
    inviting.decline(made, by=second, now=NOW, reason="They have left")
    changing.decline(change, by=holder(Role.ADMINISTRATOR), now=NOW, reason="They have left")


def test_an_address_that_the_agency_no_longer_allows_does_not_join(agency: Agency) -> None:
    invited(Place(Role.SUBMITTER, agency=agency), holder(Role.LEAD, agency))
    agency.email_domains = "hospital.nhs.uk"
    agency.save()
    with pytest.raises(Refused, match="no longer allows this address"):
        joins()


def test_a_role_whose_last_day_is_over_is_not_accepted(agency: Agency) -> None:
    invited(Place(Role.SUBMITTER, agency=agency), holder(Role.LEAD, agency), last_day=date(2026, 3, 3))
    with pytest.raises(Refused, match="last day of this role is over"):
        joins(now=NOW + timedelta(days=2))
    assert joins(now=NOW + timedelta(days=1)).memberships.count() == 1


@pytest.mark.parametrize("role", sorted(CASE_ROLES | AGENCY_ROLES))
def test_nobody_administers_and_works_on_cases(area: Partnership, agency: Agency, role: str) -> None:
    """Who says which agency works for whom, and which pages are whose, could bring cases before themselves."""
    group = "review" if role == Role.GROUP else ""
    seat = "police" if role == Role.DECISION_MAKER else ""
    where = {"agency": agency} if role in AGENCY_ROLES else {"partnership": area}
    place = Place(Role(role), seat=seat, group=group, **where)
    one, other, chief = UserFactory(), UserFactory(), holder(Role.ADMINISTRATOR)
    inviter = holder(Role.OFFICER, area) if role in AGENCY_ROLES else chief
    give(one, Role.ADMINISTRATOR)
    Membership.objects.create(user=other, **place.fields)
    for user, wanted, by in ((one, place, inviter), (other, Place(Role.ADMINISTRATOR), chief)):
        with pytest.raises(Refused, match="Nobody is an administrator and"):
            invited(wanted, by, user.email)
        with pytest.raises(Refused, match="Nobody is an administrator and"):
            holding.appoint(user, wanted, by=by, now=NOW)


def test_a_colleague_of_the_same_office_is_not_from_outside(area: Partnership, agency: Agency) -> None:
    """Of an agency that works for others too, one office alone brings nobody before what was sent to another."""
    agency.partnerships.add(south := PartnershipFactory(slug="south"))
    officer, colleague = holder(Role.OFFICER, area), holder(Role.OFFICER, area)
    made = invited(Place(Role.LEAD, agency=agency), officer)
    lead = holder(Role.LEAD, agency).user
    change = changing.propose(lead, AccountChange.Kind.START_AGAIN, reason="Lost", by=officer, now=NOW)
    with pytest.raises(Refused, match="not yours to approve"):
        inviting.approve(made, by=colleague, now=NOW)
    with pytest.raises(Refused, match="not yours to approve"):
        changing.approve(change, by=colleague, now=NOW)
    changing.approve(change, by=holder(Role.OFFICER, south), now=NOW)


def test_an_older_link_to_a_new_second_step_opens_nothing(client: Client) -> None:
    user, one, two = person(Role.ADMINISTRATOR), holder(Role.ADMINISTRATOR), holder(Role.ADMINISTRATOR)
    for kind in (AccountChange.Kind.START_AGAIN, AccountChange.Kind.SECOND_FACTOR):
        change = changing.propose(user, kind, reason="Lost", by=one, now=NOW)
        changing.approve(change, by=two, now=NOW)
    older, newer = links()
    assert client.get(older).status_code == 404
    assert client.get(newer).status_code == 200


def test_who_reads_the_mailbox_does_not_guess_the_password_at_its_link(client: Client) -> None:
    user, one, two = person(Role.ADMINISTRATOR), holder(Role.ADMINISTRATOR), holder(Role.ADMINISTRATOR)
    change = changing.propose(user, AccountChange.Kind.SECOND_FACTOR, reason="Lost", by=one, now=NOW)
    changing.approve(change, by=two, now=NOW)
    for _ in range(5):
        answer = client.post(links()[-1], {"password": "a guess"})
        assert "The password is not right" in answer.content.decode()
    assert "too many tries" in client.post(links()[-1], {"password": PASSWORD}).content.decode()


def test_a_password_is_kept_as_it_was_typed(client: Client, area: Partnership) -> None:
    made = invited(Place(Role.OFFICER, area), holder(Role.ADMINISTRATOR))
    inviting.approve(made, by=holder(Role.OFFICER, area), now=NOW)
    typed = f" {PASSWORD} "
    client.post(links()[-1], {"first_name": "Jo", "last_name": "Lee", "password": typed, "again": typed})
    assert User.objects.get(email=made.email).check_password(typed)


def test_nobody_s_password_is_set_at_the_server() -> None:
    user = person(Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="manage.py people"):
        call_command("changepassword", user.email)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
