"""Tokens: made, shown once, used within their scopes, and over as soon as what they stand on is over."""

import logging
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from forms.models.form_page import FormPage
from portal.accounts.people import holding
from portal.api.programs import making
from portal.api.programs.token import ApiToken
from tests.conftest import MONDAY
from tests.factories.party import AgencyFactory, actor
from tests.portal.api.program import FILLED, Program, said
from tests.workflow.desk.scene import signed_in
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.models import Agency, Membership, Partnership
from workflow.parties.roles import Actor, Role, Seat

ASKED = {
    "name": "Hospital records",
    "scopes": ["drafts", "status"],
    "days": "90",
    "number": "7b0d3a5e-0000-4000-8000-000000000001",
}


def secret_on(page: Any) -> str:
    from html.parser import HTMLParser

    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            given = dict(attrs)
            if given.get("id") == "secret":
                found.append(given["value"])

    Reader().feed(page.content.decode())
    return found[0]


@pytest.fixture
def browser(clock: Any, lead: Any) -> Client:
    return signed_in(lead)


def test_a_lead_makes_a_token_that_is_shown_once_and_kept_as_a_digest(
    browser: Client, form: FormPage, lead: Any
) -> None:
    assert browser.get("/programs/tokens/new/").status_code == 200
    page = browser.post("/programs/tokens/new/", ASKED)
    secret = secret_on(page)
    assert page.headers["Cache-Control"] == "no-store, private"
    token = ApiToken.objects.get()
    assert making.digest_of(secret) == token.digest
    assert secret not in str(vars(token))
    assert token.scopes == ["drafts", "status"]
    listed = browser.get("/programs/").content.decode()
    assert "Hospital records" in listed
    assert secret not in listed
    program = Program()
    program.secret = secret
    said(program.get("/drafts"), 200)
    assert "last used" in browser.get("/programs/").content.decode()


def test_a_page_that_is_sent_twice_makes_one(browser: Client) -> None:
    browser.post("/programs/tokens/new/", ASKED)
    again = browser.post("/programs/tokens/new/", ASKED, follow=True)
    assert "made already" in again.content.decode()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Enter what the token is for"),
        ({"scopes": []}, "Select at least one thing"),
        ({"scopes": ["cases"]}, "cases"),
        ({"days": "9999"}, "9999"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(browser: Client, changed: Any, told: str) -> None:
    page = browser.post("/programs/tokens/new/", {**ASKED, **changed})
    assert page.status_code == 422
    assert told in page.content.decode()
    assert not ApiToken.objects.exists()
    assert changed.get("name", "Hospital records") in page.content.decode()


def test_only_who_has_just_shown_that_it_is_them(browser: Client, clock: Any) -> None:
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 1.0}]
    session.save()
    assert browser.get("/programs/tokens/new/").status_code == 302
    page = browser.post("/programs/tokens/new/", ASKED)
    assert page.status_code == 403
    assert "Hospital records" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_who_signs_in_by_a_code_alone_must_have_done_so_lately(browser: Client, lead: Any) -> None:
    lead.set_unusable_password()
    lead.save()
    session = signed_in_by_code(browser, lead, at=1.0)
    page = browser.post("/programs/tokens/new/", ASKED)
    assert page.status_code == 403
    assert "/accounts/logout/" in page.content.decode()
    assert not ApiToken.objects.exists()
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()
    assert secret_on(browser.post("/programs/tokens/new/", ASKED))


def signed_in_by_code(browser: Client, user: Any, *, at: float) -> Any:
    browser.force_login(user)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return session


def test_making_and_revoking_stand_in_the_log_without_the_token(browser: Client, lead: Any) -> None:
    secret = secret_on(browser.post("/programs/tokens/new/", ASKED))
    token = ApiToken.objects.get()
    browser.post(f"/programs/tokens/{token.pk}/revoke/")
    browser.post(f"/programs/tokens/{token.pk}/revoke/")
    events = list(Event.objects.filter(machine="api_token").select_related("data_key"))
    assert [event.kind for event in events] == ["api_token.make", "api_token.revoke"]
    assert {event.actor_id for event in events} == {lead.pk}
    assert all(event.record_id == token.pk and secret not in str(event.data) for event in events)


def test_revoked_by_another_lead_of_the_agency_it_opens_nothing(program: Program, hospital: Agency) -> None:
    said(program.get("/drafts"), 200)
    stranger, colleague = (actor(Role.LEAD, of).user for of in (AgencyFactory(), hospital))
    address = f"/programs/tokens/{program.token.pk}/revoke/"
    assert signed_in(stranger).post(address).status_code == 404
    said(program.get("/drafts"), 200)
    assert signed_in(colleague).post(address).status_code == 302
    told = said(program.get("/drafts"), 401)
    assert told["type"].endswith("#problem-no-token")


def test_it_runs_out(program: Program, clock: Any) -> None:
    clock.move_to(MONDAY + timedelta(days=29))
    said(program.get("/drafts"), 200)
    clock.move_to(MONDAY + timedelta(days=31))
    said(program.get("/drafts"), 401)


def test_it_ends_with_the_membership_the_account_and_the_agency_s_last_partnership(
    program: Program, lead: Any, hospital: Agency, partnership: Partnership, form: FormPage
) -> None:
    membership = lead.memberships.get()
    draft = said(program.post("/drafts", {"form": form.pk, "answers": FILLED}), 201)
    for over, again in (
        (lambda: Membership.objects.filter(pk=membership.pk).update(until=MONDAY.date() - timedelta(days=1)),) * 1
        + (lambda: Membership.objects.filter(pk=membership.pk).update(until=None),),
        (lambda: type(lead).objects.update(is_active=False), lambda: type(lead).objects.update(is_active=True)),
        (lambda: hospital.partnerships.clear(), lambda: hospital.partnerships.add(partnership)),
    ):
        over()
        said(program.get(f"/drafts/{draft['id']}"), 401)
        again()
        said(program.get(f"/drafts/{draft['id']}"), 200)
    holding.end(membership, by=Actor.of(lead), now=MONDAY, reason="Has left")
    said(program.get(f"/drafts/{draft['id']}"), 401)


def test_a_token_acts_for_one_agency_of_somebody_who_leads_two(
    program: Program, lead: Any, form: FormPage, partnership: Partnership
) -> None:
    draft = said(program.post("/drafts", {"form": form.pk, "answers": FILLED}), 201)
    school = AgencyFactory(of=partnership, name="School")
    Membership.objects.create(user=lead, role=Role.LEAD, agency=school)
    by = Actor.of(type(lead).objects.get(pk=lead.pk))
    second = next(one for one in making.memberships(by) if one.agency_id == school.pk)
    other = Program()
    _row, other.secret = making.make(second, name="School", scopes=["drafts"], days=30, by=by, now=MONDAY)
    said(program.get(f"/drafts/{draft['id']}"), 200)
    said(other.get(f"/drafts/{draft['id']}"), 404)


def test_each_scope_opens_its_own(clock: Any, lead: Any, form: FormPage) -> None:
    reads, fills = Program(lead, scopes=["status"]), Program(lead, scopes=["drafts"])
    said(reads.get("/submissions"), 200)
    assert "drafts" in said(reads.post("/drafts", {"form": form.pk}), 403)["detail"]
    draft = said(fills.post("/drafts", {"form": form.pk, "answers": FILLED}), 201)
    sent = {"draft": draft["id"], "revision": draft["revision"], "version": draft["version"]}
    said(fills.post("/submissions", sent), 403)
    said(fills.get("/submissions"), 403)
    said(reads.get("/cases"), 403)


@pytest.mark.parametrize(
    "role", [Role.SUBMITTER, Role.ADMINISTRATOR, Role.PUBLISHER, Role.CONTENT_EDITOR, Role.AUDITOR]
)
def test_others_make_none(clock: Any, hospital: Agency, partnership: Partnership, role: Role) -> None:
    by = actor(role, hospital if role == Role.SUBMITTER else partnership)
    assert making.memberships(by) == []
    with pytest.raises(Refused):
        making.make(by.memberships[0], name="x", scopes=["drafts"], days=30, by=by, now=MONDAY)
    assert signed_in(by.user).get("/programs/tokens/new/").status_code in (403, 404)


def test_nobody_makes_one_with_more_than_the_role_gives(clock: Any, lead: Any, partnership: Partnership) -> None:
    by = Actor.of(lead)
    decider = actor(Role.DECISION_MAKER, partnership, seat=Seat.POLICE)
    for membership, scopes, who in (
        (by.memberships[0], ["cases"], by),
        (by.memberships[0], [], by),
        (decider.memberships[0], ["cases"], by),
        (decider.memberships[0], ["drafts"], decider),
    ):
        with pytest.raises(Refused):
            making.make(membership, name="x", scopes=scopes, days=30, by=who, now=MONDAY)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer sfp_" + "x" * 43, "Bearer sfp_\u00e9", "bearer a b"],
)
def test_without_a_good_token_there_is_a_401(program: Program, header: str) -> None:
    told = program.get("/drafts", Authorization=header)
    said(told, 401)
    assert told.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_token(lead: Any, clock: Any, form: FormPage) -> None:
    browser = signed_in(lead)
    assert browser.get("/api/v1/drafts").status_code == 401
    assert browser.post("/api/v1/drafts", {}).status_code == 401


def test_a_token_stands_in_no_log(program: Program, form: FormPage, caplog: Any, settings: Any) -> None:
    caplog.set_level(logging.DEBUG)
    for debug in (False, True):
        settings.DEBUG = debug
        program.get("/drafts")
        program.get("/drafts", Authorization=f"Wrong {program.secret}")
        program.get("/nothing")
        program.post("/drafts", b"{")
    assert program.secret not in caplog.text
