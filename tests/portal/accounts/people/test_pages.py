"""The pages under /people/: every address, every role, own and foreign; what is typed stays; nothing happens twice."""

import re
from datetime import UTC, datetime, time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from portal.accounts.people import changing, inviting
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.invitation import Invitation, State
from portal.accounts.people.place import Place
from portal.accounts.people.urls import urlpatterns
from tests.factories.party import AgencyFactory, PartnershipFactory
from tests.portal.accounts.people.scene import NOW, give, holder, invited, links, posted, secret_in
from tests.portal.conftest import PASSWORD, person, sign_in
from workflow.machines.case.retention.schedule import RetentionSchedule
from workflow.notices.notice import BodyAddress
from workflow.parties.cover import Cover, stood_in_for
from workflow.parties.party import Partnership
from workflow.parties.roles import PEOPLE_ROLES, Actor, Role
from workflow.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BACKEND = "portal.accounts.backend.SignInBackend"
REFUSED = sorted(set(Role) - PEOPLE_ROLES)


@pytest.fixture(autouse=True)
def no_second_step(settings: Any) -> None:
    """The second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]


@pytest.fixture
def area() -> Partnership:
    return PartnershipFactory()


def browser(actor: Actor) -> Client:
    made = Client()
    made.force_login(actor.user, BACKEND)
    return made


def at(name: str, *args: Any) -> str:
    return reverse(f"people:{name}", args=args)


def drawn_with(client: Client, url: str) -> str:
    found = re.search(r'name="based_on"\s+value="(\d+)"', client.get(url).content.decode())
    assert found
    return found.group(1)


@pytest.fixture
def addresses(area: Partnership) -> dict[str, str]:
    """Every address, about an agency's lead, an invitation, a change and where letters go in this area."""
    held = give(person(Role.SUBMITTER, AgencyFactory(of=area)), Role.LEAD, AgencyFactory(of=area))
    south = PartnershipFactory(slug="south")
    held.agency.partnerships.add(south)
    user = held.user
    waits = invited(Place(Role.LEAD, agency=held.agency), holder(Role.OFFICER, area))
    change = AccountChange.objects.create(
        user=user, kind="address", new_email="x@a.example", reason="x", proposed_by=user, proposed_at=NOW
    )
    address = BodyAddress.objects.create(partnership=area, body="ofsted", email="letters@o.example", waits=True)
    shorter = RetentionSchedule.objects.create(
        partnership=area, proposed={"drafts_days": 30}, proposed_by=user, proposed_at=NOW
    )
    cover = Cover.objects.create(
        away=user,
        standing_in=holder(Role.LEAD, held.agency).user,
        role=Role.LEAD,
        first_day=NOW.date(),
        last_day=NOW.date(),
        arranged_by=user,
        arranged_at=NOW,
    )
    about: dict[str, tuple[Any, ...]] = {
        "invite": ("L",),
        "send_again": (waits.pk,),
        "withdraw": (waits.pk,),
        "answer_invitation": (waits.pk,),
        "answer_change": (change.pk,),
        "answer_address": ("national", address.pk),
        "answer_periods": (shorter.pk,),
        **dict.fromkeys(("person", "left", "address", "second_step"), (user.pk,)),
        **dict.fromkeys(("end", "last_day", "hand_over", "cover"), (user.pk, held.pk)),
        "end_cover": (user.pk, cover.pk),
    }
    return {one.name: at(one.name, *about.get(one.name, ())) for one in urlpatterns}


POSTED = {"send_again", "withdraw", "end_cover"}
# Where a lead of another agency and an officer of another area find nothing.
OPEN_TO_ALL_KEEPERS = {"list", "who", "choose_role", "invitations", "waiting", "invite"}


def asked(client: Client, name: str, url: str) -> int:
    return (client.post(url) if name in POSTED else client.get(url)).status_code


@pytest.mark.parametrize("role", REFUSED)
def test_who_keeps_no_people_is_refused(area: Partnership, addresses: dict[str, str], role: Role) -> None:
    client = browser(holder(role, AgencyFactory() if role == Role.SUBMITTER else area))
    assert {asked(client, name, url) for name, url in addresses.items()} == {403}


def test_who_is_not_signed_in_signs_in(addresses: dict[str, str]) -> None:
    assert {asked(Client(), name, url) for name, url in addresses.items()} == {302}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.DECISION_MAKER])
def test_what_is_foreign_does_not_exist(addresses: dict[str, str], role: Role) -> None:
    far = PartnershipFactory(slug="west")
    client = browser(holder(role, AgencyFactory(of=far) if role == Role.LEAD else far))
    found = {name: asked(client, name, url) for name, url in addresses.items() if name not in OPEN_TO_ALL_KEEPERS}
    assert set(found.values()) == {404}, found


def test_the_office_opens_every_page_of_its_own(area: Partnership, addresses: dict[str, str]) -> None:
    client = browser(holder(Role.OFFICER, area))
    found = {name: asked(client, name, url) for name, url in addresses.items()}
    assert {name: status for name, status in found.items() if status not in (200, 302)} == {}


def test_an_administrator_opens_every_page_but_gives_no_agency_s_role(addresses: dict[str, str]) -> None:
    client = browser(holder(Role.ADMINISTRATOR))
    found = {name: asked(client, name, url) for name, url in addresses.items()}
    not_theirs = {"invite", "send_again", "withdraw", "answer_address", "answer_periods"}
    assert {name for name, status in found.items() if status == 404} == not_theirs


def test_a_lead_sees_the_own_agency_only(area: Partnership) -> None:
    agency = AgencyFactory(of=area)
    give(person(first_name="Own", last_name="Colleague"), Role.SUBMITTER, agency)
    stranger = give(person(first_name="Far", last_name="Stranger"), Role.SUBMITTER, AgencyFactory(of=area))
    text = browser(holder(Role.LEAD, agency)).get(at("list")).content.decode()
    assert "Own Colleague" in text
    assert "Far Stranger" not in text
    assert str(stranger.agency) not in text


@pytest.mark.parametrize("typed", ["lukasz obrien", "ŁUKASZ", "O’Brien", "luke@north.example"])
def test_a_person_is_found_however_the_name_is_written(area: Partnership, typed: str) -> None:
    give(person(email="luke@north.example", first_name="Łukasz", last_name="O'Brien"), Role.REVIEWER, area)
    give(person(email="dana@north.example", first_name="Dana", last_name="Smith"), Role.REVIEWER, area)
    text = browser(holder(Role.ADMINISTRATOR)).get(at("list"), {"q": typed}).content.decode()
    assert "luke@north.example" in text
    assert "dana@north.example" not in text


def test_the_list_costs_the_same_for_many(area: Partnership, django_assert_max_num_queries: Any) -> None:
    for _number in range(30):
        give(person(), Role.REVIEWER, area)
    client = browser(holder(Role.OFFICER, area))
    client.get(at("list"))
    with django_assert_max_num_queries(18):
        client.get(at("list"), {"place": f"p{area.pk}", "role": "R"})


def test_who_holds_several_roles_stands_once_in_the_list(area: Partnership) -> None:
    chief = holder(Role.ADMINISTRATOR)
    somebody = person(first_name="Edda", last_name="Example")
    for role in (Role.CONTENT_EDITOR, Role.PUBLISHER):
        give(somebody, role, area)
    nobody = person(first_name="Nora", last_name="Example")
    text = browser(chief).get(at("list")).content.decode()
    for one in (somebody, nobody):
        assert text.count(f'href="/people/{one.pk}/"') == 1
    assert "3 people" in text


def test_an_invitation_from_the_page_to_the_work(area: Partnership) -> None:
    agency = AgencyFactory(of=area)
    office = browser(holder(Role.OFFICER, area))
    wrong = office.post(at("invite", "S"), {"email": "no address", "agency": str(agency.pk), "first_name": "Jo"})
    assert wrong.status_code == 422
    assert 'value="no address"' in wrong.content.decode()
    said = {"email": "jo@a.example", "agency": str(agency.pk), "first_name": "Jo", "last_name": "Lee"}
    assert office.post(at("invite", "S"), said).status_code == 302

    stranger, path = Client(), links()[0]
    page = stranger.get(path)
    assert str(agency) in page.content.decode()
    assert 'value="Jo"' in page.content.decode()
    assert not User.objects.filter(email="jo@a.example").exists(), "looking changes nothing"
    answer = stranger.post(path, {"first_name": "Joanna", "last_name": "Lee"})
    assert answer.url == "/my/"
    assert stranger.get("/my/").status_code == 200
    assert User.objects.get(email="jo@a.example").first_name == "Joanna"
    used = Client().get(path)
    unknown = Client().get("/join/never-was/")
    assert (used.status_code, used.content) == (404, unknown.content)


def test_a_role_that_needs_it_sets_a_password_and_enrols_first(area: Partnership, settings: Any) -> None:
    settings.MIDDLEWARE += ["portal.accounts.second_factor.SecondFactorMiddleware"]
    made = invited(Place(Role.REVIEWER, area), holder(Role.ADMINISTRATOR))
    inviting.approve(made, by=holder(Role.OFFICER, area), now=NOW)
    client, path = Client(), links()[-1]
    names = {"first_name": "Jo", "last_name": "Lee"}
    weak = client.post(path, {**names, "password": "short", "again": "short"})
    assert "at least 12 characters" in weak.content.decode()
    other = client.post(path, {**names, "password": PASSWORD, "again": "another one, and long"})
    assert "not the same" in other.content.decode()
    answer = client.post(path, {**names, "password": PASSWORD, "again": PASSWORD})
    assert answer.url == reverse("mfa_index")
    assert client.get("/desk/").url == reverse("mfa_index")


def test_a_link_is_tried_a_few_times_only() -> None:
    client = Client()
    found = [client.post(f"/join/guess-{number}/").status_code for number in range(25)]
    assert found[0] == 404
    assert found[-1] == 429


def test_a_page_that_is_stale_does_nothing(area: Partnership) -> None:
    held = give(person(), Role.LEAD, AgencyFactory(of=area))
    one, other = browser(holder(Role.OFFICER, area)), browser(holder(Role.OFFICER, area))
    url = at("last_day", held.user_id, held.pk)
    seen = drawn_with(one, url)
    day = {"day-day": "9", "day-month": "3", "day-year": "2026"}
    assert other.post(url, {**day, "based_on": drawn_with(other, url)}).status_code == 302
    answer = one.post(url, {**day, "day-day": "20", "based_on": seen})
    assert "Somebody else changed this" in answer.content.decode()
    assert 'value="20"' in answer.content.decode()
    held.refresh_from_db()
    assert held.until.isoformat() == "2026-03-09"


def test_ending_takes_a_reason_and_stands_in_the_history(area: Partnership) -> None:
    held = give(person(), Role.LEAD, AgencyFactory(of=area))
    office = browser(holder(Role.OFFICER, area))
    url = at("end", held.user_id, held.pk)
    seen = drawn_with(office, url)
    assert office.post(url, {"reason": "", "based_on": seen}).status_code == 422
    assert office.post(url, {"reason": "Moved away.", "based_on": seen}).status_code == 302
    held.refresh_from_db()
    assert held.ended_at is not None
    assert "Moved away." in office.get(at("person", held.user_id)).content.decode()


def test_who_has_left_has_no_role_any_more(area: Partnership) -> None:
    user = person()
    for agency in (AgencyFactory(of=area), AgencyFactory(of=area)):
        give(user, Role.SUBMITTER, agency)
    office = browser(holder(Role.OFFICER, area))
    url = at("left", user.pk)
    assert office.post(url, {"reason": "Left.", "based_on": drawn_with(office, url)}).status_code == 302
    assert not user.memberships.filter(ended_at=None).exists()


def test_approving_and_declining(area: Partnership) -> None:
    chief = holder(Role.ADMINISTRATOR)
    made = invited(Place(Role.OFFICER, area), chief)
    url = at("answer_invitation", made.pk)
    own = browser(chief).post(url, {"answer": "yes"})
    assert "You cannot approve your own invitation" in own.content.decode()
    office = browser(holder(Role.DECISION_MAKER, area))
    assert "waits for your approval" in office.get(at("list")).content.decode()
    assert office.post(url, {"answer": "no", "reason": ""}).status_code == 422
    assert office.post(url, {"answer": "yes"}).status_code == 302
    assert Invitation.objects.get().state(NOW) == State.SENT


def test_another_address_takes_two_and_is_told_at_both(area: Partnership) -> None:
    held = give(person(email="old@a.example"), Role.SUBMITTER, AgencyFactory(of=area))
    officer, second = holder(Role.OFFICER, area), holder(Role.OFFICER, area)
    office, client = browser(officer), browser(Actor.of(held.user))
    url = at("address", held.user_id)
    said = {"email": "new@a.example", "reason": "Married.", "based_on": drawn_with(office, url)}
    assert office.post(url, said).status_code == 302
    assert User.objects.get(pk=held.user_id).email == "old@a.example"
    change = AccountChange.objects.get()
    answered = at("answer_change", change.pk)
    assert "proposed yourself" in office.post(answered, {"answer": "yes"}).content.decode()
    assert browser(second).post(answered, {"answer": "yes"}).status_code == 302
    user = User.objects.get(pk=held.user_id)
    assert (user.email, user.emailaddress_set.get().email) == ("new@a.example", "new@a.example")
    told = sorted(one.to[0] for one in posted())
    assert told == ["new@a.example", "old@a.example", "old@a.example"]
    assert client.get("/my/").status_code == 302, "signs in anew"
    again = browser(second).post(answered, {"answer": "yes"})
    assert "answered this meanwhile" in again.content.decode()


def test_nobody_changes_an_account_that_has_a_role_which_is_not_theirs(area: Partnership) -> None:
    held = give(person(), Role.SUBMITTER, AgencyFactory(of=area))
    give(held.user, Role.DECISION_MAKER, PartnershipFactory(slug="south"))
    assert browser(holder(Role.OFFICER, area)).get(at("address", held.user_id)).status_code == 404


def test_a_lost_second_step_is_set_up_with_two_people_link_and_password(
    partnership: Partnership, settings: Any
) -> None:
    settings.MIDDLEWARE += ["portal.accounts.second_factor.SecondFactorMiddleware"]
    user = person(Role.REVIEWER, partnership)
    client = sign_in(Client(), user)
    chief, officer = holder(Role.ADMINISTRATOR), holder(Role.OFFICER, partnership)
    change = changing.propose(user, AccountChange.Kind.SECOND_FACTOR, reason="Lost.", by=chief, now=NOW)
    assert Authenticator.objects.filter(user=user).exists()
    changing.approve(change, by=officer, now=NOW)
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/desk/").status_code == 302

    by_password = Client()
    by_password.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert by_password.get("/accounts/2fa/totp/activate/").url == reverse("account_login"), "not by the password alone"
    # What waits since the same moment goes in any order.
    posted()
    Client().post("/accounts/password/reset/", {"email": user.email})
    assert "cannot be reset by e-mail" in posted()[-1].subject

    link = next(path for path in links() if "/join/again/" in path)
    assert Client().post(link, {"password": "a wrong pass phrase"}).status_code == 422, "not by the link alone"
    fresh = Client()
    assert fresh.post(link, {"password": PASSWORD}).url == reverse("mfa_index")
    assert fresh.get("/accounts/2fa/totp/activate/").status_code == 200
    assert fresh.get("/desk/").status_code == 302
    changing.use_link(user, NOW)
    assert Client().get(link).status_code == 404
    assert secret_in(link) not in str(AccountChange.objects.values())


def test_the_work_passes_to_the_same_role_in_the_same_place_only(area: Partnership) -> None:
    agency = AgencyFactory(of=area)
    held = give(person(), Role.SUBMITTER, agency)
    other = give(person(), Role.SUBMITTER, agency)
    foreign = give(person(), Role.SUBMITTER, AgencyFactory(of=area))
    office = browser(holder(Role.OFFICER, area))
    url = at("hand_over", held.user_id, held.pk)
    seen = drawn_with(office, url)
    assert office.post(url, {"to": str(foreign.user_id), "based_on": seen}).status_code == 422
    assert office.post(url, {"to": str(other.user_id), "based_on": seen}).status_code == 302
    assert {one.to[0] for one in posted()} == {held.user.email, other.user.email}


def test_somebody_stands_in_from_a_day_to_a_day(area: Partnership, clock: Any) -> None:
    agency = AgencyFactory(of=area)
    held, other = give(person(), Role.LEAD, agency), give(person(), Role.LEAD, agency)
    office_actor = holder(Role.OFFICER, area)
    office = browser(office_actor)
    url = at("cover", held.user_id, held.pk)
    days = {"first_day-day": "3", "last_day-day": "9"}
    for name in ("first_day", "last_day"):
        days |= {f"{name}-month": "3", f"{name}-year": "2026"}
    assert office.post(url, {"to": other.user_id, **days, "based_on": drawn_with(office, url)}).status_code == 302
    cover = Cover.objects.get()
    assert covered(other) == []
    for day in (cover.first_day, cover.last_day):
        clock.move_to(datetime.combine(day, time(12), tzinfo=UTC))
        assert covered(other) == [held.user_id]
    office = browser(office_actor)
    assert office.post(at("end_cover", held.user_id, cover.pk)).status_code == 302
    assert covered(other) == []


def covered(membership: Any) -> list[int]:
    """For whom this person stands in in this role, asked anew."""
    return sorted(stood_in_for(User.objects.get(pk=membership.user_id), membership.role))


WAGTAILS = ["users/", "users/add/", "users/edit/1/", "users/1/delete/", "groups/", "groups/new/", "groups/edit/1/"]
WAGTAILS += ["bulk/people/user/delete/", "bulk/people/user/assign_role/", "bulk/people/user/set_active_state/"]


@pytest.mark.parametrize("address", WAGTAILS)
def test_wagtail_s_own_screens_of_people_are_gone(address: str, area: Partnership) -> None:
    chief = browser(holder(Role.ADMINISTRATOR))
    for answer in (chief.get(f"/admin/{address}"), chief.post(f"/admin/{address}")):
        assert (answer.status_code, answer.url) == (302, "/people/")
    assert browser(holder(Role.CONTENT_EDITOR, area)).get(f"/admin/{address}").status_code == 404
    assert Client().post(f"/admin/{address}").status_code == 404


def test_the_table_of_who_may_do_what_is_made_from_the_code(area: Partnership) -> None:
    text = browser(holder(Role.OFFICER, area)).get(at("who")).content.decode()
    for role in Role:
        assert role.label in text
    assert "Accept the referral" in text
    assert "With a password and a second step, or with a passkey" in text
    assert text.count("You may invite somebody to this role") == 2
    assert text.count("Cases that they are assigned to") == 2
