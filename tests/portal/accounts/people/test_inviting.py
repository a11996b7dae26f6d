"""Invitations: who invites whom, who approves, what a link is good for."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.people import inviting
from portal.accounts.people.accepting import accept, open_link
from portal.accounts.people.invitation import Invitation, State
from portal.accounts.people.place import Place
from tests.factories.party import AgencyFactory, PartnershipFactory, UserFactory
from tests.portal.accounts.people.scene import NOW, give, holder, invited, links, posted, secret_in
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, Actor, Role
from workflow.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def area() -> Partnership:
    return PartnershipFactory()


@pytest.fixture
def agency(area: Partnership) -> Agency:
    return AgencyFactory(of=area)


def joins(secret: str, **more: Any) -> User:
    said = {"signed_in": None, "first_name": "Jo", "last_name": "Lee", "password": "", "now": NOW}
    return accept(secret, **{**said, **more})


def test_an_officer_invites_an_agency_s_people_without_a_second(area: Partnership, agency: Agency) -> None:
    for number, role in enumerate((Role.SUBMITTER, Role.LEAD)):
        made = invited(Place(role, agency=agency), holder(Role.OFFICER, area), f"p{number}@a.example")
        assert made.state(NOW) == State.SENT
    assert len(links()) == 2


def test_a_lead_invites_submitters_of_the_own_agency_only(agency: Agency) -> None:
    lead = holder(Role.LEAD, agency)
    assert invited(Place(Role.SUBMITTER, agency=agency), lead).state(NOW) == State.SENT
    for place in (Place(Role.LEAD, agency=agency), Place(Role.SUBMITTER, agency=AgencyFactory())):
        with pytest.raises(Refused, match="cannot invite"):
            invited(place, lead)


@pytest.mark.parametrize("role", [role for role in Role if role not in AGENCY_ROLES])
def test_every_other_role_is_an_administrator_s_and_waits_for_a_second(area: Partnership, role: Role) -> None:
    seat = "police" if role == Role.DECISION_MAKER else ""
    group = "review" if role == Role.GROUP else ""
    place = Place(role, None if role == Role.ADMINISTRATOR else area, seat=seat, group=group)
    made = invited(place, holder(Role.ADMINISTRATOR))
    assert made.state(NOW) == State.WAITING
    assert links() == []
    for other in (Role.OFFICER, Role.DECISION_MAKER):
        with pytest.raises(Refused, match="cannot invite"):
            invited(place, holder(other, area), "other@office.example")


def test_an_administrator_alone_gives_nobody_an_agency_s_role(agency: Agency) -> None:
    with pytest.raises(Refused, match="cannot invite"):
        invited(Place(Role.LEAD, agency=agency), holder(Role.ADMINISTRATOR))


def test_an_officer_gives_no_role_in_a_foreign_agency(area: Partnership) -> None:
    foreign = AgencyFactory(of=PartnershipFactory(slug="south"))
    with pytest.raises(Refused, match="cannot invite"):
        invited(Place(Role.SUBMITTER, agency=foreign), holder(Role.OFFICER, area))


def test_where_the_agency_works_for_others_too_somebody_outside_the_office_approves(
    area: Partnership, agency: Agency
) -> None:
    south = PartnershipFactory(slug="south")
    agency.partnerships.add(south)
    made = invited(Place(Role.LEAD, agency=agency), holder(Role.OFFICER, area))
    assert made.state(NOW) == State.WAITING
    inviting.approve(made, by=holder(Role.OFFICER, south), now=NOW)
    assert len(links()) == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DECISION_MAKER])
def test_somebody_of_the_partnership_or_another_administrator_approves(area: Partnership, role: Role) -> None:
    place = Place(Role.OFFICER, area)
    made = invited(place, holder(Role.ADMINISTRATOR))
    assert inviting.approve(made, by=holder(role, area), now=NOW).state(NOW) == State.SENT
    second = invited(place, holder(Role.ADMINISTRATOR), "b@office.example")
    assert inviting.approve(second, by=holder(Role.ADMINISTRATOR), now=NOW).state(NOW) == State.SENT


def test_nobody_approves_their_own_or_what_is_for_them(area: Partnership) -> None:
    chief, officer = holder(Role.ADMINISTRATOR), holder(Role.OFFICER, area)
    made = invited(Place(Role.PUBLISHER), chief, officer.user.email)
    with pytest.raises(Refused, match="your own invitation"):
        inviting.approve(made, by=chief, now=NOW)
    give(officer.user, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="to yourself"):
        inviting.approve(made, by=Actor.of(User.objects.get(pk=officer.user.pk)), now=NOW)
    with pytest.raises(Refused, match="to yourself"):
        invited(Place(Role.OFFICER, area), chief, chief.user.email)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DECISION_MAKER, Role.REVIEWER, Role.AUDITOR])
def test_nobody_of_another_area_or_role_approves(area: Partnership, role: Role) -> None:
    south = PartnershipFactory(slug="south")
    made = invited(Place(Role.OFFICER, area), holder(Role.ADMINISTRATOR))
    there = south if role in (Role.OFFICER, Role.DECISION_MAKER) else area
    with pytest.raises(Refused, match="not yours to approve"):
        inviting.approve(made, by=holder(role, there), now=NOW)
    assert links() == []


def test_two_who_answer_at_once_are_one_answer(area: Partnership) -> None:
    made = invited(Place(Role.OFFICER, area), holder(Role.ADMINISTRATOR))
    stale = Invitation.objects.get(pk=made.pk)
    inviting.decline(made, by=holder(Role.ADMINISTRATOR), now=NOW, reason="Not known here.")
    with pytest.raises(Refused, match="answered this meanwhile"):
        inviting.approve(stale, by=holder(Role.OFFICER, area), now=NOW)
    assert Invitation.objects.get().state(NOW) == State.DECLINED
    assert "Not known here." in str(posted()[-1].body)


def test_a_link_makes_account_membership_and_log(agency: Agency) -> None:
    lead = holder(Role.LEAD, agency)
    made = invited(Place(Role.SUBMITTER, agency=agency), lead, "Jo@Hospital.example")
    user = joins(secret_in(links()[0]))
    assert (user.email, user.emailaddress_set.get().verified) == ("jo@hospital.example", True)
    assert user.memberships.get().agency == agency
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {"invitation.invite", "invitation.accept", "person.appoint"}
    assert Invitation.objects.get(pk=made.pk).state(NOW) == State.ACCEPTED


def test_no_table_holds_the_secret(agency: Agency) -> None:
    invited(Place(Role.SUBMITTER, agency=agency), holder(Role.LEAD, agency))
    secret = secret_in(links()[0])
    row = Invitation.objects.values().get()
    assert secret not in str(row)


def test_a_link_works_once_and_for_seven_days(agency: Agency) -> None:
    lead = holder(Role.LEAD, agency)
    invited(Place(Role.SUBMITTER, agency=agency), lead)
    secret = secret_in(links()[0])
    assert open_link(secret, now=NOW + timedelta(days=7)) is None
    joins(secret)
    assert open_link(secret, now=NOW) is None
    with pytest.raises(Refused, match="no longer works"):
        joins(secret)
    assert Membership.objects.filter(role=Role.SUBMITTER).count() == 1


def test_a_new_link_kills_the_old_one(agency: Agency) -> None:
    lead = holder(Role.LEAD, agency)
    made = invited(Place(Role.SUBMITTER, agency=agency), lead)
    inviting.send_again(made, by=lead, now=NOW + timedelta(days=9))
    old, new = map(secret_in, links())
    assert open_link(old, now=NOW) is None
    assert open_link(new, now=NOW + timedelta(days=10)) is not None


def test_a_withdrawn_invitation_opens_nothing_and_is_not_sent_again(agency: Agency) -> None:
    lead = holder(Role.LEAD, agency)
    made = invited(Place(Role.SUBMITTER, agency=agency), lead)
    inviting.withdraw(made, by=lead, now=NOW)
    assert open_link(secret_in(links()[0]), now=NOW) is None
    with pytest.raises(Refused, match="no longer open"):
        inviting.send_again(made, by=lead, now=NOW)


def test_what_is_withdrawn_while_it_waits_is_not_approved(area: Partnership) -> None:
    chief = holder(Role.ADMINISTRATOR)
    made = invited(Place(Role.OFFICER, area), chief)
    inviting.withdraw(made, by=chief, now=NOW)
    with pytest.raises(Refused, match="answered this meanwhile"):
        inviting.approve(made, by=holder(Role.OFFICER, area), now=NOW)


def test_an_existing_account_accepts_signed_in_as_itself_only(agency: Agency) -> None:
    known, other = UserFactory(email="known@a.example"), UserFactory()
    invited(Place(Role.SUBMITTER, agency=agency), holder(Role.LEAD, agency), known.email)
    secret = secret_in(links()[-1])
    for somebody in (None, other):
        with pytest.raises(Refused, match="Sign in"):
            joins(secret, signed_in=somebody)
    assert joins(secret, signed_in=known) == known
    assert User.objects.filter(email=known.email).count() == 1


def test_a_role_begins_on_its_first_day(agency: Agency) -> None:
    first = NOW.date() + timedelta(days=10)
    invited(Place(Role.SUBMITTER, agency=agency), holder(Role.LEAD, agency), first_day=first)
    secret = secret_in(links()[0])
    with pytest.raises(Refused, match="begins on a later day"):
        joins(secret)
    user = joins(secret, now=NOW + timedelta(days=12))
    assert user.memberships.exists()


def test_an_agency_s_domains_are_kept_to(agency: Agency) -> None:
    agency.email_domains = "hospital.example\n@Trust.example "
    lead = holder(Role.LEAD, agency)
    place = Place(Role.SUBMITTER, agency=agency)
    with pytest.raises(Refused, match="hospital.example, trust.example only"):
        invited(place, lead, "jo@evil-hospital.example")
    assert invited(place, lead, "jo@TRUST.example").state(NOW) == State.SENT


def test_the_same_invitation_twice_is_refused(agency: Agency) -> None:
    lead, place = holder(Role.LEAD, agency), Place(Role.SUBMITTER, agency=agency)
    invited(place, lead)
    with pytest.raises(Refused, match="invited this address"):
        invited(place, lead)


def test_the_first_administrator_is_invited_at_the_server_and_once() -> None:
    made = inviting.invite_first_administrator(email="Chief@Office.example", name="Chi Ef", now=NOW)
    assert made.link.endswith(links()[0])
    again = inviting.invite_first_administrator(email="chief@office.example", name="Chi Ef", now=NOW)
    assert (again.pk, Invitation.objects.count()) == (made.pk, 1)
    user = joins(secret_in(again.link), password="a long enough pass phrase")
    assert (user.is_superuser, user.memberships.get().role) == (False, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="has an administrator"):
        inviting.invite_first_administrator(email="x@office.example", name="X", now=NOW)


def test_the_server_can_be_the_second_person(area: Partnership, capsys: pytest.CaptureFixture[str]) -> None:
    made = invited(Place(Role.OFFICER, area), holder(Role.ADMINISTRATOR))
    call_command("people", "waiting")
    assert str(made.pk) in capsys.readouterr().out
    call_command("people", "approve", str(made.pk))
    assert len(links()) == 1
    event = Event.objects.get(kind="invitation.approve")
    assert (event.actor, event.data) == (None, {"how": "at the server"})
    with pytest.raises(CommandError, match="answered this meanwhile"):
        call_command("people", "approve", str(made.pk))


def test_nobody_is_made_a_superuser_by_the_command() -> None:
    with pytest.raises(CommandError, match="no superusers"):
        call_command("createsuperuser", "--email", "root@office.example", "--noinput")
    assert not User.objects.exists()
