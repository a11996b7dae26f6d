"""Moving a case to another version on the desk: the versions, what changes, the step."""

from copy import deepcopy
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.conftest import MONDAY
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import actor
from tests.workflow.desk.scene import signed_in
from workflow.models import Case, Deadline, ProcedureVersion
from workflow.parties.roles import Actor, Role, Seat
from workflow.procedures import load, shipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    NotificationFactory(case=made, clock=True)
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def newer() -> ProcedureVersion:
    document = {**deepcopy(shipped()[-1]), "key": "newer", "title": "The newer one", "effective_from": "2026-02-01"}
    next(one for one in document["rules"] if one["key"] == "notification")["length"] = 8
    document["content"]["local_criteria"][0]["text"] = "Improvements are needed"
    return load(document, now=MONDAY)


def here(case: Case) -> str:
    return reverse("desk:procedure", args=[case.reference])


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def test_the_step_on_the_case_leads_here(case: Case, officer: Actor, newer: ProcedureVersion) -> None:
    page = text_of(signed_in(officer.user).get(reverse("desk:case", args=[case.reference])))
    assert f'href="{here(case)}"' in page
    assert "Move to another version of the procedure" in page


def test_what_changes_is_seen_and_then_happens(case: Case, officer: Actor, newer: ProcedureVersion) -> None:
    client = signed_in(officer.user)
    assert "The newer one, in force from 1 February 2026" in text_of(client.get(here(case)))
    page = client.get(here(case), {"version": newer.pk})
    told = text_of(page)
    assert "5 March 2026" in told
    assert "10 March 2026" in told
    assert "Improvements are needed" in told
    data = {"version": str(newer.pk), "seen": page.context["plan"].digest, "expect": case.state}
    without = client.post(here(case), data)
    assert without.status_code == 422
    assert "Enter why this case moves to another version." in text_of(without)
    done = client.post(here(case), {**data, "reason": "The new guidance."})
    assert done.status_code == 302
    assert Deadline.objects.get(case=case).due_on == date(2026, 3, 10)


def test_without_having_looked_nothing_moves(case: Case, officer: Actor, newer: ProcedureVersion) -> None:
    client = signed_in(officer.user)
    refused = client.post(here(case), {"version": str(newer.pk), "reason": "x"})
    assert refused.status_code == 422
    assert "Look first at what would change" in text_of(refused)
    case.refresh_from_db()
    assert case.procedure != newer


def test_without_another_version_the_page_says_so(case: Case, officer: Actor) -> None:
    page = signed_in(officer.user).get(here(case), {"version": "nonsense"})
    assert page.status_code == 409
    assert "No other version of the procedure is in force" in text_of(page)


def test_only_an_officer_moves_a_case(case: Case, newer: ProcedureVersion) -> None:
    decider = actor(Role.DECISION_MAKER, case.partnership, seat=Seat.POLICE)
    client = signed_in(decider.user)
    assert client.get(here(case)).status_code == 403
    assert client.post(here(case), {"version": str(newer.pk)}).status_code == 403


def test_the_page_takes_few_queries(
    case: Case, officer: Actor, newer: ProcedureVersion, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(officer.user)
    # One of them asks for the newest change of the case, which the page's form says that it is based on.
    with django_assert_max_num_queries(27):
        client.get(here(case), {"version": newer.pk})
